"""How much each source's signals weigh and how fast they fade: at first by how deliberate they are, then as fitted."""

from collections.abc import Mapping

from sumisura.taste.population import Strength

DEFAULTS: Mapping[str, Strength] = {
    "stated": Strength(4.0, 3650.0),
    "ratings": Strength(2.0, 730.0),
    "purchases": Strength(2.0, 365.0),
    "returns": Strength(2.0, 365.0),
    "conversation": Strength(1.5, 180.0),
    "designs": Strength(1.0, 180.0),
    "visit": Strength(0.5, 7.0),
    "devices": Strength(0.3, 90.0),
    "friends": Strength(0.1, 365.0),
    "place": Strength(0.1, 90.0),
}
"""Source → strength where too little is known to fit it: the more deliberate, the stronger and the longer."""
