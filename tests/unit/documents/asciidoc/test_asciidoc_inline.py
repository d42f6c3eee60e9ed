import pytest

from amts.documents.asciidoc.format import AsciiDoc

LINK = [("open", "https://a.example/b["), ("close", "]")]


def block(text):
    return AsciiDoc().parse(text.encode(), "a.adoc").blocks[0]


def marks(text):
    found = block(text)
    return [(each.kind.value, found.text[each.start : each.end]) for each in found.inlines]


def pairs(opening, closing):
    return [("open", opening), ("close", closing)]


def rewritten(source, text):
    return AsciiDoc().render(AsciiDoc().parse(source.encode(), "a.adoc"), {0: text}).decode()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A *bold* word", pairs("*", "*")),
        ("An _italic_ word", pairs("_", "_")),
        ("A #marked# word", pairs("#", "#")),
        ("A [.role]#marked# word", pairs("[.role]#", "#")),
        ("H~2~O", pairs("~", "~")),
        ("x^2^", pairs("^", "^")),
        ("*a _b_*", [("open", "*"), ("open", "_"), ("close", "_"), ("close", "*")]),
        ("Some `code *x*` here", [("code", "`code *x*`")]),
        ("2 * 3 * 4 and snake_case_name", []),
        ("the link:a.html[page *one*]", [("open", "link:a.html["), *pairs("*", "*"), ("close", "]")]),
        ("link:a.html[]", [("url", "link:a.html[]")]),
        ("the link:a.html[page,window=_blank]", [("open", "link:a.html["), ("close", ",window=_blank]")]),
        ("see https://a.example/b[there]", LINK),
        ("see https://a.example/b.", [("url", "https://a.example/b")]),
        ("see xref:b.adoc#c[there]", [("open", "xref:b.adoc#c["), ("close", "]")]),
        ("see <<a,there>>", [("open", "<<a,"), ("close", ">>")]),
        ("see <<a>>", [("url", "<<a>>")]),
        ("so.footnote:[A *note*.]", [("open", "footnote:["), *pairs("*", "*"), ("close", "]")]),
        ("an image:a.png[Icon] here", [("open", "image:a.png["), ("close", "]")]),
        ("an image:a.png[Icon,20] here", [("open", "image:a.png["), ("close", ",20]")]),
        ("press kbd:[Ctrl+C]", [("role", "kbd:[Ctrl+C]")]),
        ("choose menu:File[Save]", [("role", "menu:File[Save]")]),
        ("press btn:[OK]", [("role", "btn:[OK]")]),
        ("see linkgit:git-log[1]", [("role", "linkgit:git-log[1]")]),
        ("version {release}", [("role", "{release}")]),
        ("a +literal *x*+ here", [("literal", "+literal *x*+")]),
        ("a pass:[<u>x</u>] here", [("literal", "pass:[<u>x</u>]")]),
        ("the stem:[x^2] here", [("math", "stem:[x^2]")]),
        ("[[here]]Text", [("literal", "[[here]]")]),
        ("Text (((hidden,term)))", [("literal", "(((hidden,term)))")]),
        ('he said "`hello`"', pairs('"`', '`"')),
        ("a \\*star* &amp; &#169;", [("escape", "\\*"), ("escape", "&amp;"), ("escape", "&#169;")]),
        ("one +\ntwo", [("break", " +\n")]),
        ("⟦1⟧", [("literal", "⟦"), ("literal", "⟧")]),
    ],
)
def test_inline_markup_is_found(text, expected):
    assert marks(text) == expected


def test_doubled_signs_are_read_as_single_ones():
    found = block("un**bold**ed __x__y ##z## ``c``d")
    assert found.text == "un*bold*ed _x_y #z# `c`d"
    assert [found.text[each.start : each.end] for each in found.inlines] == ["*", "*", "_", "_", "#", "#", "`c`"]


def test_signs_are_doubled_where_single_ones_would_be_text():
    assert rewritten("A *bold* and `code` word", "一*粗*字`code`体") == "一**粗**字``code``体"
    assert rewritten("A *bold* word", "Un *gras* mot") == "Un *gras* mot"
    assert block("一**粗**字``code``体").text == "一*粗*字`code`体"


def test_signs_within_code_are_not_doubled():
    assert rewritten("The _name_ in `GIT_NOTES_REF`", "名_字_在 `GIT_NOTES_REF`") == "名__字__在 `GIT_NOTES_REF`"


def test_a_line_that_would_begin_a_list_goes_on_with_the_line_before():
    assert rewritten("One.\nTwo.", "One.\n* Two.") == "One. * Two."
