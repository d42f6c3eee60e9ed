import pytest

from amts.documents.markdown.format import Markdown
from amts.errors import DocumentError
from amts.records import BlockKind, MarkKind
from amts.segments.masks import mask


def parse(text):
    return Markdown().parse(text.encode(), "x.md")


def texts(text):
    return [block.text for block in parse(text).blocks if block.text]


@pytest.mark.parametrize("name", ["chapter", "commonmark"])
def test_a_document_is_taken_apart(shown, fixture, name):
    assert shown(fixture(f"{name}.md")) == fixture(f"{name}.blocks.txt").decode().splitlines()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# One", ["heading One"]),
        ("### Three ###\n", ["heading Three"]),
        ("Two\n---\n", ["heading Two"]),
        ("# Term {#id}\n", ["heading Term ⟦literal {#id}⟧"]),
        ("a\n***\nb\n", ["paragraph a", "paragraph b"]),
        ("    code\n", ["code code::code"]),
        ("- a\n- b\n", ["item a", "item b"]),
        ("3. a\n\n   b\n", ["item a", "item b"]),
        ("- [ ] a\n- [x] b\n", ["item a", "item b"]),
        ("> a\n> # b\n", ["paragraph a", "heading b"]),
        ("> - a\n>   b\n", ["item a↵b"]),
        ("---\na: b\n---\n\nx\n", ["front-matter ---↵a: b↵---", "paragraph x"]),
        ("<p>\nx\n</p>\n", ["html <p>↵x↵</p>↵", "paragraph x"]),
        ("> <p>\n> x\n> </p>\n", ["html <p>↵> x↵> </p>↵"]),
        ("Paragraph", ["paragraph Paragraph"]),
        ("`Paragraph`", ["paragraph ⟦code `Paragraph`⟧"]),
        ("[r]: a.md 'Title'\n", []),
        ("", []),
        ("\n \t\n", []),
        (" \u00a0\u3000\n", []),
        ("***", []),
    ],
)  # fmt: skip
def test_blocks_of_every_kind_are_found(shown, text, expected):
    assert shown(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("*a **b** _c_* ~~d~~", "⟦open *⟧a ⟦open **⟧b⟦close **⟧ ⟦open _⟧c⟦close _⟧⟦close *⟧ ⟦open ~~⟧d⟦close ~~⟧"),
        ("***a***", "⟦open *⟧⟦open **⟧a⟦close **⟧⟦close *⟧"),
        ("`a` ``b ` c``", "⟦code `a`⟧ ⟦code ``b ` c``⟧"),
        ("a`b", "a`b"),
        ("<b>a</b><!-- c -->", "⟦open <b>⟧a⟦close </b>⟧⟦html <!-- c -->⟧"),
        ("<a href='b'>c <i>d</i></a>", "⟦open <a href='b'>⟧c ⟦open <i>⟧d⟦close </i>⟧⟦close </a>⟧"),
        ("<code>a</code> <code>*b*</code>", "⟦code <code>a</code>⟧ ⟦open <code>⟧⟦open *⟧b⟦close *⟧⟦close </code>⟧"),
        ("<a id='b'></a>c", "⟦html <a id='b'></a>⟧c"),
        ("<b>a *c</b> d*", "⟦html <b>⟧a ⟦open *⟧c⟦html </b>⟧ d⟦close *⟧"),
        ("<b>a<br>c <i>d</b> </u>", "⟦open <b>⟧a⟦html <br>⟧c ⟦html <i>⟧d⟦close </b>⟧ ⟦html </u>⟧"),
        ("&amp; \\* \\a & AT&T;", "⟦escape &amp;⟧ ⟦escape \\*⟧ \\a & AT⟦escape &T;⟧"),
        ("$x$ $$y$$, 5$ each", "⟦math $x$⟧ ⟦math $$y$$⟧, 5$ each"),
        ("a[^1]\n\n[^1]: b", "a⟦note [^1]⟧"),
        ("a  \nb", "a⟦break   ↵⟧b"),
        ("a\\\nb", "a⟦break \\↵⟧b"),
        ("a\\", "a\\"),
        ("⟦1⟧ ⟧", "⟦literal ⟦⟧1⟦literal ⟧⟧ ⟦literal ⟧⟧"),
    ],
)
def test_inline_markup_of_every_kind_is_found(shown, text, expected):
    assert shown(f"x {text}\n")[0] == f"paragraph x {expected}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[a](b.md)", "⟦open [⟧a⟦close ](b.md)⟧"),
        ("[a]( <b c> 't' )", "⟦open [⟧a⟦close ]( <b c> 't' )⟧"),
        ("[a \\] b](u)", "⟦open [⟧a ⟦escape \\]⟧ b⟦close ](u)⟧"),
        ("[a [b] c](u)", "⟦open [⟧a [b] c⟦close ](u)⟧"),
        ("[`]`](u)", "⟦open [⟧⟦code `]`⟧⟦close ](u)⟧"),
        ("[$[0,1)$](u)", "⟦open [⟧⟦math $[0,1)$⟧⟦close ](u)⟧"),
        ("[<b t=']'>](u)", "⟦open [⟧⟦html <b t=']'>⟧⟦close ](u)⟧"),
        ("[*a](b) c*", "⟦open [⟧*a⟦close ](b)⟧ c*"),
        ("*[a*](b)", "*⟦open [⟧a*⟦close ](b)⟧"),
        ("[![a](i]1)](u)", "⟦open [⟧⟦open ![⟧a⟦close ](i]1)⟧⟦close ](u)⟧"),
        ("[a *b `c`*](u)", "⟦open [⟧a ⟦open *⟧b ⟦code `c`⟧⟦close *⟧⟦close ](u)⟧"),
        ("[](u)", "⟦open [⟧⟦close ](u)⟧"),
        ("[a][r]", "⟦open [⟧a⟦close ][r]⟧"),
        ("[r][]", "⟦url [r][]⟧"),
        ("[r] b", "⟦url [r]⟧ b"),
        ("[nowhere] b", "[nowhere] b"),
        ("![a *b*](i.png)", "⟦open ![⟧a ⟦open *⟧b⟦close *⟧⟦close ](i.png)⟧"),
        ("![](i.png)", "⟦open ![⟧⟦close ](i.png)⟧"),
        ("<https://a.b/c_d>", "⟦url <https://a.b/c_d>⟧"),
        ("<a@b.org>", "⟦url <a@b.org>⟧"),
        ("https://a.b/c?d=e_f.", "⟦url https://a.b/c?d=e_f⟧."),
        ("(https://a.b/c),", "(⟦url https://a.b/c⟧),"),
    ],
)
def test_links_of_every_kind_are_found(shown, text, expected):
    assert shown(f"x {text}\n\n[r]: v.md\n") == [f"paragraph x {expected}"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("![a](d/i.png)", ["image image:i.png", "caption a"]),
        ("![a *b* `c` d](i.png)", ["image image:i.png", "caption a ⟦open *⟧b⟦close *⟧ ⟦code `c`⟧ d"]),
        ("![a ![b](c) d](e)", ["image image:e", "caption a ⟦open ![⟧b⟦close ](c)⟧ d"]),
        ("![a\nb](i.png)", ["image image:i.png", "caption a↵b"]),
        ("![a][r]", ["image image:i.svg", "caption a"]),
        ("![](i.png)", ["image image:i.png"]),
        ("![ ](i.png)", ["image image:i.png"]),
        ("- ![a](i.png)", ["image image:i.png", "caption a"]),
        ("![a](i.png) b", ["paragraph ⟦open ![⟧a⟦close ](i.png)⟧ b"]),
        ("[![a](i.png)](u)", ["paragraph ⟦open [⟧⟦open ![⟧a⟦close ](i.png)⟧⟦close ](u)⟧"]),
    ],
)
def test_a_picture_that_stands_alone_is_an_anchor_with_a_caption(shown, text, expected):
    assert shown(f"{text}\n\n[r]: d/i.svg\n") == expected


def test_cells_of_a_table_are_texts(shown):
    table = "| *a* | b \\| c |\n|:--|--:|\n| `d \\| e` | |\n| \u00a0 | ![f](g.png) |\n"
    assert shown(table) == [
        "cell ⟦open *⟧a⟦close *⟧",
        "cell b ⟦escape \\|⟧ c",
        "cell ⟦code `d \\| e`⟧",
        "image image:g.png",
        "caption f",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (":label:`a`", ["directive :label:`a`"]),
        ("![x](y)\n:width:`400px`\n:label:`a`", ["image image:y", "caption x", "directive :width:`400px`",
                                                 "directive :label:`a`"]),
        ("a\n:end_tab:\nb", ["paragraph a", "directive :end_tab:", "paragraph b"]),
        ("a :end_tab:\n`b`", ["paragraph a :end_tab:↵⟦code `b`⟧"]),
        ("See :numref:`a`, :eqref:`b`.", ["paragraph See ⟦role :numref:`a`⟧, ⟦role :eqref:`b`⟧."]),
        ("A.:cite:`B.C.2020,D.E.2021`", ["paragraph A.⟦role :cite:`B.C.2020,D.E.2021`⟧"]),
        ("# A :label:`b`", ["heading A ⟦role :label:`b`⟧"]),
        (":A caption\n:label:`t`", ["paragraph A caption", "directive :label:`t`"]),
        (": A caption", ["paragraph A caption"]),
        (":*A* caption", ["paragraph ⟦open *⟧A⟦close *⟧ caption"]),
        (":smile: a", ["paragraph :smile: a"]),
        (":ref:`a` b", ["paragraph ⟦role :ref:`a`⟧ b"]),
        (":\na", ["paragraph :↵a"]),
        ("```\n:label:`a`\n```", ["code code::```:label:`a````"]),
        ("`:label:`a", ["paragraph ⟦code `:label:`⟧a"]),
    ],
)  # fmt: skip
def test_the_markup_of_d2l_is_known(shown, text, expected):
    assert shown(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("(**a**)", "⟦open (**⟧a⟦close **)⟧"),
        ("[**a `b`**]", "⟦open [**⟧a ⟦code `b`⟧⟦close **]⟧"),
        ("(~~a~~)", "⟦open (~~⟧a⟦close ~~)⟧"),
        ("x [**a\nb**] y", "x ⟦open [**⟧a↵b⟦close **]⟧ y"),
        ("[**a**](u)", "⟦open [⟧⟦open **⟧a⟦close **⟧⟦close ](u)⟧"),
        ("[x **a**](u)", "⟦open [⟧x ⟦open **⟧a⟦close **⟧⟦close ](u)⟧"),
        ("[(**a**)](u)", "⟦open [⟧⟦open (**⟧a⟦close **)⟧⟦close ](u)⟧"),
        ("\\[**a**]", "⟦escape \\[⟧⟦open **⟧a⟦close **⟧]"),
        ("(*a*)", "(⟦open *⟧a⟦close *⟧)"),
        ("(**a**]", "(⟦open **⟧a⟦close **⟧]"),
        ("**a**)", "⟦open **⟧a⟦close **⟧)"),
    ],
)
def test_the_brackets_of_slides_belong_to_the_emphasis(shown, text, expected):
    assert shown(f"{text}\n\n:eqref:`x`\n")[0] == f"paragraph {expected}"


def test_brackets_around_an_emphasis_are_text_outside_d2l(shown):
    assert shown("(**a**)") == ["paragraph (⟦open **⟧a⟦close **⟧)"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("$$\na\n=\nb\n$$", ["math math:a=b"]),
        ("$$\na\n---\n> 0\n+ x\n\n# y\n$$", ["math math:a---0+x#y"]),
        ("$$x = \\text{where } y.$$", ["math math:x=y"]),
        ("text\n$$x$$\nmore", ["paragraph text", "math math:x", "paragraph more"]),
        ("> $$\n> x\n> $$", ["math math:x"]),
        ("- $$x$$\n- b", ["math math:x", "item b"]),
        ("1. $$x$$", ["math math:x"]),
        ("$$x$$ and $$y$$", ["paragraph ⟦math $$x$$⟧ and ⟦math $$y$$⟧"]),
        ("*$$x$$*", ["paragraph ⟦open *⟧⟦math $$x$$⟧⟦close *⟧"]),
        ("costs $$\n\nmore", ["paragraph costs $$", "paragraph more"]),
        ("$$\nnever closed\n\nmore", ["paragraph $$↵never closed", "paragraph more"]),
        ("$$\na\n```\nb\n```\n$$", ["paragraph $$↵a", "code code::```b```", "paragraph $$"]),
    ],
)
def test_display_equations_are_anchors(shown, text, expected):
    assert shown(text) == expected


@pytest.mark.parametrize(
    "fence",
    ["```\n{}\n```", "~~~~ text\n{}\n~~~~", "> ```\n> {}\n> ```", "- ```\n  {}\n  ```", "1. ```python\n   {}\n   ```"],
)
def test_a_fence_hides_equations_and_does_not_hide_the_rest(fence):
    kinds = [block.kind for block in parse(fence.format("$$x$$") + "\n\n$$y$$\n").blocks]
    assert kinds == [BlockKind.CODE, BlockKind.MATH]


def test_a_fence_that_is_never_closed_goes_on_to_the_end(shown):
    assert shown("```\na\n\n# b\n\n$$\nc\n$$") == ["code code::```a$$c$$"]


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("```\nx = 1  # one\n```", "```\nx = 1  # 一\n```"),
        ("```\nx = 'one'\n```", '```\nx = "一"\n```'),
        ('```\n"""Doc."""\nx\n```', '```\n"""文。"""\nx\n```'),
        ("```\nx; // one\n```", "```\nx; // 一\n```"),
        ("$$x, \\text{if } y.$$", "$$x，\\text{若} y。$$".replace("，", ",")),
        ("$$\nx\n$$", "$$x$$"),
        ("![a](en/i.png)", "![甲](../i.png)"),
    ],
)
def test_an_anchor_is_equal_in_a_translation(ours, theirs):
    assert parse(ours).blocks[0].key == parse(theirs).blocks[0].key != ""


def test_code_of_different_tabs_differs():
    keys = {parse(f"```\n#@tab {tab}\nx = 1\n```").blocks[0].key for tab in ("pytorch", "mxnet")}
    assert keys == {"code:pytorch:```x=1```", "code:mxnet:```x=1```"}


@pytest.mark.parametrize(("newline", "shown_break"), [("\n", "\n"), ("\r\n", "\r\n"), ("\r", "\r")])
def test_every_line_break_is_a_line_feed_in_the_text(newline, shown_break):
    document = parse(newline.join(["# t", "", "a", "b `c", "d`", ""]))
    assert [block.text for block in document.blocks] == ["t", "a\nb `c\nd`"]
    assert document.blocks[1].breaks == (shown_break, shown_break)


@pytest.mark.parametrize(
    ("text", "expected", "breaks"),
    [
        ("> a\n> b\n>c", "a\nb\nc", ("\n> ", "\n>")),
        ("> > a\n> > b\n> c", "a\nb\nc", ("\n> > ", "\n> ")),
        ("- a\n  b\nc", "a\nb\nc", ("\n  ", "\n")),
        ("> - a\n>   `b\n>   c`", "a\n`b\nc`", ("\n>   ", "\n>   ")),
        ("> a  \n> b\\\n> c", "a  \nb\\\nc", ("\n> ", "\n> ")),
        ("> [a\n> b](u)", "[a\nb](u)", ("\n> ",)),
        ("> $a\n> b$", "$a\nb$", ("\n> ",)),
        ("a\n     > b", "a\n> b", ("\n     ",)),
        ("> a\n>      > b", "a\n> b", ("\n>      ",)),
        ("> a  \n>      > b", "a  \n> b", ("\n>      ",)),
        ("[^1]\n\n[^1]: a\n    b", "a\nb", ("\n    ",)),
    ],
)
def test_what_opens_a_line_is_kept_out_of_the_text(text, expected, breaks):
    block = parse(text).blocks[-1]
    assert (block.text, block.breaks) == (expected, breaks)


def test_white_space_around_a_text_is_kept_out_of_it():
    document = parse("\u3000\u3000段落。\u3000\n")
    (block,) = document.blocks
    assert (block.text, block.start, block.end) == ("段落。", 6, 15)


def test_a_byte_order_mark_is_kept_out_of_the_text():
    document = parse("\ufeff# 标题\n\nb\n")
    first, second = document.blocks
    assert (first.kind, first.text, first.start, first.end, second.start) == (BlockKind.HEADING, "标题", 5, 11, 13)
    assert Markdown().render(document, {0: "T", 1: "c"}) == "\ufeff# T\n\nc\n".encode()


def test_the_positions_are_bytes_of_the_content():
    document = parse("é *ü*\n\n- 深度\n")
    assert [document.content[b.start : b.end].decode() for b in document.blocks] == ["é *ü*", "深度"]
    assert [(b.start, b.end) for b in document.blocks] == [(0, 7), (11, 17)]


@pytest.mark.parametrize("text", ["\\*a", "\\# a", "- \\[a", "| \\*a |\n|--|\n", "\\\\a", "# \\*a"])
def test_an_escape_that_opens_a_block_belongs_to_its_text(text):
    (inline,) = parse(text).blocks[0].inlines
    assert (inline.kind, inline.start, inline.end) == (MarkKind.ESCAPE, 0, 2)


def test_headings_know_their_level():
    levels = [block.level for block in parse("# a\n\nb\n===\n\nc\n---\n\n###### d\n\ne\n").blocks]
    assert levels == [1, 1, 2, 6, 0]


def test_marks_are_where_they_are_said_to_be():
    (block,) = parse("a *b* :ref:`c` [d](e)").blocks
    assert [(inline.kind, block.text[inline.start : inline.end]) for inline in block.inlines] == [
        (MarkKind.OPEN, "*"), (MarkKind.CLOSE, "*"), (MarkKind.ROLE, ":ref:`c`"), (MarkKind.OPEN, "["),
        (MarkKind.CLOSE, "](e)"),
    ]  # fmt: skip


def test_a_mark_within_another_does_not_count():
    (block,) = parse("[a `b` *c*] <http://d/e_f_g>\n\n[a `b` *c*]: x").blocks
    assert mask(block).text == "⟦1⟧ ⟦2⟧"


def test_a_document_that_is_not_utf8_is_refused_with_the_offset():
    with pytest.raises(DocumentError, match=r"x\.md: not UTF-8 at byte offset 3 \(byte 0xff\): convert"):
        Markdown().parse(b"ab\n\xff\n", "x.md")


def test_a_text_with_a_nul_is_text():
    assert texts("a\0b *c*") == ["a\0b *c*"]


@pytest.mark.parametrize(
    ("text", "changes", "expected"),
    [
        ("# a\n\nb\n", {0: "x"}, "# x\n\nb\n"),
        ("# a\n\nb\n", {1: "x", 0: "y"}, "# y\n\nx\n"),
        ("# a\n\nb\n", {}, "# a\n\nb\n"),
        ("> a\n> b\n\nc", {0: "x\ny"}, "> x\n> y\n\nc"),
        ("> a\n> b\n\nc", {0: "x"}, "> x\n\nc"),
        ("> a\n> b\n\nc", {0: "x\ny\nz"}, "> x\n> y\n> z\n\nc"),
        ("> a\n> b\nc", {0: "x\ny"}, "> x\n> y"),
        ("a\r\n\r\nb", {1: "x\ny"}, "a\r\n\r\nx\r\ny"),
        ("| a | b |\n|---|---|\n| c | d |\n", {2: "长"}, "| a | b |\n|---|---|\n| 长 | d |\n"),
        ("![a](b.png)\n", {1: "x"}, "![x](b.png)\n"),
    ],
)
def test_only_the_changed_texts_change(text, changes, expected):
    assert Markdown().render(parse(text), changes).decode() == expected
