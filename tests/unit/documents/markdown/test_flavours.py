import pytest

from amts.documents.formats import read_document
from amts.documents.markdown.flavours import FLAVOURS, flavour_of, flavour_of_project, recognise
from amts.records import ReadingOptions


@pytest.mark.parametrize(
    ("text", "flavour"),
    [
        ("See :numref:`a`.", "d2l"),
        ("a\n\n{{< note >}}\nb\n{{< /note >}}", "hugo"),
        ("+++\ntitle = 'a'\n+++\n", "hugo"),
        ("[[autodoc]] A", "huggingface"),
        ("<Tip warning={true}>\n\na\n\n</Tip>", "huggingface"),
        ("import Tabs from '@theme/Tabs';\n\n# a", "mdx"),
        ("!!! note\n    a", "mkdocs"),
        ("??? tip\n    a", "mkdocs"),
        ('=== "Python"\n\n    a', "mkdocs"),
        ('--8<-- "a.md"', "mkdocs"),
        ("```{note}\na\n```", "myst"),
        (":::{tip}\na\n:::", "myst"),
        ("See {ref}`a`.", "myst"),
        ("(a)=\n# A", "myst"),
        ("::: tip A\nb\n:::", "vitepress"),
        ("<<< @/a.js", "vitepress"),
        ("[[toc]]", "vitepress"),
        ("<script setup>\nimport A from './A.vue'\n</script>", "vitepress"),
        ("::: {.callout-note}\na\n:::", "pandoc"),
        ("See [a]({{ site.url }}/b).", "jekyll"),
        ("{% include b.html %}", "jekyll"),
    ],
)
def test_markup_beyond_doubt_shows_the_flavour(text, flavour):
    assert recognise(text.encode()) == flavour
    assert flavour in FLAVOURS


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# a\n\n- b\n",
        "Use `{{< note >}}`.",
        "```\n!!! note\n    a\n```",
        "~~~~\n{{< note >}}\n```\n~~~~",
        "```{r}\nx\n```",
        "```{.python .input}\nx\n```",
        "Wow!!! note",
        "import a from the shop",
        "a {b}`c`",
        "~~~ {#a .b}\n:::{tip}\n~~~",
        "    ```\n    [[toc]]\n    ```",
        "a === b",
    ],
)
def test_other_markup_shows_none(text):
    assert recognise(text.encode()) == ""


@pytest.mark.parametrize(
    ("name", "content", "flavour"),
    [
        ("mkdocs.yml", "", "mkdocs"),
        ("docusaurus.config.ts", "", "mdx"),
        ("hugo.toml", "", "hugo"),
        ("config.toml", "baseURL = 'x'", "hugo"),
        ("config.toml", "x = 1", ""),
        (".vitepress/config.js", "", "vitepress"),
        ("conf.py", "extensions = ['myst_parser']", "myst"),
        ("conf.py", "extensions = []", ""),
        ("config.ini", "[project]\nname = d2l", "d2l"),
        ("_config.yml", "theme: x", "jekyll"),
        ("_quarto.yml", "", "pandoc"),
        ("README.txt", "", ""),
    ],
)
def test_the_project_around_a_file_shows_the_flavour(tmp_path, name, content, flavour):
    (tmp_path / ".git").mkdir()
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text(content)
    (tmp_path / "docs" / "en").mkdir(parents=True)
    assert flavour_of_project(tmp_path / "docs" / "en" / "a.md") == flavour_of_project(tmp_path) == flavour


def test_a_project_above_the_repository_does_not_count(tmp_path):
    (tmp_path / "mkdocs.yml").write_text("")
    (tmp_path / "book" / ".git").mkdir(parents=True)
    assert flavour_of_project(tmp_path / "book" / "a.md") == ""


@pytest.mark.parametrize(
    ("name", "text", "wanted", "project", "flavour"),
    [
        ("a.md", "!!! note\n    a", "hugo", "mdx", "hugo"),
        ("a.mdx", "!!! note\n    a", "", "hugo", "mdx"),
        ("a.md", "!!! note\n    a", "", "hugo", "mkdocs"),
        ("a.md", "a", "", "hugo", "hugo"),
        ("a.md", "a", "", "", "github"),
        ("a.md", "a", "docusaurus", "", "mdx"),
    ],
)
def test_what_is_wanted_comes_before_name_text_and_project(name, text, wanted, project, flavour):
    assert flavour_of(text.encode(), ReadingOptions(wanted, project), name) == flavour


def test_a_document_that_is_read_has_the_flavour_of_its_project(tmp_path):
    (tmp_path / "mkdocs.yml").write_text("")
    page = tmp_path / "a.md"
    page.write_text("a ++b++\n")
    assert read_document(page).flavour == "mkdocs"
    assert read_document(page, options=ReadingOptions(flavour="github")).flavour == "github"


def test_the_cells_of_a_notebook_have_the_flavour_of_its_project(tmp_path):
    (tmp_path / "mkdocs.yml").write_text("")
    notebook = tmp_path / "a.ipynb"
    notebook.write_text('{"cells": [{"cell_type": "markdown", "metadata": {}, "source": ["a ++b++"]}], "metadata": {}}')
    assert read_document(notebook).flavour == "mkdocs"
