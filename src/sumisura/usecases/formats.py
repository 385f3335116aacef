"""The files in which a customer holds what is theirs: one family, each read where the other is.

A profile (``docs/held.md``) is the part of "my data" (``docs/my-data.md``) that serves: its ``signals`` and ``manners``,
under the same names and in the same form, without a seal. Their version is one number.
"""

from typing import Final

PROFILE: Final = "sumisura.profile"
MY_DATA: Final = "sumisura.my-data"
VERSION: Final = 1
