"""Errors are classes with data, a stable code and an HTTP status.

The text is for the person who can act: what is wrong, where, and what would mend it.
"""

from typing import ClassVar


class SumisuraError(Exception):
    """The root of every error that Sumisura raises on purpose.

    Example:
        >>> error = NotFound("order", "ord_1")
        >>> error.code, error.status, str(error)
        ('not_found', 404, 'There is no order "ord_1". Check the link you followed.')
    """

    code: ClassVar[str] = "error"
    status: ClassVar[int] = 500
    retry_after: int | None = None
    """Seconds until the next try may succeed, where that is known."""

    @property
    def public(self) -> str:
        """Its text as anybody may read it: pages and the API say this, logs and the terminal the whole."""
        return str(self)


class BadInput(SumisuraError):
    """Something from outside cannot be used as it is.

    Args:
        what: what is wrong, in plain words.
        where: the place: a file and line, a field, a variable.
        mend: what would make it right.

    Example:
        >>> str(BadInput("17 is not a size", where="jeans.yaml:12", mend="Choose 28 to 44."))
        'jeans.yaml:12: 17 is not a size. Choose 28 to 44.'
    """

    code = "bad_input"
    status = 422

    def __init__(self, what: str, *, where: str = "", mend: str = "") -> None:
        self.what, self.where, self.mend = what, where, mend
        head = f"{where}: {what}" if where else what
        super().__init__(f"{head}. {mend}" if mend else head)


class NotFound(SumisuraError):
    """A thing that was asked for by name does not exist in this brand."""

    code = "not_found"
    status = 404

    def __init__(self, kind: str, name: str) -> None:
        self.kind, self.name = kind, name
        super().__init__(f'There is no {kind} "{name}". Check the link you followed.')


class Stale(SumisuraError):
    """What was there changed since it was read, or its name is already taken; nothing was written."""

    code = "stale"
    status = 409

    def __init__(self, kind: str, name: str, why: str) -> None:
        self.kind, self.name, self.why = kind, name, why
        super().__init__(f'The {kind} "{name}" {why}. Read it again and repeat the change.')


class Forbidden(SumisuraError):
    """The caller is known, and may not do this."""

    code = "forbidden"
    status = 403

    def __init__(self, action: str, needs: str) -> None:
        self.action, self.needs = action, needs
        super().__init__(f"You may not {action}. It needs {needs}.")


class TooMany(SumisuraError):
    """A rate limit was met.

    Args:
        what: what there was too much of.
        retry_after: seconds until the next try can succeed.
    """

    code = "too_many"
    status = 429

    def __init__(self, what: str, retry_after: int) -> None:
        self.what, self.retry_after = what, retry_after
        super().__init__(f"Too many {what}. Try again in {retry_after} seconds.")
