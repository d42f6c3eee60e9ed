import pytest
from hypothesis import given
from hypothesis import strategies as st

from amts.documents.markdown.format import Markdown
from amts.documents.plaintext import PlainText
from amts.engines.pseudo import Pseudo
from amts.placeholders import keeps_marks
from amts.records import Block, BlockKind, Document, Inline, Mark, MarkKind, Segment
from amts.translation.document import translate_document
from amts.translation.verification.inline import inline_markup
from amts.translation.verification.verify import verify

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

## More

Text without any markup at all.

- item
- and :numref:`sec_one`
"""


def parsed(*texts):
    return [Markdown().parse(text.encode(), "x.md") for text in texts]


def compared(target, source=SOURCE, languages=None):
    return [(each.reason, each.block, each.breaking) for each in verify(*parsed(source, target), languages)]


def block_of(text):
    (document,) = parsed(SOURCE)
    return next(i for i, block in enumerate(document.blocks) if SOURCE.encode()[block.start :].startswith(text))


def test_a_document_is_what_it_was():
    assert compared(SOURCE) == []


def test_other_words_and_another_order_of_the_markup_change_nothing():
    target = SOURCE.replace("Text with $x$, [a link](to.md) and", "[链接](to.md)和 $x$ 的文字，").replace("item", "项")
    assert compared(target) == []


@pytest.mark.parametrize(
    ("old", "new", "reason", "at"),
    [
        ("print(2)", "print(3)", "code", b"```"),
        ("2)\n```", "2)", "fence", b"```"),
        ("y = 1", "y = 2", "math", b"$$"),
        ("\n:label:`sec_one`", "\n:label:`sec_two`", "directive", b":label"),
        ("<div>html</div>", "<p>html</p>", "html", b"<div>"),
        ("title: x", "titel: x", "front-matter", b"---"),
        ("# One", "## One", "heading", b"One"),
        ("# One", "One", "heading", b"One"),
        ("- item", "item", "list", b"item"),
        ("- and", "  - and", "list", b"and :num"),
        ("| c | d |", "| c |", "table", b"d |"),
        ("| c | d |\n", "", "table", b"c | d"),
        ("$x$", "x", "math", b"Text with"),
        ("$x$", "$x", "math", b"Text with"),
        ("to.md", "from.md", "link", b"Text with"),
        ("`a`", "`b`", "inline-code", b"One"),
        ("*two*", "*two", "emphasis", b"Text with"),
        (":numref:`sec_one`", "one", "role", b"and :num"),
        ("## More", "## More\n\n## More", "doubled", b"Text without"),
    ],
)
def test_what_breaks_a_page_is_found_where_it_is(old, new, reason, at):
    target = SOURCE.replace(old, new, 1)
    assert target != SOURCE
    assert (reason, block_of(at), True) in compared(target)


@pytest.mark.parametrize("languages", [None, ("en", "es")])
@pytest.mark.parametrize(
    ("source", "target", "reason"),
    [
        ("See *two*.", "Ver *dos.", "emphasis"),
        ("See *two*.", "Ver **dos*.", "emphasis"),
        ("See `a` and `a`.", "Ver `a` y `a.", "inline-code"),
        ("See $x$ and $x$.", "Ver $x$ y $x.", "math"),
        ("See [a](b).", "Ver a](b).", "link"),
        ("See *a*.\n\nTwo.", "Ver *a*.\n\n*Dos.", "emphasis"),
    ],
)
def test_a_stray_sign_is_told_once_whether_the_languages_are_known_or_not(source, target, reason, languages):
    found = verify(*parsed(source, target), languages)
    assert [(each.reason, each.breaking) for each in found if each.reason == reason] == [(reason, True)]


@pytest.mark.parametrize("target", ["Cuesta $5 y no $6.\n\nVer $x$.", "Cuesta 5 * 1 `.\n\nVer $x$."])
def test_a_price_is_no_stray_sign_nor_one_that_is_no_markup_in_the_document(target):
    assert compared(target, "It costs 5 and not 6.\n\nSee $x$.") == []


@pytest.mark.parametrize(
    ("old", "new", "reason", "at"),
    [
        ("# one", "# eins", "comment", b"```"),
        ("title: x", "title: y", "front-matter", b"---"),
        ("*two*", "two", "emphasis", b"Text with"),
        ("$x$", "$x$ and $x$", "math", b"Text with"),
        ("$x$", "$[x, y]$", "math", b"Text with"),
        ("Text without any markup at all.\n", "", "paragraph", b"Text without"),
    ],
)
def test_what_readers_can_live_with_is_found_and_breaks_nothing(old, new, reason, at):
    assert compared(SOURCE.replace(old, new, 1)) == [(reason, block_of(at), False)]


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("One `a`.\n\nTwo $b$.\n", "Eins `a`. Zwei $b$.\n"),
        ("One `a`. Two $b$.\n", "Eins `a`.\n\nZwei $b$.\n"),
        ("Use `a` and `b`.\n", "`b` und `a` benutzen.\n"),
        ("An _x_ and a __y__.\n", "Ein *x* und ein **y**.\n"),
        (
            "See [a](../en/a.md#one) and [b](https://en.x.org/b).\n",
            "Siehe [a](a.md#eins) und [b](https://zh.x.org/b).\n",
        ),
        ("$a,  b$ is $x$.\n", "$x$ ist $a, b$。\n"),
        ("| a | b |\n|---|---|\n| c | d |\n", "| A | B |\n| - | - |\n| C | D |\n"),
        ("- a\n  - b\n- c\n", "* A\n    * B\n* C\n"),
        ("A \\* and &amp;.\n", "Ein Stern & mehr.\n"),
        ("", ""),
    ],
)
def test_what_translators_may_do_is_no_alarm(source, target):
    assert compared(target, source) == []


def test_links_and_codes_exchanged_between_blocks_are_found_in_both():
    source = "Use `a` here.\n\nUse `b` there, [c](d.md).\n"
    target = "Use `b` here, [c](d.md).\n\nUse `a` there.\n"
    found = compared(target, source)
    assert {each[0] for each in found if each[1] == 0} == {"inline-code", "link"}
    assert {each[0] for each in found if each[1] == 1} == {"inline-code", "link"}
    assert sum(breaking for *_, breaking in found) == 3


def test_a_picture_must_be_the_same():
    found = compared(SOURCE.replace("one.png", "two.png"))
    assert ("image", True) in [(reason, breaking) for reason, _, breaking in found]


def test_a_missing_end_is_one_finding():
    source = "# A\n\nOne.\n\n# B\n\nTwo.\n\n- three\n- four\n"
    (finding,) = verify(*parsed(source, "# A\n\nOne.\n"))
    assert (finding.reason, finding.block, finding.breaking, finding.line) == ("truncated", 2, True, 4)
    assert finding.detail == "the last 4 of 6 blocks are missing, from heading 'B' on"


def test_blocks_behind_a_lost_one_are_compared_with_their_own():
    source = "# A\n\nOne.\n\n## B\n\nUse `x`.\n\n## C\n\nUse `y`.\n"
    assert compared(source.replace("## B\n\n", ""), source) == [("heading", 2, True)]


def test_a_finding_has_the_line_of_the_translation():
    source, target = parsed("One.\n\nTwo `a`.\n", "Eins\nund.\n\nZwei `b`.\n")
    assert [(each.block, each.line) for each in verify(source, target)] == [(1, 4)]


def test_the_finding_says_what_was_expected():
    source, target = parsed(*(f"```\na\n{x}\n```\n\n# B `{x}`\n" for x in "pq"))
    details = [finding.detail for finding in verify(source, target)]
    assert details == ["expected 'p', found 'q'", "lost ['p'], added ['q']"]


def test_plain_text_is_compared_by_its_paragraphs():
    documents = [
        PlainText().parse(text, "x")
        for text in (b"One day.\n\nTwo more days.\n", b"Un dia.\n\nDos dias mas.\n", b"Un dia.\n")
    ]
    assert verify(documents[0], documents[1]) == []
    assert [(each.reason, each.block) for each in verify(documents[0], documents[2])] == [("paragraph", 1)]


def test_texts_that_an_opaque_block_encloses_are_no_part_of_it():
    def enclosing(comment, code="x = 1"):
        content = f"{code}  # {comment}\n".encode()
        start = len(code) + 4
        blocks = Block(BlockKind.CODE, 0, len(content)), Block(BlockKind.PARAGRAPH, start, len(content) - 1, comment)
        return Document("x", "x", content, blocks, content)

    assert verify(enclosing("one"), enclosing("eins")) == []
    assert [each.reason for each in verify(enclosing("one"), enclosing("eins", "x = 2"))] == ["code"]


ENGLISH = "The network has 12 layers, and each of them is trained for the same number of epochs."
CHINESE = "该网络有12层，每一层都训练相同数量的迭代周期。"


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        (CHINESE.replace("12", "21"), "number"),
        (ENGLISH, "untranslated"),
        ("该网络。", "truncated"),
        (CHINESE + "每一层每一层每一层每一层每一层。", "repetition"),
        ("ネットワークには12の層があり、それぞれが同じ回数だけ訓練されます。", "language"),
    ],
)
def test_what_a_translation_says_is_compared_if_the_languages_are_known(target, reason):
    found = compared(target, ENGLISH, ("en", "zh"))
    assert (reason, 0, False) in found
    assert compared(target, ENGLISH) == compared(target, ENGLISH, ("en", "en")) == []


def test_a_good_translation_has_no_findings():
    assert compared(CHINESE, ENGLISH, ("en", "zh")) == []


def bilingual(target, text="Use `%s` for 5 files."):
    content = b"x"
    inlines = (Inline(MarkKind.CODE, 4, 8),)
    return Document("x.po", "po", content, (Block(BlockKind.PARAGRAPH, 0, 1, text, inlines, target=target),), content)


def test_the_translations_in_a_bilingual_document_are_compared_with_their_sources():
    def found(target, **changed):
        return [
            (each.reason, each.breaking) for each in verify(bilingual(""), bilingual(target, **changed), ("en", "es"))
        ]

    assert found("Usa `%s` para 5 archivos.") == found("") == []
    assert found("Usa `%d` para 5 archivos.") == [("markup", True)]
    assert found("Usa `%s` para 6 archivos.") == [("number", False)]
    assert found("", text="Use `%s` for 6 files.") == [("source-text", True)]


def test_white_space_within_markup_does_not_count():
    (block,) = Markdown().parse(b"`a\nb` and `a b`", "x").blocks
    assert inline_markup(block) == {"`ab`": 2}


def test_two_thousand_blocks_with_one_more_are_compared_and_only_that_one_found():
    paragraphs = [f"Paragraph {number} says something.\n" for number in range(2000)]
    more = [*paragraphs[:700], "One more.\n", *paragraphs[700:]]
    source, target = parsed("\n".join(paragraphs), "\n".join(more))
    (finding,) = verify(source, target)
    assert (finding.reason, finding.line) == ("paragraph", 1401)


def test_the_missing_end_of_a_long_plain_document_is_found():
    words = ["alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta"]
    paragraphs = [" ".join(words[: 2 + number * 7 % 6]) + ".\n" for number in range(2000)]
    (finding,) = verify(*parsed("\n".join(paragraphs), "\n".join(paragraphs[:1200])))
    assert (finding.reason, finding.block, finding.breaking) == ("truncated", 1200, True)


FRAGMENTS = (
    "# a\n\n", "## b `c`\n\n", "text $x$ ", "*em* ", "**st** ", "`c` ", "[l](u.md) ", "![p](q.png)\n\n", "\n\n",
    "- i\n", "  - j\n", "1. k\n", "| a | b |\n|---|---|\n| c | d |\n\n", "```\nx = 1\n```\n\n", "```\n", "$$y$$\n\n",
    "$", "`", "*", "<div>\n", "</div>\n\n", "<b>", "> q\n", "---\n", "---\nt: x\n---\n", ":label:`l`\n\n",
    ":numref:`l` ",
    "[^1]", "1,000 ", "\r\n", "文。", "\x00", "⟦1⟧", "[a]: u\n", "\\", "&amp;", "    ", "\t", "https://x.y ", "\ufeff",
    "Word and more words. ",
)  # fmt: skip
GLUED = st.lists(st.sampled_from(FRAGMENTS), max_size=30).map("".join)


@pytest.mark.thorough
@given(GLUED)
def test_any_document_verifies_against_itself(text):
    source, target = parsed(text, text)
    assert verify(source, target) == verify(source, target, ("en", "en")) == []


@given(GLUED)
def test_a_pseudo_translation_of_any_document_verifies(text):
    (source,) = parsed(text)
    result = translate_document(source, Markdown(), Pseudo(), "en", "en")
    assert verify(source, *parsed(result.content.decode())) == []
    assert result.breaking == ()


@pytest.mark.thorough
@given(GLUED, GLUED)
def test_any_two_documents_can_be_compared(text, other):
    source, target = parsed(text, other)
    for finding in verify(source, target, ("en", "zh")):
        assert 0 <= finding.block < max(len(source.blocks), 1)
        assert finding.line >= 0


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
