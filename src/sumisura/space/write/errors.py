"""The error of every family writer."""

from sumisura.kernel import BadInput


class Unwritable(BadInput):
    """A family has something that the form asked for cannot say."""

    code = "unwritable"
