"""What every test may ask for."""

import sys
from pathlib import Path

from hypothesis import settings

sys.path.insert(0, str(Path(__file__).parent))

# How long an example takes depends on what else the machine does; the figures that matter are measured apart.
settings.register_profile("any machine", deadline=None)
settings.load_profile("any machine")
