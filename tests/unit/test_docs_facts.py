"""What the documentation says of the code is true of the code."""

import re
import runpy
import tomllib
from pathlib import Path

import pytest
from typer.main import get_command

from amts import errors
from amts.cli.app import app

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "amts"
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def read(page):
    return (ROOT / page).read_text(encoding="utf-8")


def command_names(group, prefix="amts"):
    for name, command in group.commands.items():
        yield f"{prefix} {name}"
        if hasattr(command, "commands"):
            yield from command_names(command, f"{prefix} {name}")


def modules_on_disk():
    files = {path.name for path in PACKAGE.glob("*.py")}
    return files | {f"{path.parent.name}/" for path in PACKAGE.glob("*/__init__.py")}


def levels_of_the_page():
    rows = re.findall(r"^\| (\d+) \| (.+) \|$", read("docs/architecture.md"), re.M)
    return [(int(level), set(re.findall(r"`(\w+)`", names))) for level, names in rows]


def slug(heading):
    return re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-")


def relative_links(page):
    text = re.sub(r"^```.*?^```$", "", page.read_text(encoding="utf-8"), flags=re.M | re.S)
    text = re.sub(r"`[^`\n]*`(?!\])", "", text)
    return [link for link in re.findall(r"\]\(([^)\s]+)\)", text) if not re.match(r"[a-z]+:", link)]


def error_classes(root=errors.AmtsError):
    yield root
    for child in root.__subclasses__():
        yield from error_classes(child)


@pytest.mark.parametrize("command", command_names(get_command(app)))
def test_every_command_is_in_the_guide(command):
    assert re.search(rf"{command}\b", read("docs/guide.md")), f"docs/guide.md does not mention {command}"


def test_the_tree_of_the_architecture_page_is_the_tree_on_disk():
    (tree,) = re.findall(r"^```text\nsrc/amts/\n(.*?)^```$", read("docs/architecture.md"), re.M | re.S)
    assert set(re.findall(r"^  ([\w.]+/?)", tree, re.M)) == modules_on_disk()


def test_the_levels_of_the_architecture_page_are_those_of_the_import_contract():
    contract = PYPROJECT["tool"]["importlinter"]["contracts"][0]["layers"]
    expected = [set(layer.split(" | ")) for layer in contract]
    page = levels_of_the_page()
    assert [names for _, names in page] == expected
    assert [level for level, _ in page] == list(range(len(expected)))[::-1]


def test_every_module_with_a_level_exists():
    known = {name.rstrip("/").removesuffix(".py") for name in modules_on_disk()}
    assert set().union(*(names for _, names in levels_of_the_page())) <= known


def test_decisions_are_numbered_without_gaps():
    decisions = sorted((ROOT / "docs" / "decisions").iterdir())
    assert [path.name[:4] for path in decisions] == [f"{number:03}-" for number in range(1, len(decisions) + 1)]
    for path in decisions:
        assert path.read_text(encoding="utf-8").startswith(f"# {path.name[:3]}: ")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_relative_link_resolves(page):
    for link in relative_links(page):
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), f"{page.name} links to {link}, which does not exist"
        if anchor:
            headings = re.findall(r"^#+ (.+)$", target.read_text(encoding="utf-8"), re.M)
            assert anchor in map(slug, headings), f"{page.name} links to {link}: no such heading"


def test_the_links_of_a_page_are_found():
    assert "docs/guide.md" in relative_links(ROOT / "README.md")


def test_every_error_is_in_the_guide_with_its_exit_code():
    rows = re.findall(r"^\| (\d+) \| (.+?) \|", read("docs/guide.md"), re.M)
    page = {name: int(code) for code, names in rows for name in re.findall(r"`(\w+)`", names)}
    assert page == {each.__name__: each.exit_code for each in error_classes() if each.__module__ == "amts.errors"}


def test_the_newest_version_of_the_changelog_is_that_of_the_project():
    newest = re.search(r"^## \[(\d[^\]]*)\]", read("CHANGELOG.md"), re.M)
    assert newest
    assert newest[1] == PYPROJECT["project"]["version"]


def test_no_number_of_the_readme_is_left_to_fill_in():
    assert re.findall(r"\{\{.*?\}\}", read("README.md")) == []


def test_the_plots_of_the_adaptation_page_are_those_of_its_tables():
    drawn = runpy.run_path(str(ROOT / "benchmarks" / "plots.py"))["plots"](read("docs/adaptation.md"))
    assert drawn == {
        path.name: path.read_text(encoding="utf-8") for path in (ROOT / "docs" / "images").glob("*bleu-*.svg")
    }
    for name in drawn:
        assert f"](images/{name})" in read("docs/adaptation.md")


def test_a_table_is_drawn_with_all_its_numbers():
    table = "| BLEU, en to zh | plain | own |\n|---|---|---|\n| one | 1.5 | **2.5** (+66 %) |\n| drafts | 9.9 | |\n"
    plots = runpy.run_path(str(ROOT / "benchmarks" / "plots.py"))["plots"]
    (picture,) = plots(f"Text\n\n{table}| **average** | 7.5 | 7.5 |\n| all together | 1.6 | 2.4 |\n\nText").values()
    assert sorted(re.findall(r">(\d\.\d)</text>", picture)) == ["1.5", "1.6", "2.4", "2.5"]


@pytest.mark.parametrize("page", sorted(path.relative_to(ROOT).as_posix() for path in ROOT.glob("docs/**/*.md")))
def test_no_page_has_a_place_left_to_fill(page):
    assert "@@" not in (ROOT / page).read_text(encoding="utf-8")
    assert "PENDING" not in (ROOT / page).read_text(encoding="utf-8")
