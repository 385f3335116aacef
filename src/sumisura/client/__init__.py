"""A typed client of the API: ``Client`` has a method for each operation, ``models`` what goes in and out.

Example:
    >>> with Client("https://shop.example", "indigo", "sumi_key_0") as shop:
    ...     shop.brand
    'indigo'
"""

from sumisura.client import models
from sumisura.client.calls import Refused
from sumisura.client.operations import Operations as Client

__all__ = ["Client", "Refused", "models"]
