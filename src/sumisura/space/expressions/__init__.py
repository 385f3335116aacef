"""The small safe language that rules are written in: ``wash = raw and leg in (slim, straight) implies hem != cuffed``."""

from sumisura.space.expressions.expression import Expression, parse

__all__ = ["Expression", "parse"]
