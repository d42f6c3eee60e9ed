import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from amts.documents.asciidoc.format import AsciiDoc
from amts.documents.protocol import AS_USUAL
from amts.engines.pseudo import Pseudo
from amts.records import Anchor, ReadingOptions
from amts.testing.formats import check_format, pseudo_failure
from amts.translation.document import translate_document
from amts.translation.integrity import round_trip_failure
from amts.translation.verification.verify import verify

BOOK = """\
// A comment.
= The Garden: A Book
Ann Author <ann@example.org>
v1.0, 2020-01-01
:description: How to keep \\
  a garden
:toc:

[[intro]]
== Introduction

NOTE: Plants need *water*. See https://example.org/plants[the list].

.What to buy
* A spade
  and a rake
** [x] Seeds
+
They keep for _years_.

term one:: The first
term two::
   The second +
   goes on

image::pictures/bee.png[A bee, 300]

[cols="1,a"]
|===
|Plant |Notes

|`a\\|b` and more
|* Sow
* Water
2+|Both
|===

[source,python]
----
grow()  # <1>
----
<1> Grows.
"""


def parsed(text, options=AS_USUAL):
    return AsciiDoc().parse(text.encode(), "a.adoc", options)


def texts(text):
    return [block.text for block in parsed(text).blocks if block.text]


def kinds(text):
    return [(block.kind.value, block.text or block.key) for block in parsed(text).blocks]


def opaque(text):
    document = parsed(text)
    return [
        (block.kind.value, document.body[block.start : block.end].decode())
        for block in document.blocks
        if not block.text
    ]


def rendered(text, number, new):
    document = parsed(text)
    index = [index for index, block in enumerate(document.blocks) if block.text][number]
    return AsciiDoc().render(document, {index: new}).decode()


def test_the_texts_of_a_book_are_found():
    assert texts(BOOK) == [
        "The Garden: A Book", "How to keep\na garden", "Introduction",
        "Plants need *water*. See https://example.org/plants[the list].", "What to buy", "A spade\nand a rake", "Seeds",
        "They keep for _years_.", "term one", "The first", "term two", "The second +\ngoes on", "A bee", "Plant",
        "Notes", "`a|b` and more", "Sow", "Water", "Both", "Grows.",
    ]  # fmt: skip


def test_what_is_no_text_is_opaque():
    assert opaque(BOOK) == [
        ("directive", "// A comment."),
        ("directive", "Ann Author <ann@example.org>"),
        ("directive", "v1.0, 2020-01-01"),
        ("directive", ":toc:"),
        ("directive", "[[intro]]"),
        ("image", "image::pictures/bee.png["),
        ("directive", '[cols="1,a"]'),
        ("directive", "|==="),
        ("directive", "|==="),
        ("directive", "[source,python]"),
        ("code", "----\ngrow()  # <1>\n----"),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("= A", [("A", 1)]),
        ("=== A ===", [("A", 3)]),
        ("## A", [("A", 2)]),
        ("A b c\n-----", [("A b c", 2)]),
        ("A b c\n~~~~~", [("A b c", 3)]),
        ("A b c\n-------\nx\n-------", [("A b c", 0)]),
        ("-----\nA b c\n-----", []),
    ],
)
def test_titles_have_levels(text, expected):
    assert [(block.text, block.level) for block in parsed(text).blocks if block.text] == expected


def test_the_line_below_a_title_grows_with_it():
    assert rendered("NAME\n----\nText\n", 0, "NOMBRE") == "NOMBRE\n------\nText\n"
    assert rendered("NAME\r\n----\r\n", 0, "NOMBRE") == "NOMBRE\r\n------\r\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- a\n* b\n.. c\n1. d\na. e\n", ["a", "b", "c", "d", "e"]),
        ("* [ ] a\n* [x] b", ["a", "b"]),
        ("* a\n  goes on\n\n* b", ["a\ngoes on", "b"]),
        ("a:: b\nc:::\n\td\ne;; f", ["a", "b", "c", "d", "e", "f"]),
        ("-f::\n--force::\n\tWhen adding", ["-f", "--force", "When adding"]),
        ("[[id]]term::\n  text", ["[[id]]term", "text"]),
        ("* a\n+\nb\n", ["a", "b"]),
        ("Text\n* no item", ["Text\n* no item"]),
        ("NOTE: a", ["a"]),
        ("WARNING: a\nb", ["a\nb"]),
        ("[NOTE]\na", ["a"]),
        (".Title\na", ["Title", "a"]),
        ("====\na\n\nb\n====", ["a", "b"]),
        ("****\na\n****\n____\nb\n____\n--\nc\n--", ["a", "b", "c"]),
        ("[verse]\na\n  b\n\nc", ["a", "b", "c"]),
        ("[verse, X]\n____\na\n\n  b\n____\nc", ["a", "b", "c"]),
        ("> a\n> b", ["a\nb"]),
        ("a\n// comment\nb", ["a", "b"]),
        ("a\nifdef::x[]\nb\nendif::x[]\nc", ["a", "b", "c"]),
        ("{empty}a", ["{empty}a"]),
        (":figure-caption: Figure\n:x: y", ["Figure"]),
        ("image::a.png[]\n\nimage::b.png[\"Alt, x\",20]\n\nimage::c.png[width=2]", ["Alt, x"]),
    ],
)  # fmt: skip
def test_texts_are_found(text, expected):
    assert texts(text) == expected


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("----\na\n\nb\n----", "code"),
        ("....\na\n....", "code"),
        ("```ruby\na\n```", "code"),
        ("++++\n<b>a</b>\n++++", "html"),
        ("////\na\n////", "directive"),
        ("  indented\nmore", "code"),
        ("'''", "directive"),
        ("<<<", "directive"),
        ("include::a.adoc[]", "directive"),
        ("ifdef::x[words]", "opaque"),
        ("toc::[]", "directive"),
        (",===\na,b\n,===", "opaque"),
        ("----\nnever closed", "code"),
    ],
)
def test_one_opaque_block_is_found(text, kind):
    assert opaque(text) == [(kind, text)]
    assert texts(text) == []


@pytest.mark.parametrize(
    ("style", "kind"),
    [("source", "code"), ("listing", "code"), ("synopsis", "code"), ("stem", "math"), ("pass", "html")],
)
def test_the_style_of_a_paragraph_says_that_it_is_no_text(style, kind):
    assert opaque(f"[{style}]\na\nb\n\nc") == [("directive", f"[{style}]"), (kind, "a\nb")]
    assert opaque(f"[{style}]\n--\na\n\nb\n--") == [("directive", f"[{style}]"), (kind, "--\na\n\nb\n--")]


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        ("|===\n|a |b\n\n|c\nd\n|===", ["a", "b", "c\nd"]),
        ("|===\n2+^.^s|a 3*|b\n.2+|c\n|===", ["a", "b", "c"]),
        ("|===\n|a\n\nb\n|===", ["a", "b"]),
        ("|===\nl|a\nm|b\n|===", ["b"]),
        ("[cols=\"1,l\"]\n|===\n|a|b\n|c|d\n|===", ["a", "c"]),
        ("|===\na|\n* x\n* y\n|===", ["x", "y"]),
        ("|===\n|a\n// |no\n|b\n|===", ["a", "b"]),
        ("[separator=¦]\n|===\n¦a|b ¦c\n|===", ["a|b", "c"]),
    ],
)  # fmt: skip
def test_cells_are_found(table, expected):
    assert texts(table) == expected


def test_a_bar_in_a_cell_is_written_with_a_backslash():
    assert rendered("|===\n|a\n|===\n", 0, "x | y") == "|===\n|x \\| y\n|===\n"


def test_a_cell_does_not_end_like_the_format_of_the_next_one():
    assert rendered("|===\n|one|two\n|===\n", 0, "2+") == "|===\n|2+ |two\n|===\n"


def test_the_text_of_a_picture_is_quoted_where_it_must_be():
    assert rendered("image::a.png[Bee,20]\n", 0, 'A "bee", one]') == 'image::a.png["A \\"bee\\", one\\]",20]\n'
    assert texts('image::a.png["A \\"bee\\", one\\]",20]\n') == ['A "bee", one]']


def test_anchors_in_texts_are_found():
    document = parsed("anchor:one[] and [#two.role]#words# and [[three,Three]]here")
    assert AsciiDoc().links(document).anchors == (Anchor("one"), Anchor("two"), Anchor("three"))


def test_links_lead_to_files_and_sites():
    text = (
        "link:a.html[x] xref:b.adoc#c[y] xref:here[] <<here>> <<d.adoc#e,z>> image:f.png[]\n\n"
        "image::g.png[]\n\ninclude::h.adoc[]\n\nhttps://example.org/i, end\n\n----\nlink:no.html[]\n----\n"
        "// link:no[]\n"
    )
    found = [address.text for address in AsciiDoc().links(parsed(text)).addresses]
    assert found == ["a.html", "b.adoc#c", "d.adoc#e", "f.png", "g.png", "h.adoc", "https://example.org/i"]


def test_anchors_are_named_or_made_of_titles():
    text = "= Book\n\n[[one]]\n== A *big* `x_y`, step 2.1!\n\n[#two]\nText [[three]]here\n\n== Über\n\n== Über\n"
    document = parsed(text)
    headings = [index for index, block in enumerate(document.blocks) if block.level > 1]
    assert AsciiDoc().links(document).anchors == (
        Anchor("one"), Anchor("two"), Anchor("three"),
        Anchor("_a_big_x_y_step_2_1", headings[0]), Anchor("_über", headings[1]), Anchor("_über_2", headings[2]),
    )  # fmt: skip


def test_the_names_of_titles_are_made_as_the_document_says():
    document = parsed(":idprefix:\n:idseparator: -\n\n== One two\n")
    assert AsciiDoc().links(document).anchors == (Anchor("one-two", 2),)


def test_a_translation_keeps_the_layout():
    result = translate_document(parsed("a::\n\tOne.\n\tTwo.\n"), AsciiDoc(), Pseudo(), "en", "en").content.decode()
    assert result == "⟨á ·⟩::\n\t⟨Óñé. ··⟩\n\t⟨Ťŵó. ··⟩\n"


def test_the_contract_is_kept():
    check_format(AsciiDoc, [BOOK.encode(), BOOK.replace("\n", "\r\n").encode(), "NAME\n----\n学习 *b*。\n".encode()])


# What stands in AsciiDoc and what a parser may stumble over, alone and glued together.
FRAGMENTS = (
    "a", "b c", "Word. ", " ", "\t", "\n", "\n\n", "\r\n", "\r", "= T\n", "== S\n", "=== S ===\n", "NAME\n----\n",
    "abc\n~~~\n", "* i\n", "** j\n", ". o\n", "1. p\n", "- [ ] q\n", "t:: d\n", "t::\n", "x;; y\n", "<1> c\n", "+\n",
    "----\n", "....\n", "====\n", "****\n", "____\n", "++++\n", "////\n", "--\n", "```\n", "|===\n", ",===\n",
    "!===\n", "|x |y\n", "a|z\n", "2+|w\n", "\\|", "|", "!", ".Title\n", "[source]\n", "[verse]\n", "[quote]\n",
    "[[id]]\n", "[#id]\n", '[cols="1,a,l"]\n', "[stem]\n", "// c\n", "//", "ifdef::x[]\n", "ifdef::x[y]\n",
    "endif::[]\n", "include::a[]\n", "image::a.png[b c]\n", 'image::a[",",2]\n', "image::a[]]\n",
    ":description: v\n", ":description: v \\\n", ":x:\n", "NOTE: n\n", "'''\n", "> q\n", "    lit\n", "*b*", "**u**",
    "_i_", "__", "`m`", "``", "#h#", "^s^", "~s~", "link:u[t]", "link:u[", "]", "[", "<<a,b>>", "<<a>>", "<<",
    "https://x.y[z]", "https://x.y ", "footnote:[n]", "footnote:[", "kbd:[k]", "{a}", "+p+", "+++", "pass:[", "\\*",
    "&amp;", " +\n", "((i))", "⟦", "⟧", "⟦1⟧", "\ufeff", "中文。", "日本", "e\u0301", "😀", "שלום", "\u00a0", "\u2028",
    "\x0b", "\x00", "::", ";;", "[source,c]\n", "# a b <1>\n", "/* a\nb c <.> */\n", "anchor:a[]", "[#a]#b#",
    '"`', '`"', "{empty}",
)  # fmt: skip
GLUED = st.lists(st.sampled_from(FRAGMENTS), max_size=25).map("".join)
TAGS = st.sampled_from(["en", "zh", "es", "ja"])
OPTIONS = st.sampled_from([AS_USUAL, ReadingOptions(comments=True)])


@pytest.mark.thorough
@given(GLUED, TAGS, OPTIONS)
@example("[verse]\n____\na\n", "en", AS_USUAL)
@example("a::\n\n    b\n", "en", AS_USUAL)
@example(":description: v \\\n \\\n", "en", AS_USUAL)
def test_awkward_asciidoc_comes_out_as_it_went_in(text, tag, options):
    assert round_trip_failure(parsed(text, options), AsciiDoc(), tag) == ""


@given(GLUED)
def test_awkward_asciidoc_is_translated_without_breaking(text):
    document = parsed(text)
    result = translate_document(document, AsciiDoc(), Pseudo(), "en", "en").content
    assert verify(document, AsciiDoc().parse(result, "a.adoc")) == []


@pytest.mark.thorough
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=80), TAGS)
def test_any_text_comes_out_as_it_went_in(text, tag):
    assert round_trip_failure(parsed(text), AsciiDoc(), tag) == ""


# What begins something that does not end, or may be looked at again and again.
HOSTILE = (
    "[", "[[", "{", "*", "`", "<<", "|", "----\n", "====\n", "a::", "((", "+", "^", "~", "\\", "include::",
    "ifdef::a[]", "image::", "* ", "|===\n", "*a ", "\n* ", " ", "_", "link:", "link:a[,", "xref:a#", "<<a#", "[x",
    "[#a", "[[a,", "[a,", "anchor:", "image::a.png[", 'image::a.png[b,"', "include::a[", "|a\n\n", "a|\n", "pass:[",
    "footnote:[[", "a:: \n", ":a: \\\n", "[verse]\n", "[source,c]\n----\n# a <1>\n----\n", " <1>", "999*a,",
)  # fmt: skip


def hostile(unit, size):
    """Take so many bytes of a unit all the way: what matters is that this ends soon."""
    content = (unit * (size // len(unit.encode()))).encode()
    document = AsciiDoc().parse(content, "x.adoc", ReadingOptions(comments=True))
    new = {index: f"{block.text} x" for index, block in enumerate(document.blocks) if block.text}
    AsciiDoc().render(document, new)
    AsciiDoc().links(document)
    return AsciiDoc().render(document, {}) == content


@pytest.mark.parametrize("unit", HOSTILE)
def test_much_of_what_is_never_closed_is_read_in_bounded_time(unit):
    assert hostile(unit, 40_000)


@pytest.mark.slow
@pytest.mark.parametrize("unit", HOSTILE)
def test_very_much_of_what_is_never_closed_is_read_in_bounded_time(unit):
    assert hostile(unit, 400_000)


def test_blocks_within_blocks_are_read_however_deep():
    text = "".join("=" * length + "\n" for length in range(4, 1000)) + "Deep.\n"
    assert texts(text) == ["Deep."]


def test_a_table_in_a_cell_has_cells_and_no_further_tables():
    one = "[separator=!]\n!===\n!b !c\n!==="
    assert texts(f"|===\na|a\n\n{one}\n|===") == ["a", "b", "c"]
    signs = map(chr, range(0x2190, 0x2190 + 1000))
    deep = "".join(f"[separator={sign}]\n|{'=' * length}\na{sign}x\n\n" for length, sign in enumerate(signs, 3))
    assert round_trip_failure(parsed(deep), AsciiDoc(), "en") == ""


COMMENTED = (
    "é\n\n[source,python]\n----\n# A comment on\n# two lines\nx = 1\n----\n\n"
    "```sql\nSELECT 1 -- more words\n```\n\n[source,c]\nint x; // about the number\n"
)


def test_comments_in_code_are_texts_on_request():
    document = AsciiDoc().parse(COMMENTED.encode(), "x.adoc", ReadingOptions(comments=True))
    found = [block.text for block in document.blocks if block.text]
    assert found == ["é", "A comment on\ntwo lines", "more words", "about the number"]
    assert pseudo_failure(document, AsciiDoc()) == ""


@pytest.mark.parametrize(
    "source",
    [
        "[source,python]\r\n----\r\n# A comment\r\n# goes on\r\nx\r\n----\r\n",
        "* a\n+\n[,python]\n....\n# A comment\n# goes on\n....\n",
        "```c\n/* A comment\n * goes on\n */\n```\n",
        "[source%linenums,c]\nint x; /* A comment\n goes on */\nint y;\n",
    ],
)
def test_all_but_the_comments_of_code_stays(source):
    document = AsciiDoc().parse(source.encode(), "x.adoc", ReadingOptions(comments=True))
    index = next(index for index, block in enumerate(document.blocks) if block.text == "A comment\ngoes on")
    new = AsciiDoc().render(document, {index: "Eine Notiz\nzur Lage"}).decode()
    assert new == source.replace("A comment", "Eine Notiz").replace("goes on", "zur Lage")


def test_comments_in_code_are_no_texts_otherwise():
    document = AsciiDoc().parse(COMMENTED.encode(), "x.adoc")
    assert [block.text for block in document.blocks if block.text] == ["é"]


def commented(code):
    document = AsciiDoc().parse(
        f"[source,python]\n----\n{code}----\n".encode(), "x.adoc", ReadingOptions(comments=True)
    )
    assert pseudo_failure(document, AsciiDoc()) == ""
    return [block.text for block in document.blocks if block.text]


def test_callouts_behind_comments_stay():
    assert commented("x = 1  # The first é <1> <.>\n# A row of\n# two lines  <2>\n") == [
        "The first é", "A row of\ntwo lines",
    ]  # fmt: skip


def test_a_comment_with_callouts_on_several_lines_stays():
    assert commented("# One line <1>\n# Another line <2>\n\n# A third line\n") == ["A third line"]
