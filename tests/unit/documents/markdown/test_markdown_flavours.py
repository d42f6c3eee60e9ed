import pytest
from hypothesis import given
from hypothesis import strategies as st

from amts.documents.markdown.format import Markdown
from amts.errors import InputError
from amts.records import BlockKind, MarkKind, ReadingOptions
from amts.segments.masks import mask
from amts.testing.formats import pseudo_failure
from amts.translation.integrity import round_trip_failure


def read(text, flavour):
    return Markdown().parse(text.encode(), "x.md", ReadingOptions(flavour=flavour))


@pytest.fixture
def taken_apart():
    """Returns a function that says of each block its kind and its masked text, or its source."""

    def take_apart(text, flavour):
        document = read(text, flavour)
        assert round_trip_failure(document, Markdown(), "en") == ""
        assert pseudo_failure(document, Markdown()) == ""
        return [
            f"{block.kind}: " + (mask(block).text if block.text else document.body[block.start : block.end].decode())
            for block in document.blocks
        ]

    return take_apart


def marks(text, flavour):
    """Return the kind and the text of each mark of the only text."""
    (block,) = [block for block in read(text, flavour).blocks if block.text]
    return [(inline.kind, block.text[inline.start : inline.end]) for inline in block.inlines]


# Hugo


def test_text_between_shortcodes_stays_markdown(taken_apart):
    assert taken_apart("{{< note >}}\nRead *this*.\n{{< /note >}}\n", "hugo") == [
        "directive: {{< note >}}",
        "paragraph: Read ⟦1⟧this⟦2⟧.",
        "directive: {{< /note >}}",
    ]


def test_the_title_of_a_shortcode_is_a_caption(taken_apart):
    assert taken_apart('{{% alert title="Mind the gap" color="primary" %}}\nb\n{{% /alert %}}\n', "hugo") == [
        'directive: {{% alert title="Mind the gap" color="primary" %}}',
        "caption: Mind the gap",
        "paragraph: b",
        "directive: {{% /alert %}}",
    ]


def test_a_new_title_of_a_shortcode_is_written_within_its_quotes():
    document = read('{{% alert title="Old" %}}\n', "hugo")
    assert Markdown().render(document, {1: 'The "new" one'}) == b'{{% alert title="The &quot;new&quot; one" %}}\n'


@pytest.mark.parametrize("name", ["mermaid", "highlight", "comment"])
def test_what_a_shortcode_of_code_encloses_is_code(taken_apart, name):
    text = f"{{{{< {name} >}}}}\ngraph *TD*\n\n# x\n{{{{< /{name} >}}}}"
    assert taken_apart(f"a\n\n{text}\n\nb", "hugo") == ["paragraph: a", f"code: {text}", "paragraph: b"]


def test_a_shortcode_between_the_lines_of_a_paragraph_is_markup_in_it():
    assert marks('Ask your\n{{< glossary_tooltip text="node" term_id="node" >}}\nfor it.\n', "hugo") == [
        (MarkKind.OPEN, '{{< glossary_tooltip text="'),
        (MarkKind.CLOSE, '" term_id="node" >}}'),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("v{{< skew currentVersion >}} of `{{< x >}}`",
         [(MarkKind.HTML, "{{< skew currentVersion >}}"), (MarkKind.CODE, "`{{< x >}}`")]),
        ("a {{< u >}}b{{< /u >}}", [(MarkKind.OPEN, "{{< u >}}"), (MarkKind.CLOSE, "{{< /u >}}")]),
        ('[a]({{< ref "b *c*" >}})', [(MarkKind.OPEN, "["), (MarkKind.CLOSE, ']({{< ref "b *c*" >}})')]),
        ("# Setup {#setup .big}", [(MarkKind.LITERAL, "{#setup .big}")]),
        ("a {{< never closed", []),
    ],
)  # fmt: skip
def test_shortcodes_within_a_text_are_markup(text, expected):
    assert marks(text, "hugo") == expected


def test_toml_front_matter_is_known(taken_apart):
    assert taken_apart("+++\ntitle = 'x'\n+++\n\n# a\n", "hugo") == [
        "front-matter: +++\ntitle = 'x'\n+++",
        "heading: a",
    ]


def test_shortcodes_in_a_comment_are_no_markup(taken_apart):
    text = '<!--\n{{% alert title="Old" %}}\n-->'
    assert taken_apart(f"{text}\n\na", "hugo")[-1] == "paragraph: a"
    assert len(read(text, "hugo").blocks) == 1


# MDX


def test_imports_and_exports_are_code(taken_apart):
    text = (
        "import A from './a';\nimport {\n  B,\n\n  C,\n} from 'b';\n\nexport const x = {\n  y: 1,\n};\n"
        "\n# a\n\nexport it now.\n"
    )
    assert [line.split("\n")[0] for line in taken_apart(text, "mdx")] == [
        "code: import A from './a';",
        "code: export const x = {",
        "heading: a",
        "paragraph: export it now.",
    ]


def test_text_within_elements_is_markdown_however_it_is_indented(taken_apart):
    text = (
        "<Tabs>\n    <TabItem label='One *two*' value=\"x\">\n        Some *text*.\n\n        ```js\n"
        "        x\n        ```\n    </TabItem>\n</Tabs>\n"
    )
    assert taken_apart(text, "mdx") == [
        "html: <Tabs>",
        "html: <TabItem label='One *two*' value=\"x\">",
        "caption: One *two*",
        "paragraph: Some ⟦1⟧text⟦2⟧.",
        "code: ```js\n        x\n        ```",
        "html: </TabItem>",
        "html: </Tabs>",
    ]


def test_a_list_within_an_element_keeps_its_nesting(taken_apart):
    assert taken_apart("<Steps>\n  1. One\n\n     more\n\n     - two\n</Steps>\n", "mdx") == [
        "html: <Steps>", "item: One", "item: more", "item: two", "html: </Steps>",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "<A />",
        "<A\n  b={{ c: '}' }}\n  d='>'\n/>",
        "{/* a *comment*\n\nwith lines */}",
        "{a.map((b) => (\n  <B />\n))}",
        "<!-- a -->",
        "<></>",
        "{`a } b`}",
    ],
)
def test_markup_on_lines_of_its_own_is_opaque(text):
    (block,) = read(f"{text}\n", "mdx").blocks
    assert (block.start, block.end, block.text) == (0, len(text), "")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a {b.c_d * e_f} g", [(MarkKind.LITERAL, "{b.c_d * e_f}")]),
        ("a {'}'} b", [(MarkKind.LITERAL, "{'}'}")]),
        ("a <B c={d > e}>f</B>", [(MarkKind.OPEN, "<B c={d > e}>"), (MarkKind.CLOSE, "</B>")]),
        ("a <B\nc='d'/> e", [(MarkKind.HTML, "<B\nc='d'/>")]),
        ("a < b, {c", []),
        ("a {{{{ {b} c", [(MarkKind.LITERAL, "{b}")]),
        ("a `{b}` $x_{1}$", [(MarkKind.CODE, "`{b}`"), (MarkKind.MATH, "$x_{1}$")]),
        ("a <https://b.c/d>", [(MarkKind.URL, "<https://b.c/d>")]),
        ("a \\{b}", [(MarkKind.ESCAPE, "\\{")]),
        ("# a {#b}", [(MarkKind.LITERAL, "{#b}")]),
    ],
)
def test_jsx_and_expressions_within_a_text_are_markup(text, expected):
    assert marks(text, "mdx") == expected


def test_the_titles_of_admonitions_are_captions(taken_apart):
    text = ":::note\na\n:::\n\n:::tip Mind *this*\nb\n:::\n\n:::info[Or `this`]\nc\n:::\n"
    assert taken_apart(text, "mdx") == [
        "directive: :::note", "paragraph: a", "directive: :::",
        "directive: :::tip Mind *this*", "caption: Mind ⟦1⟧this⟦2⟧", "paragraph: b", "directive: :::",
        "directive: :::info[Or `this`]", "caption: Or ⟦1⟧", "paragraph: c", "directive: :::",
    ]  # fmt: skip


# VitePress


def test_containers_and_inclusions_of_vitepress_are_known(taken_apart):
    text = "[[toc]]\n\n::: details Click me\n<<< @/a.js{1,3}\n:::\n\n```js{1,3}\nx\n```\n\na {{ b_c * d_e }}\n"
    assert taken_apart(text, "vitepress") == [
        "directive: [[toc]]", "directive: ::: details Click me", "caption: Click me", "directive: <<< @/a.js{1,3}",
        "directive: :::", "code: ```js{1,3}\nx\n```", "paragraph: a ⟦1⟧",
    ]  # fmt: skip


def test_text_in_html_is_text(taken_apart):
    assert taken_apart("<div class='x'>\n  <p>One <b>two</b></p>\n</div>\n\n*b*\n", "vitepress")[1:] == [
        "paragraph: One ⟦1⟧two⟦2⟧", "paragraph: ⟦1⟧b⟦2⟧",
    ]  # fmt: skip


# MkDocs


def test_what_is_indented_in_an_admonition_is_markdown(taken_apart):
    text = (
        '!!! note "Mind *this*"\n    One.\n\n    - two\n\n    ```py\n    x\n    ```\n\n    ??? tip\n'
        "        Three.\n\nAfter.\n"
    )
    assert taken_apart(text, "mkdocs") == [
        'directive: !!! note "Mind *this*"', "caption: Mind ⟦1⟧this⟦2⟧", "paragraph: One.", "item: two",
        "code: ```py\n    x\n    ```", "directive: ??? tip", "paragraph: Three.", "paragraph: After.",
    ]  # fmt: skip


def test_tabs_snippets_and_the_like_of_mkdocs_are_known(taken_apart):
    text = (
        '=== "One"\n\n    a\n\n=== "Two"\n\n    b\n\n--8<-- "c.md"\n\n[TOC]\n\n*[HTML]: Hyper Text\n\n'
        "Term\n:   Its *meaning*\n    goes on.\n\n    And on.\n\n::: module.name\n    options:\n      x: 1\n"
    )
    assert taken_apart(text, "mkdocs") == [
        'directive: === "One"', "caption: One", "paragraph: a", 'directive: === "Two"', "caption: Two", "paragraph: b",
        'directive: --8<-- "c.md"', "directive: [TOC]", "directive: *[HTML]: Hyper Text", "caption: Hyper Text",
        "paragraph: Term", "paragraph: Its ⟦1⟧meaning⟦2⟧\ngoes on.", "paragraph: And on.",
        "directive: ::: module.name\n    options:\n      x: 1",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a {: .b }", [(MarkKind.LITERAL, "{: .b }")]),
        (
            "[a](b){ .c target=_blank }",
            [(MarkKind.OPEN, "["), (MarkKind.CLOSE, "](b)"), (MarkKind.LITERAL, "{ .c target=_blank }")],
        ),
        ("a ++ctrl+alt++", [(MarkKind.LITERAL, "++ctrl+alt++")]),
        ("a :material-check:", [(MarkKind.LITERAL, ":material-check:")]),
        ("a {{ b }}", [(MarkKind.LITERAL, "{{ b }}")]),
    ],
)
def test_markup_of_mkdocs_within_a_text_is_known(text, expected):
    assert marks(text, "mkdocs") == expected


# Hugging Face


def test_components_and_commands_of_hugging_face_are_known(taken_apart):
    text = (
        "# A [[a]]\n\n[[autodoc]] B\n    - c\n    - all\n\n<hfoptions id='d'>\n<hfoption id='e'>\n\n"
        "f [`g`]\n\n</hfoption>\n</hfoptions>\n\n<Tip>\nh\n</Tip>\n"
    )
    assert taken_apart(text, "huggingface") == [
        "heading: A ⟦1⟧", "directive: [[autodoc]] B\n    - c\n    - all", "html: <hfoptions id='d'>",
        "html: <hfoption id='e'>", "paragraph: f ⟦1⟧", "html: </hfoption>", "html: </hfoptions>", "html: <Tip>",
        "paragraph: h", "html: </Tip>",
    ]  # fmt: skip


# MyST


def test_directives_of_myst_hold_text_or_code(taken_apart):
    text = (
        "(a)=\n# A\n\n:::{note} Mind *this*\n:class: x\nb\n:::\n\n```{warning}\nc\n```\n\n````{tab-set}\n"
        "```{tab-item} D\ne\n"
        "```\n````\n\n```{figure} f.png\n:name: g\n:alt: A picture\n\nThe caption.\n```\n\n```{code-cell}\n"
        "h\n```\n\n% i\n\n+++\n\nj\n"
    )
    assert taken_apart(text, "myst") == [
        "directive: (a)=", "heading: A", "directive: :::{note} Mind *this*", "caption: Mind ⟦1⟧this⟦2⟧",
        "directive: :class: x", "paragraph: b", "directive: :::", "directive: ```{warning}", "paragraph: c",
        "directive: ```", "directive: ````{tab-set}", "directive: ```{tab-item} D", "caption: D", "paragraph: e",
        "directive: ```", "directive: ````", "directive: ```{figure} f.png", "directive: :name: g",
        "directive: :alt: A picture", "caption: A picture", "paragraph: The caption.", "directive: ```",
        "code: ```{code-cell}\nh\n```", "directive: % i", "directive: +++", "paragraph: j",
    ]  # fmt: skip


def test_the_title_of_a_role_is_text():
    assert marks("See {ref}`the page <target>` and {py:func}`f`, {{ x }}.", "myst") == [
        (MarkKind.OPEN, "{ref}`"), (MarkKind.CLOSE, " <target>`"), (MarkKind.ROLE, "{py:func}`f`"),
        (MarkKind.LITERAL, "{{ x }}"),
    ]  # fmt: skip


# Pandoc, Jekyll, GitHub


def test_divisions_attributes_and_citations_of_pandoc_are_known(taken_apart):
    assert taken_apart('::: {.callout-note title="Mind this"}\na [b]{.c} [@d]\n:::\n', "pandoc") == [
        'directive: ::: {.callout-note title="Mind this"}',
        "caption: Mind this",
        "paragraph: a [b]⟦1⟧ ⟦2⟧",
        "directive: :::",
    ]


def test_tags_of_jekyll_are_known(taken_apart):
    text = "{% include a.html %}\n\n{% highlight py %}\n# x\n{% endhighlight %}\n\na {{ site.b_c }}\n{: .d}\n"
    assert taken_apart(text, "jekyll") == [
        "directive: {% include a.html %}", "code: {% highlight py %}\n# x\n{% endhighlight %}", "paragraph: a ⟦1⟧\n⟦2⟧",
    ]  # fmt: skip


def test_what_defines_a_link_by_a_tag_of_jekyll_is_no_text(taken_apart):
    text = "a [b][1]\n\n[1]: {{ site.url }}/c d\n[2]: https://e.f\n[g] h\n"
    assert taken_apart(text, "jekyll") == [
        "paragraph: a [b][1]", "directive: [1]: {{ site.url }}/c d", "paragraph: [g] h",
    ]  # fmt: skip


def test_what_makes_a_quote_an_alert_is_markup():
    assert marks("> [!NOTE]\n> a [!b]\n", "github") == [(MarkKind.LITERAL, "[!NOTE]")]


@pytest.mark.parametrize("flavour", ["d2l", "github"])
@pytest.mark.parametrize("text", ['!!! note "a"', "{{< a >}}", "{a} b", "(a)=", "% a", "import a from 'b'", "+++"])
def test_what_looks_like_another_flavour_stays_text(taken_apart, text, flavour):
    assert taken_apart(text, flavour) == [f"paragraph: {text}"]


def test_a_flavour_that_does_not_exist_is_an_error_with_those_that_do():
    with pytest.raises(InputError, match="no flavour 'creole' of Markdown; there are d2l github"):
        read("a", "creole")


@pytest.mark.parametrize(
    ("options", "text", "expected"),
    [
        (ReadingOptions(front_matter=("title",)), "---\ntitle: A b\nx: c\n---\n\nd\n", ["A b", "d"]),
        (ReadingOptions(front_matter=("title",), flavour="hugo"), '+++\ntitle = "A b"\n+++\n\nd\n', ["A b", "d"]),
        (ReadingOptions(comments=True), "```python\nx = 1  # A comment here\n```\n", ["A comment here"]),
        (ReadingOptions(), "---\ntitle: A b\n---\n\n```python\nx = 1  # A comment here\n```\n", []),
    ],
)
def test_front_matter_and_comments_are_texts_if_wanted(options, text, expected):
    document = Markdown().parse(text.encode(), "x.md", options)
    assert [block.text for block in document.blocks if block.text] == expected
    assert {block.kind for block in document.blocks if not block.text} <= {BlockKind.FRONT_MATTER, BlockKind.CODE}


COMMON = (
    "a",
    "b c",
    "Word",
    " ",
    "  ",
    "\t",
    "\n",
    "\n\n",
    "\r\n",
    "\r",
    "> ",
    "- ",
    "1. ",
    "    ",
    "# ",
    "---\n",
    "`",
    "```",
    "```py\n",
    "~~~\n",
    "$",
    "$$",
    "$$\n",
    "*",
    "**",
    "_",
    "[",
    "]",
    "(",
    ")",
    "](u)",
    "![",
    "<",
    ">",
    "</",
    "<b>",
    "</b>",
    "<code>",
    "</code>",
    "<!-- ",
    "-->",
    "<div>\n",
    "\\",
    "  \n",
    "| a | b |\n|---|---|\n",
    "[^1]",
    "&amp;",
    "⟦",
    "⟧",
    "⟦1⟧",
    ":label:`x`\n",
    "\ufeff",
    "中文。",
    "עברית",
    "é",
    "\u00a0",
    "\u2028",
    "\x0b",
    "\x00",
    ". ",
    "😀",
    ":",
    "{",
    "}",
    "{#i}",
    "{: .c }",
    '"',
    "'",
    "+++\n",
    ": ",
)
OWN = {
    "hugo": (
        "{{< note >}}",
        "{{< /note >}}",
        '{{% alert title="A b" %}}\n',
        "{{% /alert %}}\n",
        "{{< mermaid >}}\n",
        "{{< /mermaid >}}\n",
        '{{< g text="x y" >}}',
        "{{<",
        ">}}",
        "{{%",
        "%}}",
        "{{",
        "}}",
        "\n{{< x >}}\n",
    ),
    "mdx": (
        "import a from 'b'\n",
        "export const a = {\n",
        "\n<A>\n",
        "\n</A>\n",
        '<A title="B c">',
        "</A>",
        "<A />",
        "{x}",
        "{/* ",
        "*/}",
        "{`",
        "`}",
        ":::note T\n",
        ":::\n",
        ":::",
        "<>",
        "</>",
        "={",
        "  <B>\n",
        "  </B>\n",
        "<pre>",
    ),
    "vitepress": ("::: tip T\n", ":::\n", "{{ x }}", "{{", "}}", "<<< @/a\n", "[[toc]]\n", "<A />\n", "::: ", ":a-b:"),
    "mkdocs": (
        "!!! note\n",
        '!!! note "T"\n',
        "??? tip\n",
        '=== "T"\n',
        "\n    a\n",
        "\n        b\n",
        "--8<--\n",
        '--8<-- "a"\n',
        "*[A]: b\n",
        "[TOC]\n",
        "::: a.b\n",
        "\n:   c\n",
        "{{ x }}",
        "++a+b++",
        "!!! ",
        "???",
        '"',
    ),
    "huggingface": (
        "[[autodoc]] A\n",
        "    - b\n",
        "<Tip>\n",
        "</Tip>\n",
        "<hfoptions id='a'>\n",
        "</hfoptions>\n",
        "[`a`]",
        "{{ x }}",
        "[[a]]",
        "[[",
        "]]",
    ),
    "myst": (
        "```{note}\n",
        "```{note} T\n",
        "````{tab-set}\n",
        "````\n",
        "```\n",
        ":::{tip} T\n",
        ":::\n",
        ":name: a\n",
        ":alt: a b\n",
        "(a)=\n",
        "% a\n",
        "{ref}`a b <c>`",
        "{ref}`",
        "{{ x }}",
        "```{code-cell}\n",
        ":::{math}\n",
    ),
    "pandoc": ("::: {.a}\n", ":::\n", "[@a]", "@a", "{.a #b}", "]{.c}", "\n:   d\n", "{{< x >}}", "::::: b\n"),
    "jekyll": ("{% include a %}\n", "{% raw %}\n", "{% endraw %}\n", "{{ x }}", "{%", "%}", "{: .a}\n"),
}
TAGS = st.sampled_from(["en", "zh", "es", "ja"])


def glued(flavour):
    return st.lists(st.sampled_from([*COMMON, *OWN[flavour]]), max_size=25).map("".join)


@pytest.mark.thorough
@pytest.mark.parametrize("flavour", sorted(OWN))
def test_awkward_text_of_a_flavour_comes_out_as_it_went_in(flavour):
    @given(glued(flavour), TAGS)
    def check(text, tag):
        document = read(text, flavour)
        assert round_trip_failure(document, Markdown(), tag) == ""
        assert read(text, flavour) == document

    check()


def test_an_export_that_is_never_closed_ends_at_the_next_blank_line(taken_apart):
    assert taken_apart("export const a = {\n  b: 1\n\nA word.\n\n## Two words\n", "mdx") == [
        "code: export const a = {\n  b: 1",
        "paragraph: A word.",
        "heading: Two words",
    ]


def test_an_export_goes_on_behind_blank_lines_within_its_brackets(taken_apart):
    assert taken_apart("export const a = [\n\n  1,\n]\nexport default a\n\nA word.\n", "mdx") == [
        "code: export const a = [\n\n  1,\n]\nexport default a",
        "paragraph: A word.",
    ]


def test_code_in_a_definition_is_no_end_of_a_directive(taken_apart):
    assert taken_apart("Term\n: A word.\n\n    ```\n    x = 1\n    ```\n\nThree more words.\n", "myst") == [
        "paragraph: Term",
        "paragraph: A word.",
        "code: ```\n    x = 1\n    ```",
        "paragraph: Three more words.",
    ]


def test_braces_in_a_string_with_escapes_do_not_count():
    assert marks('A {"\\"}"} b {x}.', "mdx") == [(MarkKind.LITERAL, '{"\\"}"}'), (MarkKind.LITERAL, "{x}")]


@pytest.mark.parametrize("flavour", ["d2l", "github", *sorted(OWN)])
@pytest.mark.parametrize(
    "piece", ["{", "{{< a ", "<a b={", "{/*\n", "<!-- \n", "{% raw %}\n", "`a ``b ", "    !!! a\n"]
)
def test_what_is_never_closed_is_read_at_once(flavour, piece):
    document = read(piece * 1000, flavour)
    assert document.content == Markdown().render(document, {})
