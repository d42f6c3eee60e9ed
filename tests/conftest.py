import os
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import settings

# The AWS CLI has an environment of its own within that of the tests.
os.environ["PATH"] = os.pathsep.join([os.environ.get("PATH", ""), str(Path(sys.prefix) / "aws" / "bin")])

# No clock decides a test: the first example of a property may load a dictionary or a model.
# Nor does luck: the same change fails or passes everywhere. `make explore` looks for new examples.
# How many examples a property has, unless it says so itself: those marked `thorough` are run by all three targets.
for target, examples in {"check": 100, "test": 2_000, "thorough": 20_000}.items():
    settings.register_profile(target, deadline=None, derandomize=True, max_examples=examples)
settings.register_profile("explore", deadline=None, max_examples=2_000)
settings.load_profile(os.environ.get("AMTS_HYPOTHESIS", "check"))


@pytest.fixture(scope="session")
def pip_install():
    """Return the beginning of a command that installs packages without a network; `--target` says where.

    An environment that was made without pip has that of the Python that it was made from.
    """
    python = sys.executable if find_spec("pip") else sys._base_executable
    return [python, "-m", "pip", "install", "-q", "--no-index", "--no-deps", "--disable-pip-version-check"]
