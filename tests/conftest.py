from hypothesis import settings

# No clock decides a test: the first example of a property may load a dictionary or a model.
settings.register_profile("amts", deadline=None)
settings.load_profile("amts")
