import pytest

from amts.sync.adopting.originals import original_of, original_place


@pytest.fixture
def folder(tmp_path):
    def make(*names, config=""):
        for name in names:
            path = tmp_path / "book" / "chapter" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("Text.\n")
        if config:
            (tmp_path / "book" / "config.ini").write_text(config)
        return tmp_path / "book" / "chapter"

    return make


def test_the_original_of_a_translation_lies_beside_it(folder):
    chapter = folder("a.md", "a_origin.md", "b.md")
    assert original_of(chapter / "a.md") == chapter / "a_origin.md"


def test_a_translation_without_original_has_none(folder):
    chapter = folder("a.md", "a_origin.md", "b.md", "a.txt")
    assert original_of(chapter / "b.md") is None
    assert original_of(chapter / "a.txt") is None
    assert original_of(chapter / "missing" / "a.md") is None


def test_an_original_has_no_original(folder):
    chapter = folder("a.md", "a_origin.md", "a_origin_origin.md")
    assert original_of(chapter / "a_origin.md") is None
    assert original_place(chapter / "a_origin.md") is None


@pytest.mark.parametrize("name", ["a_vn.md", "a_zh_CN.md", "a_pt-br.md"])
def test_a_translation_named_by_its_language_has_the_original_of_its_document(folder, name):
    chapter = folder(name, "a_origin.md")
    assert original_of(chapter / name) == chapter / "a_origin.md"


def test_an_original_belongs_to_the_document_of_its_name_first(folder):
    chapter = folder("a.md", "a_vn.md", "a_origin.md")
    assert original_of(chapter / "a_vn.md") is None
    assert original_of(chapter / "a.md") == chapter / "a_origin.md"


def test_the_language_of_originals_is_that_of_the_config_of_the_book(folder):
    chapter = folder("a.md", "a_en.md", config="[translation]\norigin_repo = d2l-ai/d2l-en\norigin_lang = en\n")
    assert original_of(chapter / "a.md") == chapter / "a_en.md"
    assert original_of(chapter / "a_en.md") is None


@pytest.mark.parametrize("config", ["", "[translation]\norigin_lang =\n", "[project]\nlang = vi\n", "no ini\n", "[a\n"])
def test_without_a_language_in_the_config_only_the_usual_name_counts(folder, config):
    chapter = folder("a.md", "a_en.md", "b.md", "b_origin.md", config=config)
    assert original_of(chapter / "a.md") is None
    assert original_of(chapter / "b.md") == chapter / "b_origin.md"


def test_a_config_may_hold_percent_signs_and_a_key_twice(folder):
    chapter = folder("a.md", "a_en.md", config="[translation]\norigin_lang = de\norigin_lang = en\nname = 100%\n")
    assert original_of(chapter / "a.md") == chapter / "a_en.md"


def test_a_new_translation_gets_an_original_where_others_have_theirs(folder):
    chapter = folder("a.md", "a_origin.md")
    assert original_place(chapter / "new.md") == chapter / "new_origin.md"
    assert original_place(chapter / "a.md") == chapter / "a_origin.md"


def test_a_folder_without_originals_gets_none(folder):
    chapter = folder("a.md", "b_origin.txt")
    assert original_place(chapter / "a.md") is None
    assert original_place(chapter / "missing" / "a.md") is None
