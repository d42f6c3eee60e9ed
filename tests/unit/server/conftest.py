import pytest

from amts import plugins
from amts.testing.fakes import DictionaryTrainer


@pytest.fixture
def lessons(monkeypatch):
    """There is an engine `dictionary`; returns what its trainer was given, one list of pairs for each training."""
    found = []

    class Trainer(DictionaryTrainer):
        def train(self, pairs, *arguments):
            found.append(pairs)
            return super().train(pairs, *arguments)

    load = plugins.load
    monkeypatch.setattr(plugins, "load", lambda *names: Trainer if names[1] == "dictionary" else load(*names))
    return found
