"""What a name must be, so that both engines take it alike."""

from sumisura.kernel import BadInput

LONGEST = 2000
"""Bytes of brand, kind, id, key and value together: what an index row of Postgres holds."""


def check_names(*names: str) -> None:
    """Refuse names that one engine could not store or look up.

    Raises:
        BadInput: they hold a NUL or half a surrogate pair, or are too long together.
    """
    joined = "".join(names)
    if joined.isascii() and "\0" not in joined and len(joined) <= LONGEST:
        return
    try:
        length = len(joined.encode())
    except UnicodeEncodeError:
        length = -1
    if length < 0 or "\0" in joined:
        raise BadInput("a name holds a character that is no text", mend="Leave it out.")
    if length > LONGEST:
        raise BadInput(f"names of {length} bytes are too long", mend="Shorten them, or use a digest.")
