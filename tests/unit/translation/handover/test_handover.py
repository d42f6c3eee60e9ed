import importlib.util
from dataclasses import replace
from pathlib import Path

import pytest

from amts import plugins
from amts.documents.markdown.format import Markdown
from amts.documents.plaintext import PlainText
from amts.documents.po.format import Po
from amts.documents.word.format import Docx
from amts.documents.xliff.format import Xliff
from amts.engines.pseudo import Pseudo
from amts.errors import DocumentError
from amts.placeholders import pairs
from amts.records import Finding, Mark, MarkKind, Segment
from amts.translation.handover.forms import form_for
from amts.translation.handover.homes import homes
from amts.translation.handover.merging import Answer, merge
from amts.translation.handover.units import extract, masked_like

CONTRACT = Path(__file__).parents[3] / "contracts" / "test_format_contract.py"
FORMS = (".jsonl", ".csv", ".xlf", ".po")


def samples():
    """Yield the documents by which the contract of formats is checked; that each format has some is checked there."""
    spec = importlib.util.spec_from_file_location("format_contract", CONTRACT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for name in plugins.names("amts.formats"):
        for number, content in enumerate(module.SAMPLES.get(name, ())):
            yield pytest.param(name, content, id=f"{name}-{number}")


def translated(units):
    answers = Pseudo().translate([unit.source for unit in units])
    return [
        replace(unit, target=answer.segment.text, approved=True) for unit, answer in zip(units, answers, strict=True)
    ]


@pytest.mark.parametrize("suffix", FORMS)
@pytest.mark.parametrize(("name", "content"), samples())
def test_what_is_handed_out_comes_back_translated(name, content, suffix):
    format_ = plugins.load("amts.formats", name)()
    document = format_.parse(content, "a folder/a name" + format_.suffixes[0])
    units = extract(document)
    form = form_for("segments" + suffix)
    answers = form.read(form.write(translated(units), "en", "zh"), "segments", units)
    result = merge(document, format_, answers)
    assert [finding for finding in result.findings if finding.breaking] == []
    again = extract(format_.parse(result.content, document.name))
    expected = [answer.segment.text for answer in Pseudo().translate([unit.source for unit in units])]
    assert [unit.target or unit.source.text for unit in again] == expected


@pytest.mark.parametrize("suffix", FORMS)
@pytest.mark.parametrize(("name", "content"), samples())
def test_what_comes_back_untranslated_changes_no_byte(name, content, suffix):
    format_ = plugins.load("amts.formats", name)()
    document = format_.parse(content, "x" + format_.suffixes[0])
    units = extract(document)
    form = form_for("segments" + suffix)
    result = merge(document, format_, form.read(form.write(units, "en", ""), "segments", units))
    assert (result.content, result.merged) == (content, 0)
    assert {finding.reason for finding in result.findings} <= {"untranslated", "fuzzy"}


def parsed(text, name="x.md"):
    return Markdown().parse(text.encode(), name)


def answered(document, *targets):
    return [Answer(unit.document, unit.id, unit.source.text, target)
            for unit, target in zip(extract(document), targets, strict=True)]  # fmt: skip


def test_a_unit_has_its_markup_as_placeholders_and_says_where_it_is():
    first, second = extract(parsed("# One\n\nTwo *three*\nfour.\n"))
    assert (first.document, first.kind, first.line, first.source) == ("x.md", "heading", 1, Segment("One"))
    assert (second.kind, second.line) == ("paragraph", 3)
    assert second.source == Segment(
        "Two ⟦1⟧three⟦2⟧ four.", (Mark(MarkKind.OPEN, "*"), Mark(MarkKind.CLOSE, "*"))
    )  # fmt: skip
    assert [unit.id.partition("-")[0] for unit in (first, second)] == ["0", "1"]


def test_a_unit_of_a_bilingual_document_has_its_translation():
    units = '<trans-unit id="{}"{}><source>a <x id="1"/></source><target>{}</target></trans-unit>'
    content = "<xliff><file><body>" + units.format(1, "", '<x id="1"/> b') + units.format(2, ' approved="no"', "b")
    document = Xliff().parse(f"{content}</body></file></xliff>".encode(), "x.xlf")
    first, second = extract(document)
    assert (first.target, first.approved, first.note) == ("⟦1⟧ b", True, "")
    assert (second.target, second.approved, second.note) == ("", False, "translated so far, with other markup, as: b")


def test_translations_are_put_in_and_the_rest_is_reported():
    document = parsed("# One\n\nTwo *three*.\n\n42\n\nFour\n")
    result = merge(document, Markdown(), answered(document, "Uno", "⟦1⟧Tres⟦2⟧ dos.", "", " "))
    assert result.content.decode() == "# Uno\n\n*Tres* dos.\n\n42\n\nFour\n"
    assert result.merged == 2
    assert result.findings == (Finding("untranslated", 3, "Four", breaking=False),)


@pytest.mark.parametrize(
    "target", ["no marks", "⟦1⟧a", "⟦2⟧a⟦1⟧", "⟦1⟧⟦1⟧a⟦2⟧", "⟦1⟧a⟦2⟧ ⟦3⟧", "⟦1⟧a⟦2⟧ ⟦0⟧", "⟦1⟧a⟦2⟧ ⟦"]
)
def test_a_translation_with_other_markup_is_not_put_in(target):
    document = parsed("One *two*.\n")
    result = merge(document, Markdown(), answered(document, target))
    assert (result.content, result.merged) == (document.content, 0)
    assert [(finding.reason, finding.block) for finding in result.findings] == [("markup", 0)]


def test_a_translation_that_would_change_the_structure_is_not_put_in():
    document = parsed("One\n\nTwo\n\nThree\n")
    result = merge(document, Markdown(), answered(document, "Uno", "# Dos", "Tres"))
    assert result.content.decode() == "Uno\n\nTwo\n\nTres\n"
    assert (result.merged, {finding.block for finding in result.findings}) == (2, {1})


class Strict(PlainText):
    """Cannot read a document that says so."""

    def parse(self, content, name, options=None):
        if b"unreadable" in content:
            msg = f"{name}: unreadable"
            raise DocumentError(msg)
        return super().parse(content, name)


def test_a_translation_with_which_the_document_cannot_be_read_is_not_put_in():
    document = Strict().parse(b"One\n\nTwo\n\nThree\n", "x.txt")
    result = merge(document, Strict(), answered(document, "Uno", "unreadable", "Tres"))
    assert result.content == b"Uno\n\nTwo\n\nTres\n"
    assert result.findings == (Finding("unreadable", 1, "x.txt: unreadable"),)


def test_a_text_that_has_moved_finds_its_translation_and_one_that_has_changed_does_not():
    before = parsed("One\n\nTwo\n\nThree\n")
    after = parsed("New\n\nThree\n\nOne\n\nTwo!\n")
    result = merge(after, Markdown(), answered(before, "Uno", "Dos", "Tres"))
    assert result.content.decode() == "New\n\nTres\n\nUno\n\nTwo!\n"
    assert [(finding.reason, finding.detail) for finding in result.findings] == [
        ("source-changed", f"not in the document any more: 'Two' (unit {extract(before)[1].id})"),
        ("untranslated", "New"), ("untranslated", "Two!"),
    ]  # fmt: skip


def test_a_text_in_the_place_of_one_that_is_gone_is_said_to_be_untranslated():
    result = merge(parsed("New\n"), Markdown(), answered(parsed("One\n"), "Uno"))
    assert [(finding.reason, finding.block) for finding in result.findings] == [
        ("source-changed", -1), ("untranslated", 0),
    ]  # fmt: skip


def test_what_was_wrong_before_is_not_blamed_on_a_new_translation():
    units = '<trans-unit id="{}"><source>a <x id="{}"/></source><target>{}</target></trans-unit>'
    body = units.format(1, 1, "") + units.format(2, 2, "no mark")
    document = Xliff().parse(f"<xliff><file><body>{body}</body></file></xliff>".encode(), "x.xlf")
    (first, _) = extract(document)
    result = merge(document, Xliff(), [Answer(first.document, first.id, None, "⟦1⟧ b")])
    assert (result.merged, [finding for finding in result.findings if finding.breaking]) == (1, [])


CATALOGUE = """\
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"

msgid "One *two*."
msgstr "Uno dos."

msgid "Three *four*."
msgstr ""

#, fuzzy
msgid "Five"
msgstr "Seis"
"""


@pytest.mark.parametrize("suffix", FORMS)
def test_a_translation_that_was_wrong_in_a_catalogue_does_not_keep_others_out(suffix):
    document = Po().parse(CATALOGUE.encode(), "x.po")
    form = form_for("segments" + suffix)
    one, three, five = extract(document)
    assert (one.target, one.note) == ("", "translated so far, with other markup, as: Uno dos.")
    units = [
        one,
        replace(three, target="Tres ⟦1⟧cuatro⟦2⟧.", approved=True),
        replace(five, target="Cinco", approved=True),
    ]
    result = merge(document, Po(), form.read(form.write(units, "en", "es"), "segments", units))
    assert (result.merged, result.findings) == (2, ())
    held = [block.target for block in Po().parse(result.content, "x.po").blocks if block.text]
    assert held == ["Uno dos.", "Tres *cuatro*.", "Cinco"]


def test_what_is_not_finished_is_left_out_unless_it_is_asked_for():
    document = parsed("One\n\nTwo\n")
    one, two = answered(document, "Uno", "Dos")
    answers = [one, replace(two, finished=False)]
    result = merge(document, Markdown(), answers)
    assert (result.content, result.merged) == (b"Uno\n\nTwo\n", 1)
    assert result.findings == (Finding("fuzzy", 1, "Dos", breaking=False),)
    assert merge(document, Markdown(), answers, fuzzy=True).content == b"Uno\n\nDos\n"


def test_a_finished_translation_counts_even_if_an_unfinished_one_comes_first():
    document = parsed("One\n")
    (one,) = answered(document, "Uno")
    result = merge(document, Markdown(), [replace(one, target="Un", finished=False), one])
    assert (result.content, [finding.breaking for finding in result.findings]) == (b"Uno\n", [False])


@pytest.mark.parametrize("suffix", FORMS)
def test_an_unfinished_translation_that_comes_back_as_it_was_is_said_to_be_unfinished(suffix):
    document = Po().parse(CATALOGUE.encode(), "x.po")
    form, units = form_for("segments" + suffix), extract(document)
    result = merge(document, Po(), form.read(form.write(units, "en", "es"), "segments", units))
    assert result.content == document.content
    assert [(finding.reason, finding.block) for finding in result.findings] == [("fuzzy", 3), ("untranslated", 2)]


def test_a_translation_beside_another_source_is_not_put_in():
    document = parsed("One\n\nTwo *three*.\n")
    one, two = answered(document, "Uno", "Dos ⟦1⟧tres⟦2⟧.")
    result = merge(document, Markdown(), [replace(one, source=two.source), replace(two, source="Two  ⟦1⟧three⟦2⟧.\n")])
    assert result.content == b"One\n\nDos *tres*.\n"
    assert result.findings == (
        Finding("source-changed", 0, "translated from 'Two ⟦1⟧three⟦2⟧.', the document has 'One'"),
        Finding("untranslated", 0, "One", breaking=False),
    )
    result = merge(document, Markdown(), [replace(two, source="Two ⟦2⟧three⟦1⟧.")])
    assert (result.merged, result.findings[0].reason) == (0, "source-changed")


def test_without_a_source_the_id_alone_counts():
    document = parsed("One\n")
    assert merge(document, Markdown(), [replace(*answered(document, "Uno"), source=None)]).content == b"Uno\n"


def test_half_a_character_is_reported():
    document = parsed("One\n\nTwo\n")
    result = merge(document, Markdown(), answered(document, "Uno \ud800", "Dos"))
    assert result.content == b"One\n\nDos\n"
    assert result.findings == (Finding("unreadable", 0, r"half a character (U+D800) in 'Uno \\ud800'"),)


@pytest.mark.parametrize(
    ("target", "detail"),
    [
        ("Dos", "lost ⟦1⟧ (*), ⟦2⟧ (*), ⟦3⟧ (`--`); found 'Dos'"),
        ("⟦1⟧a⟦2⟧ ⟦3⟧ ⟦3⟧", "too often ⟦3⟧ (`--`); found '⟦1⟧a⟦2⟧ ⟦3⟧ ⟦3⟧'"),
        ("⟦1⟧a⟦2⟧ ⟦0⟧", "lost ⟦3⟧ (`--`), a tag whose id the source does not have; found '⟦1⟧a⟦2⟧ <?>'"),
        ("⟦1⟧a⟦2⟧ ⟦3⟧ ⟦9⟧", "not in the source ⟦9⟧; found '⟦1⟧a⟦2⟧ ⟦3⟧ ⟦9⟧'"),
        ("⟦2⟧a⟦1⟧ ⟦3⟧", "wrongly nested ⟦1⟧ (*), ⟦2⟧ (*); found '⟦2⟧a⟦1⟧ ⟦3⟧'"),
        ("⟦1⟧a⟦2⟧ ⟦3⟧ ⟦", "a bracket ⟦ or ⟧ that is no placeholder's; found '⟦1⟧a⟦2⟧ ⟦3⟧ ⟦'"),
    ],
)
def test_what_is_wrong_with_the_markup_is_said_with_the_markup(target, detail):
    document = parsed("Two *three* `--`\n")
    assert merge(document, Markdown(), answered(document, target)).findings == (Finding("markup", 0, detail),)


def test_a_line_break_in_a_message_is_found_in_its_translation_however_it_is_indented():
    entry = 'msgid "First %s\\n  second"\nmsgstr "Primero %s\\nsegundo"\n'
    (unit,) = extract(Po().parse(entry.encode(), "x.po"))
    assert (unit.source.text, unit.target, unit.note) == ("First ⟦1⟧⟦2⟧second", "Primero ⟦1⟧⟦2⟧segundo", "")
    assert unit.approved


def homes_of(names, *documents):
    units = {name: extract(parsed("Same\n", name)) for name in documents}
    (unit,) = extract(parsed("Same\n"))
    return homes([Answer(name, unit.id, None, "") for name in names], units)


@pytest.mark.parametrize(
    ("names", "documents", "found"),
    [
        (["a.md"], ["a.md"], {"a.md": "a.md"}),
        (["a.md"], ["c.md"], {"a.md": "c.md"}),
        (["/home/me/d.md"], ["d.md"], {"/home/me/d.md": "d.md"}),
        (["a.md", "b.md"], ["en/a.md", "en/b.md"], {"a.md": "en/a.md", "b.md": "en/b.md"}),
        ([r"C:\docs\a.md", "b.md"], ["a.md"], {r"C:\docs\a.md": "a.md"}),
        (["x/index.md", "y/index.md"], ["en/x/index.md"], {"x/index.md": "en/x/index.md"}),
        (["index.md"], ["x/index.md", "y/index.md"], {}),
        (["a.md", "b.md"], ["c.md"], {}),
        (["a.md", "x/a.md"], ["a.md", "en/x/a.md"], {"a.md": "a.md", "x/a.md": "en/x/a.md"}),
    ],
)
def test_a_document_of_another_name_is_known_by_its_texts_and_the_end_of_its_path(names, documents, found):
    assert homes_of(names, *documents) == found


def test_a_document_without_a_common_text_is_another_one():
    (unit,) = extract(parsed("One\n"))
    assert homes([Answer("a.md", unit.id, None, "Uno")], {"en/a.md": extract(parsed("Two\n"))}) == {}


def test_equal_texts_have_their_own_translations():
    before = parsed("A\n\nA\n")
    assert merge(before, Markdown(), answered(before, "Un", "Une")).content == b"Un\n\nUne\n"
    after = parsed("X\n\nY\n\nA\n\nA\n")
    assert merge(after, Markdown(), answered(before, "Un", "Une")).content == b"X\n\nY\n\nUn\n\nUne\n"


def test_of_two_translations_of_a_text_the_first_is_taken():
    document = parsed("A\n")
    result = merge(document, Markdown(), [*answered(document, "Un"), *answered(document, "Une")])
    assert result.content == b"Un\n"
    assert [(finding.reason, finding.detail) for finding in result.findings] == [("duplicate", "Une")]


@pytest.mark.parametrize("unit_id", ["", "x", "99999999999-ab", "7", "0-ffffffff"])
def test_an_unknown_id_is_reported(unit_id):
    result = merge(parsed("A\n"), Markdown(), [Answer("x.md", unit_id, "B", "C")])
    assert result.content == b"A\n"
    changed, untranslated = result.findings
    assert (changed.reason, changed.block) == ("source-changed", -1)
    assert changed.detail == f"not in the document any more: 'B' (unit {unit_id or 'without an id'})"
    assert untranslated == Finding("untranslated", 0, "A", breaking=False)


def test_a_text_that_is_the_same_in_both_languages_keeps_its_line_breaks():
    document = parsed("One\ntwo\n")
    assert merge(document, Markdown(), answered(document, "One two")).content == b"One\ntwo\n"


STARS = Segment("⟦1⟧a⟦2⟧ ⟦3⟧b⟦4⟧ ⟦5⟧", (
    Mark(MarkKind.OPEN, "*"), Mark(MarkKind.CLOSE, "*"), Mark(MarkKind.OPEN, "*"), Mark(MarkKind.CLOSE, "*"),
    Mark(MarkKind.CODE, "`*`"),
))  # fmt: skip


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("*a* *b* `*`", "⟦1⟧a⟦2⟧ ⟦3⟧b⟦4⟧ ⟦5⟧"),
        ("`*` *b* *a*", "⟦5⟧ ⟦1⟧b⟦2⟧ ⟦3⟧a⟦4⟧"),
        ("*a*", "⟦1⟧a⟦2⟧"),
        ("* * * * *", "⟦1⟧ ⟦2⟧ ⟦3⟧ ⟦4⟧ *"),
        ("no marks", "no marks"),
    ],
)
def test_markup_in_a_translation_is_that_of_the_source(text, masked):
    assert masked_like(STARS, text) == masked


def test_what_closes_last_is_what_was_opened_last():
    nested = Segment("⟦1⟧a⟦2⟧b⟦3⟧⟦4⟧", (
        Mark(MarkKind.OPEN, "<p>"), Mark(MarkKind.OPEN, "<b>"), Mark(MarkKind.CLOSE, "</>"),
        Mark(MarkKind.CLOSE, "</>"),
    ))  # fmt: skip
    assert pairs(nested) == {2: 3, 1: 4}
    assert masked_like(nested, "<b>b</> <p>a</>") == "⟦2⟧b⟦3⟧ ⟦1⟧a⟦4⟧"


def test_an_unpaired_mark_has_no_partner():
    assert pairs(Segment("⟦2⟧⟦1⟧", (Mark(MarkKind.OPEN, "<"), Mark(MarkKind.CLOSE, ">")))) == {}


def test_the_line_of_a_document_that_is_no_text_is_the_number_of_its_block():
    spec_samples = [param.values[1] for param in samples() if param.values[0] == "docx"]
    units = extract(Docx().parse(spec_samples[0], "x.docx"))
    assert [unit.line for unit in units] == list(range(1, len(units) + 1))
