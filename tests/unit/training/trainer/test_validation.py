import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("ctranslate2")
