import pytest

from amts import plugins
from amts.documents.formats import format_of, read_document
from amts.errors import DataError, DocumentError, InputError, PathError
from amts.records import Level, Pair, Segment
from amts.testing import toy_language
from amts.translation.verification.verify import verify
from amts.workspace import open_workspace

SETTINGS = 'source = "en"\nengine = "dictionary"\n[targets]\neo = "en/**=eo/**"\n'


@pytest.fixture(autouse=True)
def _dictionary_engine(monkeypatch):
    monkeypatch.setitem(plugins._BUILT_IN["amts.engines"], "dictionary", "amts.testing.fakes:DictionaryTrainer")


@pytest.fixture
def project(tmp_path):
    """Three chapters of the toy language, the last one not translated."""
    (tmp_path / "amts.toml").write_text(SETTINGS, encoding="utf-8")
    for number in range(3):
        for tag, text in zip(("en", "eo"), toy_language.chapter(number), strict=True):
            if (tag, number) != ("eo", 2):
                path = tmp_path / tag / f"{number}.md"
                path.parent.mkdir(exist_ok=True)
                path.write_text(text, encoding="utf-8")
    return tmp_path


def names(entries):
    return [entry.name for entry in entries]


def snapshot(folder):
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_documents_are_listed_with_the_places_of_their_translations(project):
    found = open_workspace(project).entries("eo")
    assert [(entry.name, entry.target.relative_to(project).as_posix(), entry.translated) for entry in found] == [
        ("0.md", "eo/0.md", True),
        ("1.md", "eo/1.md", True),
        ("2.md", "eo/2.md", False),
    ]


def test_a_language_that_is_no_target_is_refused_by_name(project):
    with pytest.raises(InputError, match=r"Chinese \(zh\) is not a target of this project: targets are eo"):
        open_workspace(project).entries("zh")


def test_translated_documents_are_aligned(project):
    alignment = open_workspace(project).align("eo")
    assert len(alignment.runs) == 2
    assert sum(pair.level is Level.SENTENCE for pair in alignment.pairs) > 20


def test_a_project_without_translations_has_nothing_to_align(project):
    for path in (project / "eo").iterdir():
        path.unlink()
    with pytest.raises(InputError, match="none of the 3 documents is translated into eo"):
        open_workspace(project).align("eo")


def test_what_is_missing_is_translated_and_written(project):
    steps = []
    (written,) = open_workspace(project).translate("eo", progress=steps.append)
    assert written.entry.target == project / "eo" / "2.md"
    assert written.entry.target.read_bytes() == written.document.content
    assert b"la " in written.document.content
    format_ = format_of("2.md")
    assert verify(read_document(written.entry.source), format_.parse(written.document.content, "2.md")) == []
    assert (steps[-1].task, steps[-1].done) == ("translate into eo", 1)


def test_when_nothing_is_missing_nothing_is_done(project):
    workspace = open_workspace(project)
    list(workspace.translate("eo"))
    before = snapshot(project)
    assert list(workspace.translate("eo")) == []
    assert snapshot(project) == before


@pytest.mark.parametrize("name", ["2.md", "2", "en/2.md"])
def test_a_document_is_translated_by_its_name(project, name, monkeypatch):
    monkeypatch.chdir(project)
    name = str(open_workspace(project).entries("eo")[2].source) if "/" in name else name
    assert [written.entry.name for written in open_workspace(project).translate("eo", [name])] == ["2.md"]


def test_two_names_of_one_document_are_one(project):
    assert len(list(open_workspace(project).translate("eo", ["2", "2.md"]))) == 1


def test_an_unknown_name_is_refused_with_the_nearest_one(project):
    with pytest.raises(InputError, match=r"'22\.md' is none of the 3 documents: did you mean 2\.md"):
        list(open_workspace(project).translate("eo", ["22.md"]))


def test_a_translation_that_exists_is_never_overwritten(project):
    before = snapshot(project)
    with pytest.raises(InputError, match=r"1\.md exists and is not overwritten: move it away"):
        list(open_workspace(project).translate("eo", ["1.md"]))
    assert snapshot(project) == before


def test_a_translation_that_appears_during_the_work_is_not_overwritten(project):
    mine = project / "eo" / "2.md"

    def write_meanwhile(step):
        if step.task.startswith("translate"):
            mine.write_text("written by hand", encoding="utf-8")

    with pytest.raises(InputError, match="exists and is not overwritten"):
        list(open_workspace(project).translate("eo", progress=write_meanwhile))
    assert mine.read_text(encoding="utf-8") == "written by hand"


def test_a_document_that_cannot_be_read_is_known_before_any_work(project):
    (project / "en" / "2.md").write_bytes(b"caf\xe9")
    steps = []
    with pytest.raises(DocumentError, match="not UTF-8 at byte offset 3"):
        list(open_workspace(project).translate("eo", progress=steps.append))
    assert steps == []


def test_a_folder_in_the_place_of_a_translation_is_not_overwritten(project):
    (project / "eo" / "2.md").mkdir()
    with pytest.raises(InputError, match="exists and is not overwritten"):
        list(open_workspace(project).translate("eo", ["2.md"]))


def test_parallel_data_take_the_place_of_the_translations(project):
    workspace = open_workspace(project)
    pairs = [Pair(Segment(f"the {word}"), Segment(f"xyz {other}")) for word, other in toy_language.VOCABULARY.items()]
    workspace.parallel.create("mine", "en", "eo", pairs)
    (written,) = workspace.translate("eo", data="mine")
    assert b"xyz" in written.document.content


def test_parallel_data_in_other_languages_are_refused(project):
    workspace = open_workspace(project)
    workspace.parallel.create("german", "en", "de", [])
    expected = "the parallel data 'german' are from en to de, not from en to eo"
    with pytest.raises(InputError, match=expected):
        list(workspace.translate("eo", data="german"))
    with pytest.raises(InputError, match=expected):
        workspace.keep("german", "eo", [])


def test_unknown_parallel_data_are_refused(project):
    with pytest.raises(InputError, match="no parallel data named 'nothing'"):
        list(open_workspace(project).translate("eo", data="nothing"))


def test_pairs_are_kept_and_kept_again(project):
    workspace = open_workspace(project)
    assert workspace.keep("mine", "eo", toy_language.pairs(3)).version == 1
    again = workspace.keep("mine", "eo", toy_language.pairs(5))
    assert (again.version, again.pairs_by_level[Level.SENTENCE]) == (2, 5)


def test_too_few_pairs_are_a_data_error(project):
    workspace = open_workspace(project)
    workspace.parallel.create("few", "en", "eo", toy_language.pairs(3))
    with pytest.raises(DataError, match="too few pairs for a dictionary: 3, and it takes 10"):
        list(workspace.translate("eo", data="few"))


def test_an_unknown_engine_is_refused_with_those_there_are(project):
    (project / "amts.toml").write_text(SETTINGS.replace("dictionary", "oracle"), encoding="utf-8")
    with pytest.raises(InputError, match=r"unknown engine 'oracle': available are .*dictionary, .*phrase"):
        list(open_workspace(project).translate("eo"))


def test_a_root_that_is_missing_is_a_path_error(project):
    (project / "amts.toml").write_text(f'root = "book"\n{SETTINGS}', encoding="utf-8")
    with pytest.raises(PathError, match="book: no such file or folder"):
        open_workspace(project).entries("eo")


def test_translations_into_a_language_that_is_no_target_are_refused(project):
    with pytest.raises(InputError, match="is not a target of this project"):
        open_workspace(project).translations("fr")
