import subprocess
import sys

import pytest

import amts
from amts.errors import SettingsError

WORKING_PARTS = {"thot", "machine", "sacrebleu", "jieba", "pyromark", "jinja2", "rapidfuzz", "sentencex"}
HEAVY = {*WORKING_PARTS, "numpy", "typer", "rich", "langcodes"}
LISTING = "import sys; before = set(sys.modules); import {}; print(*sorted(set(sys.modules) - before), sep='\\n')"


def modules_loaded_by(module):
    done = subprocess.run([sys.executable, "-c", LISTING.format(module)], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_importing_amts_loads_nothing_heavy():
    loaded = {name.partition(".")[0] for name in modules_loaded_by("amts")}
    assert loaded & HEAVY == set()
    assert "amts" in loaded


def test_the_command_line_starts_without_the_parts_that_work():
    assert modules_loaded_by("amts.cli.app") & WORKING_PARTS == set()


def test_open_returns_the_workspace_of_a_folder(tmp_path):
    (tmp_path / "amts.toml").write_text('source = "en"\n[targets]\nzh = "en/**=zh/**"\n', encoding="utf-8")
    assert amts.open(tmp_path).targets == ["zh"]
    assert amts.open(str(tmp_path)).settings.source == "en"


def test_open_says_what_is_missing(tmp_path):
    with pytest.raises(SettingsError, match="run 'amts init'"):
        amts.open(tmp_path / "nowhere")


def test_the_facade_offers_what_its_list_says():
    assert amts.__all__ == ["open"]
    assert callable(amts.open)
