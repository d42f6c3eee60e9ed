import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from amts.documents.markup.html import Html, html_blocks
from amts.records import BlockKind, MarkKind, ReadingOptions
from amts.testing.formats import pseudo_failure
from amts.translation.integrity import round_trip_failure

FRAGMENTS = (
    "a", "b c", "Word. ", " ", "\n", "\r\n", "\r", "\t", "<p>", "</p>", "<p", "<b>", "</b>", "<i>", "</i>",
    "<a href='x' title=\"T t\">", "</a>", "<img src=a.png alt='A picture'>", '<img alt="', '"', "'", ">", "<",
    "</", "<br>", "<code>", "</code>", "<pre>", "</pre>", "<li>", "</ul>", "<ul>", "<script>", "</script>",
    "<title>", "</title>", "<svg>", "</svg>", "<math>", "</math>", "<!--", "-->", "<!-- c -->", "<![CDATA[",
    "]]>", "<!DOCTYPE html>", "<?php ", "?>", "{{", "}}", "{{ x }}", "{% if %}", "<%= x %>", "&amp;", "&nbsp;",
    "&#123;", "&", "&copy", "&copy;", "&lt;", "&x.y;", "⟦", "⟧", "⟦1⟧", "\ufeff", "中文。", "é", "\u00a0",
    "\u2028", "\u3000", "\x00", "😀", "אב", "<div translate=no>", "<div translate=yes>", "</div>",
    "<span class=notranslate>", "<span>", "</span>", "<td>", "<h2>", "</h2>", "<x-y>", "</x-y>",
    "<input placeholder=Name>", "<meta name=description content='D d'>", "---\n", "<a/>", "<A B=C>", "</A>",
    "<span title='{{ x }} y'>",
)  # fmt: skip
GLUED = st.lists(st.sampled_from(FRAGMENTS), max_size=25).map("".join)
HTML = Html()


def parsed(source, **options):
    return HTML.parse(source.encode(), "x.html", ReadingOptions(**options))


def texts(source):
    return [block.text for block in parsed(source).blocks if block.text]


def marks(source):
    return [
        (inline.kind.value, block.text[inline.start : inline.end])
        for block in parsed(source).blocks
        for inline in block.inlines
    ]


def opaque(source):
    document = parsed(source)
    return [
        (block.kind, document.body[block.start : block.end].decode()) for block in document.blocks if not block.text
    ]


def rewritten(source, *new):
    document = parsed(source)
    indices = (index for index, block in enumerate(document.blocks) if block.text)
    return HTML.render(document, dict(zip(indices, new, strict=True))).decode()


def test_block_level_elements_make_blocks_of_their_kinds():
    blocks = parsed("<h2>A</h2><p>B<ul><li>C<dt>D</ul><table><caption>E<tr><th>F<td>G</table>H<div>I</div>").blocks
    assert [(block.kind.value, block.level, block.text) for block in blocks] == [
        ("heading", 2, "A"), ("paragraph", 0, "B"), ("item", 0, "C"), ("item", 0, "D"), ("caption", 0, "E"),
        ("cell", 0, "F"), ("cell", 0, "G"), ("paragraph", 0, "H"), ("paragraph", 0, "I"),
    ]  # fmt: skip


def test_inline_elements_are_paired_marks_within_a_block():
    assert texts("<p>One <b>two <i>three</i></b> four</p>") == ["One <b>two <i>three</i></b> four"]
    assert marks("<p>One <b>two <i>three</i></b> four</p>") == [
        ("open", "<b>"), ("open", "<i>"), ("close", "</i>"), ("close", "</b>"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("a <b>b <i>c</b> d</i> e", [("open", "<b>"), ("html", "<i>"), ("close", "</b>"), ("html", "</i>")]),
        ("a <b>b <b>c", [("html", "<b>"), ("html", "<b>")]),
        ("a<br>b <wbr> c<!-- d --> e", [("break", "<br>"), ("html", "<wbr>"), ("html", "<!-- d -->")]),
        ("a <code>b <i>c</i></code> d", [("code", "<code>b <i>c</i></code>")]),
        ("a <kbd>b</kbd> <math><mi>x</mi></math> c", [("code", "<kbd>b</kbd>"), ("math", "<math><mi>x</mi></math>")]),
        ("a <svg><text>b</text></svg> c", [("html", "<svg><text>b</text></svg>")]),
        ("a <span translate=no>B <i>C</i></span> d", [("code", "<span translate=no>B <i>C</i></span>")]),
        ("a <i class='x notranslate'>B</i> d", [("code", "<i class='x notranslate'>B</i>")]),
        ("a {{ b }} {% c %} <%= d %> e", [("code", "{{ b }}"), ("html", "{% c %}"), ("code", "<%= d %>")]),
        ("a&nbsp;b &#123; c &shy;d", [("escape", "&nbsp;"), ("escape", "&#123;"), ("escape", "&shy;")]),
        ("a &copy b", [("escape", "&copy")]),
        ("a ⟦1⟧", [("literal", "⟦"), ("literal", "⟧")]),
        ("a &lt; b &amp; &eacute; &#8212; &quot;", []),
    ],
)
def test_markup_is_marked(source, expected):
    assert marks(source) == expected


def test_references_are_read_as_what_they_mean():
    assert texts("a &lt;b&gt; &amp; &eacute;&#8212;&#x2014; AT&T &x; 1 < 2") == ["a <b> & é—— AT&T &x; 1 < 2"]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<li><a href=x>Text</a></li>", ["Text"]),
        ("<p><b><a href=x>Text</a></b>\n", ["Text"]),
        ("<p><b>Note:</b> text", ["<b>Note:</b> text"]),
        ("<p>text <b>end</b></p>", ["text <b>end</b>"]),
        ("<p><a><b>x</b> y</a></p>", ["<b>x</b> y"]),
        ("<p><i class=icon></i> Save<br></p>", ["Save"]),
        ("<p>&nbsp; Text &#160;</p>", ["Text"]),
        ("<td>&nbsp;</td><td>&copy;</td><p> <br> </p>", []),
        ("<p><code>x</code></p>", []),
        ("<p><code>x</code> is</p>", ["<code>x</code> is"]),
        ("<p><img src=a> b <img src=c></p>", ["<img src=a> b <img src=c>"]),
        ("<p></b>Text<i></p>", ["Text"]),
    ],
)
def test_a_block_begins_and_ends_at_something_to_see(source, expected):
    assert texts(source) == expected


def test_a_line_of_nothing_but_white_space_is_kept():
    document = parsed("<p>One\n  \n\t\u2028\r\ntwo</p>")
    (block,) = document.blocks
    assert (block.text, block.breaks) == ("One\n\n\ntwo", ("\n  ", "\n\t\u2028", "\r\n"))
    assert HTML.render(document, {0: "A\n\n\nb"}) == "<p>A\n  \n\t\u2028\r\nb</p>".encode()


def test_line_breaks_and_what_is_around_them_are_kept():
    (block,) = parsed("<p>\r\n  One\r\n  two <a\n href=x>three</a> four").blocks
    assert block.text == "One\ntwo <a\nhref=x>three</a> four"
    assert block.breaks == ("\r\n  ", "\n ")


@pytest.mark.parametrize(
    ("source", "kind", "content"),
    [
        ("a<pre>b <b>c</b></pre>d", BlockKind.CODE, "<pre>b <b>c</b></pre>"),
        ("<script>a < b</script>", BlockKind.HTML, "<script>a < b</script>"),
        ("<style>a</style>b", BlockKind.HTML, "<style>a</style>"),
        ("<textarea>a</textarea>b", BlockKind.HTML, "<textarea>a</textarea>"),
        ("<p><svg><text>a</text></svg></p>", BlockKind.HTML, "<svg><text>a</text></svg>"),
        ("<div class=notranslate>a<div>b</div>c</div>", BlockKind.HTML, "<div class=notranslate>a<div>b</div>c</div>"),
        ("<div translate=no>a", BlockKind.HTML, "<div translate=no>a"),
        ("<p><![CDATA[words]]></p>", BlockKind.OPAQUE, "<![CDATA[words]]>"),
    ],
)
def test_what_is_not_text_is_opaque(source, kind, content):
    assert opaque(source) == [(kind, content)]


def test_translation_is_switched_on_again_within_what_is_not_translated():
    source = "<div translate=no>a <p translate=yes>b</p> c</div> d"
    assert texts(source) == ["b", "d"]
    assert opaque(source) == [
        (BlockKind.HTML, "<div translate=no>a <p translate=yes>"), (BlockKind.HTML, "</p> c</div>"),
    ]  # fmt: skip


def test_code_that_is_not_closed_ends_with_its_paragraph():
    assert texts("<p>a <code>b</p><p>c</p>") == ["a <code>b", "c"]
    assert texts("<p>a <code>List<String></code> b</p>") == ["a <code>List<String></code> b"]


def test_a_picture_alone_is_an_image_and_its_text_a_caption():
    blocks = parsed("<p><a href=x><img src='a/b.png?v=1' alt='A picture'></a>").blocks
    assert [(block.kind, block.key, block.text) for block in blocks] == [
        (BlockKind.IMAGE, "image:b.png", ""), (BlockKind.CAPTION, "", "A picture"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<input placeholder='Your name' value='x'>", ["Your name"]),
        ("<input type=submit value='Send it'><input type=text value=no>", ["Send it"]),
        ("<button aria-label='Close it'>x</button>", ["Close it", "x"]),
        ("<div title='{{ t }}' alt='1'>", []),
        ("<div title='{{ t }} words'>", ["{{ t }} words"]),
        ("<meta name=description content='About it'><meta name=viewport content=width>", ["About it"]),
        ("<meta property='og:title' content='The title'>", ["The title"]),
        ("<html lang=en><title>A <b> &amp;</title>", ["A <b> &"]),
        ("<div translate=no title='Words'></div>", []),
        ("<div title='Words", []),
        ("<p [title]='expression' :alt='other'>", []),
    ],
)
def test_attributes_for_people_are_texts(source, expected):
    assert texts(source) == expected


def test_attributes_within_a_run_are_text_between_marks():
    source = 'My <img alt="cat" src=a title=\'big\'> and <a title="Go" href=x>dog</a>'
    assert texts(source) == [source]
    assert marks(source) == [
        ("open", '<img alt="'), ("html", "\" src=a title='"), ("close", "'>"),
        ("open", '<a title="'), ("html", '" href=x>'), ("close", "</a>"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("source", "new", "expected"),
    [
        ("<p>a</p>", "x < y & z > &amp; <b>", "<p>x &lt; y &amp; z > &amp;amp; &lt;b></p>"),
        ("a <b>b</b>&nbsp;c", "<b>é</b> &nbsp;<i>", "<b>é</b> &nbsp;&lt;i>"),
        ("<div title='a'>", "it's \"<\"", "<div title='it&#39;s \"&lt;\"'>"),
        ('<div title="a">', "it's \"&\"", '<div title="it\'s &quot;&amp;&quot;">'),
        ("<div title=a>", "b \"c\"", '<div title="b &quot;c&quot;">'),
        ('b <img alt="a"> c', 'x <img alt="it\'s "y""> "z"', 'x <img alt="it\'s &quot;y&quot;"> "z"'),
        ("a\n  b", "c\nd", "c\n  d"),
    ],
)  # fmt: skip
def test_any_new_text_is_written_safely(source, new, expected):
    assert rewritten(source, new) == expected


def test_a_text_that_stays_is_not_written_anew():
    source = "<p title='a &quot; &#x27;'>a > b & c &lt; d &eacute;"
    assert rewritten(source, "a \" '", "a > b & c < d é") == source


def test_front_matter_is_opaque_unless_its_keys_are_asked_for():
    source = "---\ntitle: The title\n---\n<p>a</p>"
    assert opaque(source) == [(BlockKind.FRONT_MATTER, "---\ntitle: The title\n---\n")]
    asked = parsed(source, front_matter=("title",))
    assert [block.text for block in asked.blocks if block.text] == ["The title", "a"]


def test_links_and_anchors_are_found():
    source = (
        "<h1 id=top>a</h1><a href='b.html#c&amp;d' name=e>f</a><img src=\" g.png \" srcset='h.png 1x, i.png 2x'>"
        "<a href='{{ url }}'></a><a href=''></a><script>'<a href=no>'</script>"
    )
    document = parsed(source)
    links = HTML.links(document)
    assert [address.text for address in links.addresses] == ["b.html#c&amp;d", "g.png", "h.png", "i.png"]
    assert [document.body[each.start : each.end].decode() for each in links.addresses] == [
        "b.html#c&amp;d", "g.png", "h.png", "i.png",
    ]  # fmt: skip
    assert [anchor.name for anchor in links.anchors] == ["top", "e"]


def test_blocks_of_a_fragment_have_offsets_into_the_body():
    body = "é **x**\n\n<div>\n  <b>Héllo</b> you\n</div>\n\n<p>no".encode()
    start, end = body.index(b"<div>"), body.index(b"</div>") + 6
    (block,) = html_blocks(body, start, end)
    assert body[block.start : block.end].decode() == "<b>Héllo</b> you"
    assert [(inline.kind, inline.start, inline.end) for inline in block.inlines] == [
        (MarkKind.OPEN, 0, 3), (MarkKind.CLOSE, 8, 12),
    ]  # fmt: skip


def check_survives(source):
    document = parsed(source)
    assert round_trip_failure(document, HTML, "en") == ""
    pseudo_failure(document, HTML)  # it may fail to translate, but not to answer


@pytest.mark.thorough
@given(GLUED)
@example('a<img alt="a')
@example("<b><i></b>a</i> b")
@example("&<input placeholder=Name>&<img src=a.png alt='A picture'><math>")
def test_awkward_html_comes_out_as_it_went_in(source):
    check_survives(source)


@pytest.mark.slow
@pytest.mark.parametrize(
    "source",
    [
        "<div>" * 50_000 + "x" + "</div>" * 50_000,
        "<b>" * 50_000 + "x" + "</b>" * 50_000,
        "<span>" * 50_000 + "</p>" * 50_000,
        "<b><i>" * 25_000 + "</b></i>" * 25_000,
        "<div translate=no><p translate=yes>" * 10_000,
        "&nbsp;" * 50_000,
        " " * 200_000 + "x" + "\n" * 200_000 + "y",
        "x" + "<img alt='A b'>" * 10_000,
    ],
)
def test_hostile_html_takes_linear_time(source):
    document = parsed(source)
    assert HTML.render(document, {}) == document.content
