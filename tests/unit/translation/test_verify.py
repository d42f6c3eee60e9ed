import pytest

from amts.documents.markdown import Markdown
from amts.documents.plaintext import PlainText
from amts.records import Mark, MarkKind, Segment
from amts.translation.verify import inline_markup, keeps_marks, verify

SOURCE = """---
title: x
---

# One `a`

Text with $x$, [a link](to.md) and *two* **words**.

```python
print(1)  # one
print(2)
```

$$y = 1$$

:label:`sec_one`

<div>html</div>

![a picture](one.png)

| a | b |
|---|---|
| c | d |

- item
"""


def compared(target, source=SOURCE):
    found = verify(*(Markdown().parse(text.encode(), "x") for text in (source, target)))
    return [(finding.reason, finding.block) for finding in found]


def block_of(text):
    blocks = Markdown().parse(SOURCE.encode(), "x").blocks
    return next(i for i, block in enumerate(blocks) if SOURCE.encode()[block.start :].startswith(text))


def test_a_document_is_what_it_was():
    assert compared(SOURCE) == []


def test_other_words_and_another_order_of_the_markup_change_nothing():
    target = SOURCE.replace("Text with $x$, [a link](to.md) and", "[链接](to.md)和 $x$ 的文字，").replace("item", "项")
    assert compared(target) == []


@pytest.mark.parametrize(
    ("old", "new", "reason", "at"),
    [
        ("print(2)", "print(3)", "code", b"```"),
        ("# one", "# eins", "code", b"```"),
        ("y = 1", "y = 2", "math", b"$$"),
        ("sec_one", "sec_two", "directive", b":label"),
        ("<div>html", "<div>HTML", "html", b"<div>"),
        ("title: x", "title: y", "front-matter", b"---"),
        ("# One", "## One", "structure", b"One"),
        ("- item", "item", "structure", b"item"),
        ("| c | d |", "| c |", "structure", b"d |"),
        ("$x$", "x", "markup", b"Text"),
        ("to.md", "from.md", "markup", b"Text"),
        ("*two*", "two", "markup", b"Text"),
        ("*two*", "**two**", "markup", b"Text"),
        ("`a`", "`b`", "markup", b"One"),
    ],
)
def test_what_differs_is_found_where_it_is(old, new, reason, at):
    assert compared(SOURCE.replace(old, new, 1)) == [(reason, block_of(at))]


def test_the_picture_behind_a_caption_must_be_the_same():
    (finding,) = compared(SOURCE.replace("one.png", "two.png"))
    assert finding[0] in ("image", "markup")


def test_a_missing_block_is_found_at_its_place_and_a_further_one_at_the_end():
    assert compared("# One\n", "# One\n\nTwo.\n") == [("structure", 1)]
    assert compared("# One\n\nTwo.\n\nThree.\n", "# One\n\nTwo.\n") == [("structure", 1)]
    assert compared("One.\n", "") == [("structure", 0)]
    assert compared("", "One.\n") == [("structure", 0)]


def test_after_a_finding_of_structure_nothing_further_is_compared():
    assert compared("One.\n\n`b`\n", "# One\n\n`a`\n") == [("structure", 0)]


def test_the_finding_says_what_was_expected():
    source, target = (Markdown().parse(f"```\na\n{x}\n```\n\n# B `{x}`\n".encode(), "x") for x in "pq")
    details = [finding.detail for finding in verify(source, target)]
    assert details == ["expected 'p', found 'q'", "lost ['`p`'], added ['`q`']"]


def test_white_space_within_markup_does_not_count():
    (block,) = Markdown().parse(b"`a\nb` and `a b`", "x").blocks
    assert inline_markup(block) == {"`ab`": 2}


def test_plain_text_is_compared_by_its_paragraphs():
    documents = [PlainText().parse(text, "x") for text in (b"One.\n\nTwo.\n", b"Uno.\n\nDos.\n", b"Uno.\n")]
    assert verify(documents[0], documents[1]) == []
    assert [finding.block for finding in verify(documents[0], documents[2])] == [1]


MARKS = (
    Mark(MarkKind.OPEN, "*"),
    Mark(MarkKind.CLOSE, "*"),
    Mark(MarkKind.OPEN, "["),
    Mark(MarkKind.CLOSE, "]()"),
    Mark(MarkKind.CODE, "`x`"),
)


@pytest.mark.parametrize(
    ("source", "target", "kept"),
    [
        ("⟦1⟧a⟦2⟧ ⟦5⟧", "⟦5⟧ ⟦1⟧b⟦2⟧", True),
        ("⟦5⟧", "", False),
        ("⟦5⟧", "⟦5⟧⟦5⟧", False),
        ("⟦5⟧⟦5⟧", "⟦5⟧", False),
        ("a", "⟦9⟧", False),
        ("⟦1⟧a⟦2⟧", "⟦2⟧a⟦1⟧", False),
        ("⟦1⟧a⟦3⟧b⟦4⟧⟦2⟧", "⟦1⟧a⟦3⟧b⟦2⟧⟦4⟧", False),
        ("⟦1⟧a⟦2⟧⟦3⟧b⟦4⟧", "⟦3⟧b⟦4⟧⟦1⟧a⟦2⟧", True),
        ("⟦1⟧a⟦2⟧⟦3⟧b⟦4⟧", "⟦1⟧a⟦3⟧b⟦4⟧⟦2⟧", True),  # each still has its own partner
        ("⟦1⟧a", "a⟦1⟧", True),
        ("a⟦2⟧ ⟦1⟧", "⟦1⟧ a⟦2⟧", False),
        ("a", "a ⟦", False),
        ("a", "1⟧ a", False),
        ("a", "⟦x⟧", False),
        ("⟦5⟧", "⟦⟦5⟧⟧", False),
        ("", "", True),
    ],
)
def test_a_translation_keeps_its_marks_or_does_not(source, target, kept):
    assert keeps_marks(Segment(source, MARKS), Segment(target, MARKS)) is kept
