import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amts.errors import SettingsError
from amts.records import ReadingOptions
from amts.settings import Settings, read_settings, render_settings

GOOD = 'source = "en"\n\n[targets]\nzh = "en/**=zh/**"\n'


def written(folder, content):
    (folder / "amts.toml").write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def test_what_is_not_said_has_a_default(tmp_path):
    assert read_settings(written(tmp_path, GOOD)) == Settings(tmp_path, "en", {"zh": "en/**=zh/**"}, "")


def test_all_keys_are_read(tmp_path):
    settings = read_settings(written(tmp_path, f'root = "docs"\nengine = "other"\n{GOOD}es = "en/**=es/**"\n'))
    targets = {"zh": "en/**=zh/**", "es": "en/**=es/**"}
    assert settings == Settings(tmp_path / "docs", "en", targets, "other")


def test_how_documents_are_read_can_be_said(tmp_path):
    table = '[documents]\nflavour = "mdx"\ncomments = true\nfront_matter = ["title"]\nanchors = "keep"\n'
    settings = read_settings(written(tmp_path, GOOD + table))
    assert settings.reading == ReadingOptions(flavour="mdx", comments=True, front_matter=("title",))
    assert settings.anchors == "keep"


def test_engines_have_options_and_terms_lie_in_files(tmp_path):
    content = f'engine = "llm"\nbase = "general"\nterminology = ["terms.csv"]\n{GOOD}[engines.llm]\nmodel = "m"\n'
    (tmp_path / "amts.toml").write_text(f'{content}[engines.neural]\nmodel = "n"\n', encoding="utf-8")
    settings = read_settings(tmp_path)
    assert (settings.engine, settings.engines["llm"], settings.base) == ("llm", {"model": "m"}, "general")
    assert settings.terminology == (tmp_path / "terms.csv",)


def test_engines_fall_back_on_others_in_turn(tmp_path):
    chain = (
        '[engines.llm]\nfallback = "neural"\n[engines.neural]\nfallback = "phrase"\n[engines.phrase]\nfallback = ""\n'
    )
    (tmp_path / "amts.toml").write_text(f'engine = "llm"\n{GOOD}{chain}', encoding="utf-8")
    assert read_settings(tmp_path).fallbacks == ("neural", "phrase")


def test_a_byte_order_mark_as_windows_editors_write_it_is_no_error(tmp_path):
    assert read_settings(written(tmp_path, b"\xef\xbb\xbf" + GOOD.encode())).source == "en"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("source = en", "not valid TOML: Invalid value"),
        (b"source = '\xff'", "not valid TOML: 'utf-8' codec can't decode byte 0xff in position 10"),
        ("", r'expected source = "en" and a table \[targets\]'),
        ('source = "en"', r"a table \[targets\]"),
        ('source = "en"\n[targets]\n', r"a table \[targets\]"),
        ('source = "en"\ntargets = "zh"\n', r"a table \[targets\]"),
        ('source = 1\n[targets]\nzh = "x"\n', 'expected source = "en"'),
        (f"sorce = 1\n{GOOD}", "unknown key 'sorce': known are base, documents, engine, engines, root, source"),
        ('source = "en"\n[targets]\nzh = 1\n', r"targets\.zh is 1: expected a text"),
        (f"engines = 1\n{GOOD}", r"engines is 1: expected tables such as \[engines\.phrase\]"),
        (f"base = 1\n{GOOD}", "base is 1: expected a text"),
        (f"terminology = 'a'\n{GOOD}", "terminology is 'a': expected a list of files"),
        (f"engine = 1\n{GOOD}", "engine is 1: expected a text"),
        (f"root = true\n{GOOD}", "root is True: expected a text"),
        (f"documents = 1\n{GOOD}", r"documents is 1: expected a table \[documents\]"),
        (f"{GOOD}[documents]\ncomment = true\n", r"unknown key 'documents\.comment': known are anchors, columns, com"),
        (f"{GOOD}[documents]\ncomments = 1\n", r"documents\.comments is 1: expected true or false"),
        (f"{GOOD}[documents]\nfront_matter = 'title'\n", r"documents\.front_matter is 'title': expected a list of t"),
        (f"{GOOD}[documents]\ncolumns = [1]\n", r"documents\.columns is \[1\]: expected a list of texts"),
        (f"{GOOD}[documents]\nflavour = true\n", r"documents\.flavour is True: expected a text in quotation marks"),
        (f"{GOOD}[documents]\nanchors = 'drop'\n", r"documents\.anchors is 'drop': expected 'regenerate' or 'keep'"),
        ('source = "english"\n[targets]\nzh = "x"\n', r"amts\.toml: unknown language tag 'english': did you mean en"),
        ('source = "en"\n[targets]\nchinese = "x"\n', "unknown language tag 'chinese': did you mean zh"),
    ],
)
def test_what_is_wrong_is_said_with_the_file(tmp_path, content, message):
    with pytest.raises(SettingsError, match=message) as found:
        read_settings(written(tmp_path, content))
    assert str(found.value).startswith(str(tmp_path / "amts.toml"))


def test_a_folder_without_settings_is_told_what_to_do(tmp_path):
    with pytest.raises(SettingsError, match=r"no amts\.toml here: run 'amts init', or name a folder with --source"):
        read_settings(tmp_path)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such permissions")
def test_settings_that_cannot_be_read_are_an_error(tmp_path, monkeypatch):
    written(tmp_path, GOOD)

    def refused(*_, **__):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("pathlib.Path.read_text", refused)
    with pytest.raises(SettingsError, match=r"amts\.toml cannot be read: Permission denied"):
        read_settings(tmp_path)


TEMPLATES = st.text(st.characters(codec="utf-8"), min_size=1)


@given(TEMPLATES, TEMPLATES)
def test_settings_that_are_rendered_are_read_as_they_were(tmp_path_factory, template, engine):
    folder = tmp_path_factory.mktemp("settings")
    targets = {"zh": template, "pt-BR": "en/**=pt/**"}
    assert read_settings(written(folder, render_settings("en", targets, engine))) == Settings(
        folder, "en", targets, engine
    )


def test_rendered_settings_explain_themselves():
    lines = render_settings("en", {"zh": "en/**=zh/**"}).splitlines()
    assert lines[1] == 'source = "en"  # the language of your documents'
    assert lines[-1] == '"zh" = "en/**=zh/**"'
