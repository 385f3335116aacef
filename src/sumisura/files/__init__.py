"""Reading what people write: text files from outside, with limits, line numbers and all problems at once.

Family files, brand files and price books are written by hand by people who do not program. Whatever part
reads them stands on this floor, so that each refuses a bomb, names file and line, and says what would mend it.
"""

from sumisura.files.instants import instant
from sumisura.files.numbers import decimal, measure, minor_units, whole
from sumisura.files.problems import BadFile, Problem, Problems
from sumisura.files.section import Section
from sumisura.files.suggest import did_you_mean
from sumisura.files.text import read_bytes
from sumisura.files.tree import Bounds, Entries, Items, Node, Text, read_tree
from sumisura.files.whole_file import open_section

__all__ = [
    "BadFile",
    "Bounds",
    "Entries",
    "Items",
    "Node",
    "Problem",
    "Problems",
    "Section",
    "Text",
    "decimal",
    "did_you_mean",
    "instant",
    "measure",
    "minor_units",
    "open_section",
    "read_bytes",
    "read_tree",
    "whole",
]
