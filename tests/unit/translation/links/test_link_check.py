import pytest

from amts.documents.markdown.format import Markdown
from amts.records import ReadingOptions
from amts.translation.links.check import Tree, anchor_names, check_links, newly_dead

FILES = {
    "docs/a.md": frozenset({"one", "two-words"}),
    "docs/guide/index.md": frozenset({"guide"}),
    "docs/b.html": None,
    "docs/img/x.png": None,
    "README.md": frozenset(),
}
FOLDERS = {"docs", "docs/img", "docs/guide"}
TREE = Tree(lambda path: path in FILES or path in FOLDERS, FILES.get)


def checked(text, flavour="mdx", page="docs/a.md"):
    document = Markdown().parse(text.encode(), "a.md", ReadingOptions(flavour=flavour))
    return check_links(document, Markdown().links(document), page, TREE)


@pytest.mark.parametrize(
    "address",
    ["a.md", "./a.md#one", "#two-words", "#two%2Dwords", "img/x.png", "img/", "guide", "guide/", "guide#guide", "a",
     "a#one", "../README.md", "../docs/a.md", "b.html#any", "a.html#one", "#top", "#:~:text=x", "#fn1",
     "../README", "a.md?x#one"],
)  # fmt: skip
def test_a_link_that_leads_somewhere_is_alive(address):
    result = checked(f"[x]({address})\n")
    assert (result.checked, result.unknown, result.dead) == (1, 0, {})


@pytest.mark.parametrize(
    ("address", "complaint"),
    [
        ("c.md", "c.md: no such file"),
        ("../a.md", "../a.md: no such file"),
        ("c.md#one", "c.md#one: no such file"),
        ("#two-word", "#two-word: no anchor #two-word in a.md (nearest: #two-words)"),
        ("guide/index.md#zzz", "guide/index.md#zzz: no anchor #zzz in index.md"),
    ],
)
def test_a_link_that_leads_nowhere_is_dead(address, complaint):
    result = checked(f"Text.\n\n[x]({address})\n")
    assert [(each.reason, each.line, each.block, each.detail, each.breaking) for each in result.dead.values()] == [
        ("dead-link", 3, 1, complaint, True)
    ]


@pytest.mark.parametrize("address", ["/docs/c", "{{< ref >}}c.md", "@site/c.md", "$x/c.md"])
def test_what_only_the_generator_knows_is_counted_apart(address):
    result = checked(f"<a href='{address}'>x</a>\n")
    assert (result.checked, result.unknown, result.dead) == (0, 1, {})


def test_links_out_of_the_tree_are_not_counted():
    result = checked("[x](https://x.org/c.md) <mailto:a@b.c>\n")
    assert (result.checked, result.unknown) == (0, 0)


def test_a_page_that_is_served_as_a_folder_may_link_beside_itself():
    assert checked("[x](../guide/)\n", "hugo").dead == {}
    assert len(checked("[x](../guide.md)\n", "hugo").dead) == 1


def test_a_label_of_myst_is_no_path():
    assert checked("[x](some-label)\n", "myst").unknown == 1
    assert len(checked("[x](some-label)\n", "mdx").dead) == 1


def test_places_of_a_page_that_takes_in_others_cannot_be_known():
    for text in ("{{% include x %}}\n", "{% include x %}\n", '--8<-- "x"\n', "```{include} x.md\n```\n"):
        document = Markdown().parse(text.encode(), "a.md")
        assert anchor_names(document, Markdown().links(document)) is None
    document = Markdown().parse(b"# One\n", "a.md")
    assert anchor_names(document, Markdown().links(document)) == {"one"}


def test_a_translation_answers_only_for_links_that_its_source_has_alive():
    source, target = checked("[x](dead.md) [y](a.md)"), checked("[x](../dead.md) [y](b.md)")
    assert [each.detail for each in newly_dead(source, target)] == ["b.md: no such file"]


def test_links_of_a_translation_with_fewer_links_are_known_by_their_addresses():
    source, target = checked("[x](dead.md) [y](a.md) [z](a.md)"), checked("[y](b.md) [x](dead.md)")
    assert [each.detail for each in newly_dead(source, target)] == ["b.md: no such file"]


def test_the_nearest_name_is_not_looked_for_among_thousands():
    names = frozenset(f"name-{number}" for number in range(5000))
    document = Markdown().parse(b"[x](a.md#name-)\n" * 5000, "a.md")
    result = check_links(document, Markdown().links(document), "a.md", Tree(lambda path: True, lambda path: names))
    assert {finding.detail for finding in result.dead.values()} == {"a.md#name-: no anchor #name- in a.md"}
    assert [finding.line for finding in result.dead.values()] == list(range(1, 5001))
