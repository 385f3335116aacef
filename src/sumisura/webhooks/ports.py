"""What sends."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Answer:
    """How an endpoint answered.

    Args:
        status: 0 where it did not.
        what: why there was no answer, in plain words.
        excerpt: how the body began.
        retry_after: that header as it came.
    """

    status: int
    what: str = ""
    excerpt: str = ""
    retry_after: str = ""


class Sender(Protocol):
    """Posts to an address that a merchant wrote, so to none inside our own network."""

    def post(self, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Send it once, and say what came back; what goes wrong is an answer, too. Follows no redirect."""
