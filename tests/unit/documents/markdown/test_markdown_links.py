import pytest
from hypothesis import given
from hypothesis import strategies as st

from amts.documents.markdown.format import Markdown
from amts.documents.markdown.links import markdown_links
from amts.records import BlockKind, ReadingOptions


def links(text, flavour="github"):
    return markdown_links(Markdown().parse(text.encode(), "x.md", ReadingOptions(flavour=flavour)))


def addresses(text, flavour="github"):
    return [address.text for address in links(text, flavour).addresses]


def anchors(text, flavour="github"):
    return [anchor.name for anchor in links(text, flavour).anchors]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[a](b.md)", ["b.md"]),
        ("<img src='\\['-->", ["\\["]),
        ("[a]( b.md 'A title' )", ["b.md"]),
        ("[a](<b c.md>)", ["b c.md"]),
        ("[a](b_(c).md#d)", ["b_(c).md#d"]),
        ("![a](img/b.png)", ["img/b.png"]),
        ("![a](b.png =300x20)", ["b.png"]),
        ("[![a](b.png)](c.md)", ["b.png", "c.md"]),
        ("[a]\n\n[a]: b.md 'A title'", ["b.md"]),
        ("> [a]: <b c.md>", ["b c.md"]),
        ("[^1]: no/address.md", []),
        ("a\n[b]: c.md", []),
        ("<https://x.org/y> and <a@b.c>", ["https://x.org/y"]),
        ("<img src=\"a.png\" alt=\"src='b'\"> <a class=x\n  href='b.html'>c</a>", ["a.png", "b.html"]),
        ('<Foo :src="x" v-bind:href="y" @src="z" />', []),
        ('{{< figure src="a.png" >}}', ["a.png"]),
        ("| [a](b.md) | ![c](d.png) |\n|---|---|\n| e | [f](g.md) |", ["b.md", "d.png", "g.md"]),
        ("[`a`](b.md) and [*c*](d.md)", ["b.md", "d.md"]),
        ("`[a](b.md)` ``[a](`b.md)``", []),
        ("```\n[a](b.md)\n```\n\n    [c](d.md)\n", []),
        ("$[a](b.md)$ <!-- [a](b.md) --> \\[a](b.md)", ["b.md"]),
        ("<script>\nx = '[a](b.md)'\n</script>", []),
        ("---\nimage: '[a](b.md)'\n---\n[c](d.md)", ["d.md"]),
        ("[a]() and [b](#)", ["#"]),
        ("é [ä](ö.md)", ["ö.md"]),
    ],
)
def test_addresses_are_found_but_never_in_code(text, expected):
    assert addresses(text) == expected


def test_mdx_imports_point_to_files():
    text = "import A from '../a.mdx';\nimport B from '@theme/b';\n\nText.\n"
    assert addresses(text, "mdx") == ["../a.mdx"]


def test_directives_of_myst_point_to_files():
    assert addresses("```{figure} img/a.png\n:name: x\nA caption\n```\n", "myst") == ["img/a.png"]


def test_places_are_bytes_of_the_body_and_replaced_alone():
    source = "\ufeff> 深 `x` [a](b.md\n> 'c')\r\n".encode()
    document = Markdown().parse(source, "x.md")
    (address,) = markdown_links(document).addresses
    assert Markdown().render(document, {}, {address: "ü.md"}) == source.replace(b"b.md", "ü.md".encode())


@pytest.mark.parametrize(
    ("flavour", "text", "expected"),
    [
        ("github", "# One `two`\n\nThree\n===\n\n## One two\n", ["one-two", "three", "one-two-1"]),
        ("github", "# *A* [link](x) ![pic](y) &amp; \\* <b>c</b>\n", ["a-link-pic---c"]),
        ("hugo", "# A [link](x)\n", ["a-linkx"]),
        ("hugo", "# Start {#first}\n", ["first"]),
        ("mdx", "# Start {#first}\n", ["first"]),
        ("vitepress", "# 快速开始 {#quick-start}\n", ["quick-start"]),
        ("mkdocs", "# Start { #first .x }\n\n## B {: #second }\n", ["first", "second"]),
        ("mkdocs", "# 快速\n\n# 开始\n", ["_1", "_2"]),
        ("huggingface", "# Start[[first]]\n", ["first"]),
        ("github", "# Start {#first}\n", ["first", "start"]),
        ("github", "<a name='a'></a> <h2 id=\"b\">B</h2> <input name='c'>\n", ["a", "b"]),
        ("github", "```\n# Not this\n```\n\n`<a name='x'>`\n", []),
        ("myst", "(a-label)=\n# Start\n", ["start", "a-label"]),
        ("d2l", "# Start\n:label:`sec_start`\n", ["start", "sec_start"]),
    ],
)
def test_what_can_be_pointed_to_is_found(flavour, text, expected):
    assert anchors(text, flavour) == expected


def test_the_name_of_a_heading_knows_its_block():
    text = "Text.\n\n# One {#first}\n\n<a id='x'></a>\n\n## Two\n"
    document = Markdown().parse(text.encode(), "x.md", ReadingOptions(flavour="hugo"))
    found = {anchor.name: anchor.block for anchor in markdown_links(document).anchors}
    assert [document.blocks[found[name]].kind for name in ("first", "two")] == [BlockKind.HEADING] * 2
    assert found["first"] < found["two"]
    assert found["x"] is None


FRAGMENTS = (
    "[", "](", "a.md", ")", "(", "<", ">", '"', "'", " ", "\n", "\r\n", "`", "```\n", "<a href=", "<img src='", "/>",
    "[a]: ", "# ", "{#x}", "$", "\\", "é", "中", "<!--", "-->", "> ", "- ", "|", "{{<", ">}}", "---\n", "\ufeff", "![",
    "(x)=\n",
)  # fmt: skip


@pytest.mark.thorough
@given(st.lists(st.sampled_from(FRAGMENTS), max_size=25).map("".join))
def test_addresses_of_awkward_markdown_are_disjoint_and_stand_where_they_say(text):
    document = Markdown().parse(text.encode(), "x.md")
    position = 0
    for address in markdown_links(document).addresses:
        assert position <= address.start < address.end
        assert document.body[address.start : address.end].decode() == address.text
        position = address.end


@pytest.mark.slow
@pytest.mark.parametrize(
    "piece", ["[a](", "](", "<a ", "<a '", '<a "', "{#", "[a]: ", "<", "\\", "](<", "]((", "<!--", "{{<"]
)
def test_hostile_links_are_read_in_linear_time(piece):
    source = (piece * 30_000).encode()
    assert isinstance(links(source.decode()).addresses, tuple)
