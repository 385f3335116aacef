"""The error of every family reader."""

from sumisura.files import BadFile


class BadFamily(BadFile):
    """A family file cannot be used; ``problems`` names every line that needs mending."""

    code = "bad_family"
