from amts.cli.demo import report
from amts.documents.formats import format_of, read_document
from amts.mining.book import Entry
from amts.testing.fakes import DictionaryEngine
from amts.translation.document import translate_document
from amts.workspace import Written


def test_a_page_with_links_that_is_translated_as_it_should_be_has_nothing_changed(tmp_path, capsys):
    entry = Entry("a.md", tmp_path / "a.md", tmp_path / "b.md")
    entry.source.write_text("# One\n\nSee [two](two.md).\n\n[x]: y.md\n", encoding="utf-8")
    engine = DictionaryEngine({"see": "vidu", "two": "du", "one": "unu"})
    document = translate_document(read_document(entry.source), format_of("a.md"), engine, "en", "eo")
    entry.target.write_bytes(document.content)
    report("eo", Written(entry, document))
    assert capsys.readouterr().out == (
        "eo: a.md, 2 sentences; check: 2 blocks compared, 0 changed in structure, 0 left in English\n"
    )
