import sys

import pytest

from amts.engines.neural.models import Model, find_model
from amts.errors import EngineError, InputError, MissingExtraError

MODULE = "from pathlib import Path\n\nFOLDER = Path(__file__).parent / 'model'\n\n\ndef folder():\n    return FOLDER\n"


@pytest.fixture
def install(tmp_path, monkeypatch):
    """Return a function that installs a model package for a language pair."""
    site = tmp_path / "site"
    monkeypatch.syspath_prepend(str(site))

    def installed(name, pair, attribute="FOLDER"):
        module = name.replace("-", "_")
        package = site / module
        (package / "model").mkdir(parents=True)
        (package / "model" / "model.bin").write_bytes(b"a model")
        (package / "__init__.py").write_text(MODULE)
        facts = site / f"{module}-1.0.dist-info"
        facts.mkdir()
        (facts / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
        (facts / "entry_points.txt").write_text(f"[amts.models]\n{pair} = {module}:{attribute}\n")
        return package / "model"

    return installed


def find(name, tmp_path, pair=("en", "zh")):
    return find_model(name, *pair, tmp_path / "cache")


def test_a_folder_in_ctranslate2_format_is_a_model(tmp_path):
    (tmp_path / "model.bin").write_bytes(b"")
    assert find(str(tmp_path), tmp_path) == Model(tmp_path)


def test_a_model_that_brings_its_weights_can_be_tuned(tmp_path):
    (tmp_path / "model.bin").write_bytes(b"")
    (tmp_path / "weights").mkdir()
    (tmp_path / "weights" / "config.json").write_text("{}")
    assert find(str(tmp_path), tmp_path).weights == tmp_path / "weights"


def test_the_digest_is_that_of_the_files(tmp_path):
    (tmp_path / "model.bin").write_bytes(b"one")
    first = Model(tmp_path).digest
    assert Model(tmp_path).digest == first
    (tmp_path / "model.bin").write_bytes(b"two")
    assert Model(tmp_path).digest != first


def test_a_folder_without_a_model_says_what_is_in_it(tmp_path):
    (tmp_path / "readme.txt").write_text("")
    with pytest.raises(InputError, match=r"holds no translation model \(found: readme.txt\): expected model.bin"):
        find(str(tmp_path), tmp_path)


def test_a_name_that_is_nothing_says_what_there_is(tmp_path, install):
    install("amts-model-en-de", "en-de")
    with pytest.raises(InputError, match=r"'nix' is neither a folder nor .* \(installed: amts-model-en-de\)"):
        find("nix", tmp_path)


@pytest.mark.parametrize("attribute", ["FOLDER", "folder"])
@pytest.mark.parametrize("name", ["", "amts-model-en-zh", "amts_model_en_zh", "en-zh"])
def test_an_installed_package_is_found_by_its_languages_or_its_name(tmp_path, install, name, attribute):
    folder = install("amts-model-en-zh", "en-zh", attribute)
    sys.modules.pop("amts_model_en_zh", None)
    assert find(name, tmp_path, ("en", "zh-Hans")) == Model(folder)


def test_a_package_for_other_languages_is_not_taken(tmp_path, install):
    install("amts-model-en-zh", "en-zh")
    with pytest.raises(InputError, match="no model to translate from zh to en"):
        find("", tmp_path, ("zh", "en"))


def test_of_two_packages_for_the_same_languages_one_must_be_named(tmp_path, install):
    install("amts-model-small", "en-zh")
    large = install("amts-model-large", "en-zh")
    with pytest.raises(InputError, match="name one of amts-model-large, amts-model-small"):
        find("", tmp_path)
    assert find("amts-model-large", tmp_path) == Model(large)


def test_a_hub_that_cannot_be_reached_is_an_error_that_says_what_to_do(tmp_path, monkeypatch):
    hub = pytest.importorskip("huggingface_hub")

    def unreachable(name, allow_patterns):
        raise hub.errors.LocalEntryNotFoundError(name)

    monkeypatch.setattr(hub, "snapshot_download", unreachable)
    with pytest.raises(
        EngineError, match=r"Helsinki-NLP/opus-mt-en-zh cannot be fetched .* copy the model into a folder"
    ):
        find("Helsinki-NLP/opus-mt-en-zh", tmp_path)


def test_without_the_package_for_the_hub_the_command_to_install_it_is_named(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "huggingface_hub", None)
    with pytest.raises(MissingExtraError, match=r"pip install 'amts\[tune\]'"):
        find("Helsinki-NLP/opus-mt-en-zh", tmp_path)
