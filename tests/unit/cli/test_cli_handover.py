import csv
import json

import pytest

from amts.documents.formats import read_document
from amts.documents.xliff.format import Xliff
from amts.translation.handover.units import extract


@pytest.fixture
def docs(tmp_path):
    folder = tmp_path / "docs"
    (folder / "sub").mkdir(parents=True)
    (folder / "a.md").write_text("# One\n\nTwo *three*.\n", encoding="utf-8")
    (folder / "sub" / "b.md").write_text("Four\n", encoding="utf-8")
    return folder


def fill(path, **translations):
    """Write a translator's targets into an XLIFF file."""
    document = Xliff().parse(path.read_bytes(), "x")
    texts = {i: translations[block.text] for i, block in enumerate(document.blocks) if block.text in translations}
    path.write_bytes(Xliff().render(document, texts))


def test_texts_go_out_and_translations_come_in(amts, docs):
    out = docs.parent / "segments.xlf"
    code, printed, _ = amts("documents", "extract", docs, "-o", out, "--target", "es")
    assert (code, printed) == (0, f"wrote 3 texts to {out}; when they are translated: amts documents merge {out} ...\n")
    fill(out, One="Uno", Four="Cuatro")
    code, printed, _ = amts("documents", "merge", out, docs, "-o", docs.parent / "es")
    assert code == 0
    assert printed == (
        f"{docs.parent / 'es' / 'a.md'}: 1 translation put in, 1 untranslated\n"
        f"{docs.parent / 'es' / 'sub' / 'b.md'}: 1 translation put in\n"
    )
    assert (docs.parent / "es" / "a.md").read_text() == "# Uno\n\nTwo *three*.\n"
    assert (docs.parent / "es" / "sub" / "b.md").read_text() == "Cuatro\n"


def table(path, *rows):
    """Write a translator's table: document, id, source and target of each text."""
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([("document", "id", "source", "target"), *rows])
    return path


def ids_of(path, name=""):
    return [unit.id for unit in extract(read_document(path, name))]


def test_one_document_goes_into_a_file_and_what_does_not_fit_is_reported(amts, docs):
    result = docs.parent / "a.es.md"
    one, two = ids_of(docs / "a.md")
    out = table(
        docs.parent / "segments.csv",
        ("a.md", one, "One", "Uno"), ("a.md", two, "Two ⟦1⟧three⟦2⟧.", "Dos"), ("a.md", "9-gone", "Old", "Viejo"),
        ("z.md", "0-1", "Old", "Viejo"), ("z.md", "1-1", "Old", ""),
    )  # fmt: skip
    code, printed, error = amts("documents", "merge", out, docs / "a.md", "-o", result)
    assert (code, result.read_text()) == (6, "# Uno\n\nTwo *three*.\n")
    assert printed.splitlines() == [
        f"{result}: 1 translation put in, 1 markup, 1 source-changed",
        f"    a.md:3: markup: lost ⟦1⟧ (*), ⟦2⟧ (*); found 'Dos' (unit {two})",
        "    a.md: source-changed: not in the document any more: 'Old' (unit 9-gone)",
        "not put in: 1 translation of z.md, which is no document named here",
    ]
    assert error == "amts: 3 translations did not fit and were left out\n"


def test_a_catalogue_with_texts_that_are_gone_names_them(amts, docs):
    out = docs.parent / "segments.po"
    out.write_text('msgid "One"\nmsgstr "Uno"\n\nmsgid "Old"\nmsgstr "Viejo"\n', encoding="utf-8")
    code, printed, _ = amts("documents", "merge", out, docs / "a.md", "-o", docs.parent / "a.es.md")
    assert code == 6
    assert printed.splitlines()[1:] == ["source-changed: in none of the documents: 'Old'"]


def test_results_for_machines(amts, docs):
    out, result = docs.parent / "segments.jsonl", docs.parent / "es"
    (docs / "x.xml").write_text("<a/>")
    printed = amts("documents", "extract", docs, "-o", out, "--json")[1]
    assert json.loads(printed) == {"texts": 3, "documents": 2, "written": str(out), "passed_over": {".xml": 1}}
    out.write_text(
        out.read_text(encoding="utf-8") + '{"document": "z.md", "id": "0-1", "target": "Z"}', encoding="utf-8"
    )
    code, printed, _ = amts("documents", "merge", out, docs, "-o", result, "--json")
    data = json.loads(printed)
    assert (code, data["not_put_in"]) == (6, [{"document": "z.md", "id": "0-1", "source": None}])
    assert data["passed_over"] == {".xml": 1}
    (unit_id,) = ids_of(docs / "sub" / "b.md")
    told = {"reason": "untranslated", "detail": "Four", "breaking": False, "line": 1, "id": unit_id}
    assert data["documents"]["sub/b.md"] == {
        "written": str(result / "sub" / "b.md"), "merged": 0, "findings": [told],
    }  # fmt: skip


def test_unfinished_translations_are_taken_if_that_is_said(amts, docs):
    out, result = docs.parent / "segments.po", docs.parent / "a.es.md"
    out.write_text('#, fuzzy\nmsgid "One"\nmsgstr "Uno"\n', encoding="utf-8")
    code, printed, _ = amts("documents", "merge", out, docs / "a.md", "-o", result)
    assert (code, printed) == (0, f"{result}: 0 translations put in, 1 fuzzy, 1 untranslated\n")
    assert result.read_text() == "# One\n\nTwo *three*.\n"
    code, printed, _ = amts("documents", "merge", out, docs / "a.md", "-o", result, "--fuzzy", "--force")
    assert (code, printed) == (0, f"{result}: 1 translation put in, 1 untranslated\n")
    assert result.read_text() == "# Uno\n\nTwo *three*.\n"


def test_the_file_handed_over_is_no_document_even_if_it_lies_among_them(amts, docs):
    out = docs / "segments.xlf"
    assert amts("documents", "extract", docs, "-o", out)[0] == 0
    assert amts("documents", "merge", out, docs, "-o", docs.parent / "es")[0] == 0
    assert sorted(path.name for path in (docs.parent / "es").rglob("*.*")) == ["a.md", "b.md"]
    code, _, error = amts("documents", "merge", out, out, "-o", docs.parent / "x.xlf")
    assert (code, "no document is named besides the file that was handed over" in error) == (2, True)


MESSAGES = 'msgid "One"\nmsgstr ""\n'


def test_texts_are_never_written_over_a_document_that_is_read(amts, docs):
    messages = docs / "messages.po"
    messages.write_text(MESSAGES)
    for named in (messages, docs):
        code, _, error = amts("documents", "extract", named, "-o", messages, "--force")
        assert (code, f"{messages} is one of the documents" in error) == (2, True)
    assert messages.read_text() == MESSAGES


def test_documents_are_never_written_over_the_translations_or_one_another(amts, docs):
    messages, out = docs / "messages.po", docs.parent / "segments.po"
    messages.write_text(MESSAGES)
    out.write_text('msgid "One"\nmsgstr "Uno"\n')
    code, _, error = amts("documents", "merge", out, messages, "-o", out, "--force")
    assert (code, f"{out} is the file with the translations" in error) == (2, True)
    (docs / "b.md").write_text("One\n")
    code, _, error = amts("documents", "merge", out, docs / "sub", docs / "b.md", docs, "-o", docs, "--force")
    assert (code, "another document is called b.md too" in error) == (2, True)
    (docs / "b.md").unlink()
    code, _, error = amts(
        "documents", "merge", out, docs / "sub", docs / "a.md", "-o", docs / "sub" / "b.md", "--force"
    )
    assert (code, "b.md is a file: name a folder for 2 documents" in error) == (2, True)
    (docs / "sub" / "sub").mkdir()
    (docs / "sub" / "sub" / "b.md").write_text("One\n")
    code, _, error = amts("documents", "merge", out, docs / "sub", docs / "a.md", "-o", docs / "sub" / "sub", "--force")
    assert (code, "b.md is the document sub/b.md: write b.md elsewhere" in error) == (2, True)
    assert out.read_text() == 'msgid "One"\nmsgstr "Uno"\n'


def test_a_catalogue_is_translated_in_its_place_if_that_is_said(amts, docs):
    messages, out = docs / "messages.po", docs.parent / "segments.po"
    messages.write_text(MESSAGES)
    out.write_text('msgid "One"\nmsgstr "Uno"\n')
    assert amts("documents", "merge", out, messages, "-o", messages)[0] == 2
    assert messages.read_text() == MESSAGES
    assert amts("documents", "merge", out, messages, "-o", messages, "--force")[0] == 0
    assert messages.read_text() == 'msgid "One"\nmsgstr "Uno"\n'


def test_what_is_left_out_of_a_folder_is_said(amts, docs):
    for name in ("a.xml", "b.xml", "c.CSV", "d.txt", ".git/e.txt"):
        (docs / name).parent.mkdir(exist_ok=True)
        (docs / name).write_text("x\n")
    line = "passed over: 1 .csv, 1 .txt, 2 .xml (name them to take them)"
    out = docs / "segments.csv"
    assert amts("documents", "extract", docs, "-o", out)[1].splitlines()[1:] == [line]
    assert amts("documents", "merge", out, docs, "-o", docs.parent / "es")[1].splitlines()[-1] == line


def test_a_folder_of_seldom_documents_only_says_what_is_there(amts, docs):
    folder = docs.parent / "data"
    folder.mkdir()
    (folder / "a.xml").write_text("<a/>")
    code, _, error = amts("documents", "extract", folder, "-o", docs.parent / "x.po")
    assert code == 2
    assert "; there are 1 .xml: name those that are to be translated" in error


def test_tables_are_documents_where_a_project_names_columns(amts, docs):
    (docs / "rows.csv").write_text("id,remark\n1,Five.\n", encoding="utf-8")
    (docs.parent / "amts.toml").write_text(PROJECT + 'columns = ["remark"]\n', encoding="utf-8")
    printed = amts("documents", "extract", docs, "-o", docs.parent / "x.po", "--json")[1]
    assert json.loads(printed) == {"texts": 4, "documents": 3, "written": str(docs.parent / "x.po"), "passed_over": {}}


@pytest.mark.parametrize("suffix", [".csv", ".xlf", ".po", ".jsonl"])
def test_the_file_of_another_document_is_refused_and_nothing_is_written(amts, docs, suffix):
    out, result = docs.parent / f"segments{suffix}", docs.parent / "b.es.md"
    assert amts("documents", "extract", docs / "a.md", "-o", out)[0] == 0
    code, printed, error = amts("documents", "merge", out, docs / "sub" / "b.md", "-o", result)
    assert (code, printed, result.exists()) == (2, "", False)
    said = "none of its texts is in b.md" if suffix == ".po" else f"{out} is for a.md; you named b.md"
    assert said in error


THREE = '</source>\n<target><g id="1">Tres</g> dos.</target></trans-unit>'


def test_documents_that_were_renamed_or_moved_get_their_translations(amts, docs, monkeypatch):
    monkeypatch.chdir(docs.parent)
    assert amts("documents", "extract", "docs", "-o", "all.xlf")[0] == 0
    assert amts("documents", "extract", "docs/a.md", "-o", "a.xlf")[0] == 0
    for path in (docs.parent / "all.xlf", docs.parent / "a.xlf"):
        fill(path, One="Uno", Four="Cuatro")
        content = path.read_text(encoding="utf-8")
        path.write_text(content.replace("</source>\n</trans-unit>", THREE), encoding="utf-8")
    (docs / "a.md").rename(docs / "c.md")
    assert amts("documents", "merge", "a.xlf", "docs/c.md", "-o", "c.es.md")[0] == 0
    assert (docs.parent / "c.es.md").read_text() == "# Uno\n\n*Tres* dos.\n"
    (docs / "c.md").rename(docs / "a.md")
    docs.rename(docs.parent / "en")
    (docs.parent / "docs").mkdir()
    (docs.parent / "en").rename(docs.parent / "docs" / "en")
    assert amts("documents", "merge", "all.xlf", "docs", "-o", "es")[0] == 0
    assert (docs.parent / "es" / "en" / "sub" / "b.md").read_text() == "Cuatro\n"


def test_a_name_that_ends_with_a_slash_is_a_folder(amts, docs):
    out = table(docs.parent / "segments.csv", ("a.md", ids_of(docs / "a.md")[0], "One", "Uno"))
    assert amts("documents", "merge", out, docs / "a.md", "-o", f"{docs.parent / 'new'}/")[0] == 0
    assert (docs.parent / "new" / "a.md").read_text() == "# Uno\n\nTwo *three*.\n"


def test_a_document_is_not_written_under_the_name_of_another_format(amts, docs):
    out = table(docs.parent / "segments.csv", ("a.md", ids_of(docs / "a.md")[0], "One", "Uno"))
    code, _, error = amts("documents", "merge", out, docs / "a.md", "-o", docs.parent / "d.html")
    assert (code, "a.md is written in its own format, not as .html: name a .md file" in error) == (2, True)
    assert amts("documents", "merge", out, docs / "a.md", "-o", docs.parent / "d.markdown")[0] == 0


def test_a_table_that_is_cut_off_changes_nothing(amts, docs):
    out = docs.parent / "segments.csv"
    assert amts("documents", "extract", docs / "a.md", "-o", out)[0] == 0
    text = out.read_text(encoding="utf-8").replace("Two ⟦1⟧three⟦2⟧.,", "Two ⟦1⟧three⟦2⟧.,⟦1⟧Tres⟦2⟧ do")
    out.write_text(text[: text.index("Tres") + 2], encoding="utf-8")
    code, _, error = amts("documents", "merge", out, docs / "a.md", "-o", docs.parent / "a.es.md")
    assert (code, f"{out}, line 3: 4 cells, expected 7" in error) == (2, True)
    assert not (docs.parent / "a.es.md").exists()


CODE = "---\ntitle: A title\n---\n\n```python\nx = 1  # A comment.\n```\n"
PROJECT = 'source = "en"\n[targets]\nes = "docs/**=es/**"\n[documents]\n'


@pytest.mark.parametrize("arguments", [[], ["--project", "."]], ids=["the nearest project", "a project named"])
def test_documents_are_read_as_their_project_says(amts, docs, monkeypatch, arguments):
    monkeypatch.chdir(docs.parent)
    (docs / "a.md").write_text(CODE, encoding="utf-8")
    assert json.loads(amts("documents", "extract", "docs", "-o", "x.po", "--json", "--force")[1])["texts"] == 1
    settings = 'comments = true\nfront_matter = ["title"]\n'
    (docs.parent / "amts.toml").write_text(PROJECT + settings, encoding="utf-8")
    out = docs.parent / "segments.xlf"
    assert json.loads(amts("documents", "extract", "docs", "-o", out, "--json", *arguments)[1])["texts"] == 3
    fill(out, **{"A title": "Un titulo", "A comment.": "Un comentario."})
    assert amts("documents", "merge", out, "docs", "-o", "es", *arguments)[0] == 0
    expected = CODE.replace("A title", "Un titulo").replace("A comment.", "Un comentario.")
    assert (docs.parent / "es" / "a.md").read_text(encoding="utf-8") == expected


def test_the_columns_of_a_table_are_those_of_the_project(amts, docs):
    table = docs / "rows.csv"
    table.write_text("id,remark\n1,One.\n", encoding="utf-8")
    (docs.parent / "amts.toml").write_text(PROJECT + 'columns = ["remark"]\n', encoding="utf-8")
    assert json.loads(amts("documents", "extract", table, "-o", docs.parent / "x.po", "--json")[1])["texts"] == 1


def test_a_project_without_settings_is_refused(amts, docs):
    code, _, error = amts("documents", "extract", docs, "-o", docs.parent / "x.po", "--project", docs)
    assert code == 2
    assert "no amts.toml here" in error


def test_what_exists_is_not_written_over(amts, docs):
    out = docs.parent / "segments.po"
    assert amts("documents", "extract", docs, "-o", out)[0] == 0
    before = out.read_bytes()
    code, _, error = amts("documents", "extract", docs, "-o", out)
    assert (code, f"{out} exists already" in error, out.read_bytes()) == (2, True, before)
    code, _, error = amts("documents", "merge", out, docs, "-o", docs)
    assert (code, f"{docs / 'a.md'} exists already" in error) == (2, True)
    assert (out.read_bytes(), (docs / "a.md").read_text()) == (before, "# One\n\nTwo *three*.\n")
    assert amts("documents", "merge", out, docs, "-o", docs, "--force")[0] == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["extract", "docs", "-o", "x.docx"], "x.docx: texts are handed over as .jsonl .csv .xlf .po"),
        (["extract", "docs", "-o", "x.po", "--source", "chinese"], "did you mean zh"),
        (["extract", "nowhere", "-o", "x.po"], "nowhere: no such file or folder"),
        (["extract", "docs/a.md", "docs/a.md", "-o", "x.po"], "another document is called a.md too"),
        (["merge", "x.po", "docs", "-o", "y"], "x.po: no such file"),
        (["merge", "bad.jsonl", "docs", "-o", "y"], "bad.jsonl, line 1: no JSON"),
        (["merge", "bad.jsonl", "docs", "-o", "docs/a.md"], "a.md is a file: name a folder for 2 documents"),
    ],
)
def test_what_cannot_work_is_refused_and_nothing_is_written(amts, docs, monkeypatch, arguments, message):
    monkeypatch.chdir(docs.parent)
    (docs.parent / "bad.jsonl").write_text("no")
    before = sorted(docs.parent.rglob("*"))
    code, out, error = amts("documents", *arguments)
    assert (code, out) == (2, "")
    assert message in error
    assert sorted(docs.parent.rglob("*")) == before
