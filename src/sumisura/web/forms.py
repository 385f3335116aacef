"""Forms are read afresh each time: Litestar would keep the last thousand, with the words that people wrote in them."""

from typing import Final

from litestar._kwargs import extractors
from litestar._parsers import parse_url_encoded_form_data

READ: Final = "parse_url_encoded_form_data"


def keep_none() -> None:
    """Have no form stay in memory once it is answered: passwords and addresses are in them, and half a megabyte in some."""
    setattr(extractors, READ, parse_url_encoded_form_data.__wrapped__)
