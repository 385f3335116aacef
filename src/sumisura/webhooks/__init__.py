"""Telling another system of the merchant what happened: whom, how it is signed, when it is tried again."""
