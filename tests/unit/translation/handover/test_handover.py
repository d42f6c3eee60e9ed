import importlib.util
from dataclasses import replace
from pathlib import Path

import pytest

from amts import plugins
from amts.documents.markdown.format import Markdown
from amts.documents.plaintext import PlainText
from amts.documents.word.format import Docx
from amts.documents.xliff.format import Xliff
from amts.engines.pseudo import Pseudo
from amts.errors import DocumentError
from amts.placeholders import pairs
from amts.records import Finding, Mark, MarkKind, Segment
from amts.translation.handover.forms import form_for
from amts.translation.handover.units import Answer, extract, masked_like, merge

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
    return [replace(unit, target=answer.segment.text) for unit, answer in zip(units, answers, strict=True)]


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
    assert {finding.reason for finding in result.findings} <= {"untranslated"}


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
        ("source-changed", "Two"), ("untranslated", "New"), ("untranslated", "Two!"),
    ]  # fmt: skip


def test_a_text_in_the_place_of_one_that_is_gone_is_said_to_be_untranslated():
    result = merge(parsed("New\n"), Markdown(), answered(parsed("One\n"), "Uno"))
    assert [(finding.reason, finding.detail) for finding in result.findings] == [
        ("source-changed", "One"), ("untranslated", "New"),
    ]  # fmt: skip


def test_what_was_wrong_before_is_not_blamed_on_a_new_translation():
    units = '<trans-unit id="{}"><source>a <x id="{}"/></source><target>{}</target></trans-unit>'
    body = units.format(1, 1, "") + units.format(2, 2, "no mark")
    document = Xliff().parse(f"<xliff><file><body>{body}</body></file></xliff>".encode(), "x.xlf")
    (first, _) = extract(document)
    result = merge(document, Xliff(), [Answer(first.document, first.id, "", "⟦1⟧ b")])
    assert (result.merged, [finding for finding in result.findings if finding.breaking]) == (1, [])


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
    assert ("source-changed", "B") in [(finding.reason, finding.detail) for finding in result.findings]


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
