"""Reading what people write: text files from outside, with limits, line numbers and all problems at once.

Family files, brand files and price books are written by hand by people who do not program. Whatever part
reads them stands on this floor, so that each refuses a bomb, names file and line, and says what would mend it.
"""

from sumisura.files.problems import BadFile, Problem, Problems
from sumisura.files.suggest import did_you_mean
from sumisura.files.text import read_bytes

__all__ = ["BadFile", "Problem", "Problems", "did_you_mean", "read_bytes"]
