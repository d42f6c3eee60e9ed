import os

from hypothesis import settings

# No clock decides a test: the first example of a property may load a dictionary or a model.
# Nor does luck: the same change fails or passes everywhere. `make explore` looks for new examples.
settings.register_profile("amts", deadline=None, derandomize=True)
settings.register_profile("explore", deadline=None, max_examples=2000)
settings.load_profile(os.environ.get("AMTS_HYPOTHESIS", "amts"))
