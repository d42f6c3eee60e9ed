import json

import pytest

from amts.documents.xliff.format import Xliff


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


def test_one_document_goes_into_a_file_and_what_does_not_fit_is_reported(amts, docs):
    out, result = docs.parent / "segments.csv", docs.parent / "a.es.md"
    assert amts("documents", "extract", docs / "a.md", "-o", out)[0] == 0
    rows = out.read_text(encoding="utf-8-sig").splitlines()
    rows = [rows[0], rows[1].replace("One,", "One,Uno"), rows[2].replace("⟦2⟧.,", "⟦2⟧.,Dos")]
    out.write_text("\n".join([*rows, "z.md,0-1,heading,Old,Viejo,,"]), encoding="utf-8")
    code, printed, _ = amts("documents", "merge", out, docs / "a.md", "-o", result)
    assert (code, result.read_text()) == (0, "# Uno\n\nTwo *three*.\n")
    assert printed.splitlines() == [
        f"{result}: 1 translation put in, 1 markup",
        "    markup in block 2: expected ⟦1⟧⟦2⟧, each once and paired, found 'Dos'",
        "source-changed: in none of the documents: Old",
    ]


def test_results_for_machines(amts, docs):
    out, result = docs.parent / "segments.jsonl", docs.parent / "es"
    printed = amts("documents", "extract", docs, "-o", out, "--json")[1]
    assert json.loads(printed) == {"texts": 3, "documents": 2, "written": str(out)}
    printed = amts("documents", "merge", out, docs, "-o", result, "--json")[1]
    assert json.loads(printed)["documents"]["sub/b.md"] == {
        "written": str(result / "sub" / "b.md"), "merged": 0,
        "findings": [{"reason": "untranslated", "block": 0, "detail": "Four"}],
    }  # fmt: skip


def test_the_file_handed_over_is_no_document_even_if_it_lies_among_them(amts, docs):
    out = docs / "segments.xlf"
    assert amts("documents", "extract", docs, "-o", out)[0] == 0
    assert amts("documents", "extract", docs, "-o", out, "--force")[1].startswith("wrote 3 texts")
    assert amts("documents", "merge", out, docs, "-o", docs.parent / "es")[0] == 0
    assert sorted(path.name for path in (docs.parent / "es").rglob("*.*")) == ["a.md", "b.md"]


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
