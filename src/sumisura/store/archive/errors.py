"""What can go wrong with an archive, or with the place it is to be restored to."""

from typing import ClassVar

from sumisura.kernel import SumisuraError


class ArchiveUnusable(SumisuraError):
    """An archive is damaged, cut off, of another form, or newer than this release; nothing was changed.

    Args:
        where: the file.
        what: what is wrong.
        mend: what would make it right.
    """

    code: ClassVar[str] = "archive_unusable"
    status: ClassVar[int] = 422

    def __init__(self, where: str, what: str, mend: str) -> None:
        self.where, self.what, self.mend = where, what, mend
        super().__init__(f"{where}: {what}. {mend}")


class NotEmpty(SumisuraError):
    """A whole store was to be put where there is something already; nothing was changed.

    Args:
        there: what is there, in words.
    """

    code: ClassVar[str] = "not_empty"
    status: ClassVar[int] = 409

    def __init__(self, there: str) -> None:
        self.there = there
        super().__init__(
            f"The database is not empty: it holds {there}. Name a new one, or move this one away first."
        )
