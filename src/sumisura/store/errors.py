"""What can go wrong with a store, whichever engine fills it."""

from sumisura.kernel import SumisuraError


class StoreAway(SumisuraError):
    """The store cannot be reached or written just now.

    Whether a unit of work that was being committed is kept is then unknown: repeat it under the
    same idempotency key.
    """

    code = "store_away"
    status = 503
    retry_after = 5

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(f"The store cannot be used just now: {why}. Repeat the same request in a moment.")

    @property
    def public(self) -> str:
        """For whoever asked, to whom the inside of the store is of no use."""
        return (
            "We cannot read or write our records at this moment. Wait a moment, and send the same again: "
            "what was answered stands, and an order that is sent again is placed once."
        )


class ReadOnly(SumisuraError):
    """A unit of work opened with ``read()`` was asked to write."""

    code = "read_only"
    status = 500

    def __init__(self) -> None:
        super().__init__("This unit of work only reads. Open it with write() to change something.")


class NotWritten(SumisuraError):
    """A file could not be written, as when the disk is full; nothing is left of it.

    Args:
        where: the file it was to be.
        why: as the operating system says it.
    """

    code = "not_written"

    def __init__(self, where: str, why: str) -> None:
        self.where, self.why = where, why
        super().__init__(f"{where} could not be written: {why}. Make room there, or name another place.")
