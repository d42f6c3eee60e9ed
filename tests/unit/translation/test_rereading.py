import pytest

from amts.documents.markdown.format import Markdown
from amts.documents.plaintext import PlainText
from amts.errors import DocumentError
from amts.records import Finding
from amts.translation.rereading import misread, render_unbroken


class Counting(Markdown):
    """Counts how often it reads a document."""

    def __init__(self):
        self.read = 0

    def parse(self, *arguments):
        self.read += 1
        return super().parse(*arguments)


def rendered(document, format_, texts, check=lambda document, again: []):
    """Render with what is to blame left out; return the content, what is left out, and what is wrong still."""
    left_out = []

    def step_back(index, finding):
        del texts[index]
        left_out.append((index, finding.reason))

    content, findings = render_unbroken(document, format_, texts, check, step_back)
    return content.decode(), left_out, findings


def numbered(count):
    return Markdown().parse("\n".join(f"Paragraph {number}.\n" for number in range(count)).encode(), "x.md")


def test_texts_that_change_nothing_else_are_put_in():
    assert rendered(numbered(2), Markdown(), {1: "New."}) == ("Paragraph 0.\n\nNew.\n", [], [])


def test_a_text_that_becomes_another_block_is_left_out():
    document = numbered(3)
    content, left_out, _ = rendered(document, Markdown(), {0: "# A", 1: "New.", 2: "- C"})
    assert content == "Paragraph 0.\n\nNew.\n\nParagraph 2.\n"
    assert left_out == [(0, "structure"), (2, "structure")]


def test_of_texts_that_shift_the_blocks_the_first_is_left_out_before_the_others_are_judged():
    content, left_out, _ = rendered(numbered(4), Markdown(), {1: "```", 2: "New.", 3: "New, too."})
    assert content == "Paragraph 0.\n\nParagraph 1.\n\nNew.\n\nNew, too.\n"
    assert left_out == [(1, "structure")]


def test_what_the_check_finds_is_blamed_on_the_last_new_text_before_it():
    def check(document, again):
        return [Finding("odd", 3, "")] if b"odd" in again.content else []

    assert rendered(numbered(4), Markdown(), {0: "New.", 1: "odd"}, check)[1] == [(1, "odd")]


def test_what_is_wrong_without_any_new_text_is_told():
    finding = Finding("odd", 0, "")
    assert rendered(numbered(1), Markdown(), {}, lambda *_: [finding]) == ("Paragraph 0.\n", [], [finding])


@pytest.mark.parametrize("text", ["```", "# x", "a\n\nb", "- a\n- b", "<div>", "| a"])
def test_however_many_texts_are_wrong_the_document_is_read_a_bounded_number_of_times(text):
    format_ = Counting()
    content, left_out, findings = rendered(numbered(300), format_, dict.fromkeys(range(300), text))
    assert format_.read <= 60
    assert findings == []
    assert (content == numbered(300).content.decode()) is (len(left_out) == 300)


class Strict(PlainText):
    """Cannot read a document that says so."""

    read = 0

    def parse(self, content, name, options=None):
        Strict.read += 1
        if b"unreadable" in content:
            msg = f"{name}: unreadable"
            raise DocumentError(msg)
        return super().parse(content, name)


def test_the_text_with_which_the_document_cannot_be_read_is_found_by_halving():
    document = Strict().parse("\n\n".join(f"Paragraph {number}" for number in range(1000)).encode(), "x.txt")
    texts = {index: "unreadable" if index == 700 else "New." for index in range(1000)}
    Strict.read = 0
    assert rendered(document, Strict(), texts)[1] == [(700, "unreadable")]
    assert Strict.read <= 14


def test_what_does_not_read_as_it_was_written_is_told_with_both():
    document, again = (Markdown().parse(text, "x.md") for text in (b"a\n\nb\n", b"c\n\nb\n"))
    assert misread(document, again, {0: "c", 1: "b"}) == []
    assert misread(document, again, {0: "d"}) == [Finding("misread", 0, "written 'd', read 'c'")]
    assert misread(document, again, {}) == [Finding("misread", 0, "written 'a', read 'c'")]
