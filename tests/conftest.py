import os
import sys
from pathlib import Path

from hypothesis import settings

# The AWS CLI has an environment of its own within that of the tests.
os.environ["PATH"] = os.pathsep.join([os.environ.get("PATH", ""), str(Path(sys.prefix) / "aws" / "bin")])

# No clock decides a test: the first example of a property may load a dictionary or a model.
# Nor does luck: the same change fails or passes everywhere. `make explore` looks for new examples.
settings.register_profile("amts", deadline=None, derandomize=True)
settings.register_profile("explore", deadline=None, max_examples=2000)
settings.load_profile(os.environ.get("AMTS_HYPOTHESIS", "amts"))
