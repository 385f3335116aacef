"""The one choice of a finished good, by which whoever meets its design knows that nothing was shaped."""

AS_IT_IS = "as-it-is"
"""The variable of a finished good, and its one value."""
