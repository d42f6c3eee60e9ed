"""Texts that a careless pattern or walk would look at again and again: all of these take linear time, or are refused.

There is no clock here: what is not linear would take minutes.
"""

import pytest

from amts.documents.markdown.format import Markdown
from amts.documents.markdown.links import markdown_links
from amts.errors import DocumentError
from amts.records import ReadingOptions

COMMON = (
    "<", "<a>", "</a>", '<x y="', "<x y={", "<!--", "<p>a\n", "<b><i>", "&", "\\", "`", "`a``b", "```\n", "$", "$$",
    "$$\n", "*", "**a ", "_", "~~", "[", "]", "![](", "](", "[a](b)", "](<", "](a \"", "](a =1", "[^", "[^a]: b\n",
    "]:", "[a]: b\n", "> ", "* ", "- a\n", "|", "|a\n|-\n", "\n# a", "a\n===\n", "{ ", "}", "{#", "{: #a ", "{# a",
    "http://a", ":label:`", "\r", "\t", "a  \n", "⟦",
)  # fmt: skip
# A unit that is repeated; or two, the second as often after the first; or three, and only the middle is repeated.
OWN = {
    "github": (
        ":::", "::: a\n", ("<a>", "</b>"), ("*<a>", "</b>*"), ("> ", "a\n"), ("- ", "a\n"), ("", "\\$", "$"),
        ("](a =", "1", ""), ("<a ", "a", ">"), ("{", " # a", ""),
    ),
    "d2l": (":label:`a`\n", "#@tab ", "(**", "[~~", "$$ a\n", ":begin_tab:`a`\n", "(~~a"),
    "hugo": (
        "{{<", "{{< a ", "{{< a >}}\n", '{{< a "', "{{< a `", "{{< a b=c ", '{{< a title="', "{{< highlight >}}\n",
        ("{{< mermaid >}}\n", "{{< /mermaid x"), ("{{<", " ", "x"), ("{{< ", "a", ""), ("{{< a\n", "}}\n"),
    ),
    "jekyll": ("{%", "{% raw %}", "{% raw %}\n", "{{ a", ("{% raw %}\n", "{% endraw"), ("{% a", " ", "x")),
    "mdx": (
        "import a from\n", "import {\n", "export {\n\n", "export const a = {\n\n", "${", "{\n", "{`\n", "{/*\n", "{'\n",
        "<A b={\n", "<pre>\n", "<script>\n", "<>\n", "<A>\n", "<!-- \n", ("<A>\n", "</B>\n"), ("{\n", "}\nx"),
        ("<a b={", "}"), ("<a b={\n", "}\n"), ("", "<pre>\n", "</pre> x"), ('{"', '\\"', ""), ("<!--\n", "--> x"),
    ),
    "huggingface": ("[[", "[[autodoc]] a\n", "<Tip>\n", "[`a", "<hfoptions id='a'>\n", ("<Tip>\n", "</Tip>x\n")),
    "vitepress": ("::: tip\n", "{{", "<<<", "[[toc]]\n", ("{{", "}}")),
    "mkdocs": (
        '=== "', "!!! ", "!!! a\n", "    !!! a\n", '??? "', "--8<--\n", "*[A]: b\n", "*[A", ": a\n", "a\n: b\n", "++a",
        ("!!!", " ", "x"), ("++", "a+", ""),
    ),
    "myst": (
        "```{note}\n", "````{math}\n", ":::{note}\n", ":::{math}\n", "{a}`", "{a}`b <", "(a)=\n", "% a\n", "+++\n",
        ("````{note}\n", "```\n"), ("", "`", "{a"), ("", ":", "{a"), (":::", " ", "x"),
    ),
    "pandoc": ("@fig:", "[@", "-@", "@a::", "::: {.a}\n", "]{.", "{.a #b "),
}  # fmt: skip
CASES = [("github", unit) for unit in COMMON] + [(flavour, units) for flavour in OWN for units in OWN[flavour]]


def repeated(units, size):
    """Return a text of about so many bytes."""
    if isinstance(units, str):
        return units * (size // len(units.encode()))
    if len(units) == 2:
        return "".join(unit * (size // len("".join(units).encode())) for unit in units)
    before, unit, after = units
    return before + unit * (size // len(unit.encode())) + after


def check(flavour, text):
    format_ = Markdown()
    try:
        document = format_.parse(text.encode(), "x.md", ReadingOptions(flavour=flavour))
    except DocumentError:
        assert text.startswith(("> > ", "- - ", "* * "))
        return
    texts = {index: f"{block.text} x" for index, block in enumerate(document.blocks) if block.text}
    assert format_.render(document, {}) == document.content
    assert len(format_.render(document, texts)) == len(document.content) + 2 * len(texts)
    places = [(address.start, address.end) for address in markdown_links(document).addresses]
    assert places == sorted(places)


@pytest.mark.parametrize(("flavour", "units"), CASES)
def test_a_hostile_page_is_read_at_once(flavour, units):
    check(flavour, repeated(units, 40_000))


@pytest.mark.slow
@pytest.mark.parametrize(("flavour", "units"), CASES)
def test_a_large_hostile_page_is_read_in_linear_time(flavour, units):
    check(flavour, repeated(units, 250_000))


@pytest.mark.parametrize("flavour", ["hugo", "mdx", "myst"])
def test_rows_of_backticks_that_nothing_closes_are_passed_over_at_once(flavour):
    check(flavour, "".join("`" * length + " a " for length in range(1, 800)))


def test_what_is_nested_too_deep_is_refused_with_the_line():
    with pytest.raises(DocumentError, match=r"x\.md: line 3: quotes and lists are nested more than 500 deep"):
        Markdown().parse(b"a\n\n" + b"> - " * 300, "x.md")
    assert Markdown().parse(b"> - " * 200 + b"a", "x.md").blocks
    assert Markdown().parse(b"-" * 2000, "x.md").content
