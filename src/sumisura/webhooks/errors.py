"""What may be wrong with an address."""

from typing import ClassVar

from sumisura.kernel import BadInput


class BadTarget(BadInput):
    """Nothing is sent to such an address; none of it was kept."""

    code: ClassVar[str] = "bad_target"
