import pytest
from docutils.nodes import make_id
from hypothesis import given
from hypothesis import strategies as st

from amts.documents.slugs import HeadingNames, generator_of, heading_slug


@pytest.mark.parametrize(
    ("flavour", "text", "expected"),
    [
        ("github", "Getting Started", "getting-started"),
        ("github", "What's new in 2.0?", "whats-new-in-20"),
        ("github", "a -- b  c", "a----b--c"),
        ("github", "snake_case & C++", "snake_case--c"),
        ("github", "快速开始（一）", "快速开始一"),
        ("github", "हिन्दी पाठ", "हिन्दी-पाठ"),
        ("github", "🚀 Launch", "-launch"),
        ("github", "Überblick", "überblick"),
        ("mdx", "What's new in 2.0?", "whats-new-in-20"),
        ("huggingface", "AutoModel.from_pretrained()", "automodelfrom_pretrained"),
        ("hugo", "Getting Started", "getting-started"),
        ("hugo", " What's new in 2.0? ", "whats-new-in-20"),
        ("hugo", "快速开始（一）", "快速开始一"),
        ("hugo", "हिन्दी", "हनद"),
        ("hugo", "The `code` [link](x/y)", "the-code-linkxy"),
        ("hugo", "!?", "heading"),
        ("mkdocs", "Getting Started", "getting-started"),
        ("mkdocs", "What's new in 2.0?", "whats-new-in-20"),
        ("mkdocs", "a -- b", "a-b"),
        ("mkdocs", "Überblick žlutý", "uberblick-zluty"),
        ("mkdocs", "快速开始", ""),
        ("mkdocs-unicode", "快速 开始！", "快速-开始"),
        ("vitepress", "Getting Started", "getting-started"),
        ("vitepress", "What's new in 2.0?", "what-s-new-in-2-0"),
        ("vitepress", "2.0 is here", "_2-0-is-here"),
        ("vitepress", "Überblick", "uberblick"),
        ("vitepress", "快速开始（一）", "快速开始-一"),
        ("vitepress", "v-bind: <T>", "v-bind-t"),
        ("myst", "Getting Started!", "getting-started"),
        ("myst", "快速开始（一）", "快速开始一"),
        ("docutils", "What's new in 2.0?", "what-s-new-in-2-0"),
        ("docutils", "2.0 is here", "is-here"),
        ("d2l", "Linear Regression", "linear-regression"),
        ("asciidoctor", "Ben & Jerry", "_ben_jerry"),
        ("asciidoc", "What's new in 2.0?", "_whats_new_in_2_0"),
        ("asciidoctor", "C++ - a summary.", "_c_a_summary"),
        ("mdbook", "The `match` Control-Flow", "the-match-control-flow"),
        ("pandoc", "3. Applications & more.x", "applications--more.x"),
        ("pandoc", "33", "section"),
    ],
)
def test_a_heading_is_named_as_the_generator_does(flavour, text, expected):
    assert heading_slug(flavour, text) == expected


@pytest.mark.parametrize(
    ("flavour", "texts", "expected"),
    [
        ("github", ["Foo", "Foo", "foo", "Foo-1"], ["foo", "foo-1", "foo-2", "foo-1-1"]),
        ("hugo", ["Foo", "Foo", "Foo"], ["foo", "foo-1", "foo-2"]),
        ("vitepress", ["Foo", "Foo", "Foo"], ["foo", "foo-1", "foo-2"]),
        ("mkdocs", ["Foo", "Foo", "Foo"], ["foo", "foo_1", "foo_2"]),
        ("mkdocs", ["快速", "开始", "Foo_7", "Foo_7"], ["_1", "_2", "foo_7", "foo_8"]),
        ("mkdocs", ["Foo_7", "Foo_8", "Foo_7", "Foo_8"], ["foo_7", "foo_8", "foo_9", "foo_10"]),
        ("myst", ["Foo", "Foo", "Foo"], ["foo", "foo-1", "foo-1-2"]),
        ("docutils", ["Foo", "Foo", "快速"], ["foo", "id1", "id2"]),
        ("asciidoctor", ["Foo", "Foo", "Foo"], ["_foo", "_foo_2", "_foo_3"]),
    ],
)
def test_headings_with_the_same_name_are_numbered_as_the_generator_does(flavour, texts, expected):
    names = HeadingNames(flavour)
    assert [names.name(text) for text in texts] == expected


def test_a_name_that_the_page_gives_explicitly_is_taken():
    names = HeadingNames("github")
    names.reserve("foo")
    assert names.name("Foo") == "foo-1"


def test_a_flavour_without_rules_of_its_own_has_those_of_github():
    assert [generator_of(flavour) for flavour in ("", "mdx", "jekyll", "vuepress", "sphinx")] == [
        "github", "github", "github", "vitepress", "docutils",
    ]  # fmt: skip


@given(st.text(st.characters(max_codepoint=0x17F, exclude_categories=["Cs"]), max_size=20))
def test_docutils_names_headings_so_itself(text):
    assert heading_slug("docutils", text) == make_id(text)


@given(
    st.lists(st.sampled_from(["a", "A", "a-1", "a_1", "快", ""]), max_size=12),
    st.sampled_from(["github", "hugo", "mkdocs", "myst", "docutils", "asciidoctor"]),
)
def test_no_two_headings_have_the_same_name(texts, flavour):
    names = HeadingNames(flavour)
    given_names = [names.name(text) for text in texts]
    assert len(set(given_names)) == len(texts)


@pytest.mark.parametrize("flavour", ["github", "mkdocs", "myst", "docutils", "asciidoctor"])
@pytest.mark.parametrize("texts", [["a"] * 20_000, [f"a_{number % 10_000}" for number in range(20_000)]])
def test_very_many_equal_headings_are_named_at_once(flavour, texts):
    names = HeadingNames(flavour)
    assert len({names.name(text) for text in texts}) == 20_000


def test_a_heading_that_ends_in_thousands_of_digits_is_numbered():
    names = HeadingNames("mkdocs")
    digits = "9" * 5000
    assert [names.name(f"a_{digits}") for _ in range(2)] == [f"a_{digits}", f"a_{digits}_1"]
