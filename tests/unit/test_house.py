"""Rules of the house that no linter holds; see docs/architecture.md."""

import ast
import re
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "src" / "amts"
MODULES = sorted(PACKAGE.rglob("*.py"))
# The program git gets the environment that AMTS was called in, without what would lead it elsewhere.
HANDS_ON = ("storage/git.py", "testing/toy_history.py")
LIBRARY = [
    path for path in MODULES if "cli" not in path.relative_to(PACKAGE).parts and not str(path).endswith(HANDS_ON)
]
SAY_NOTHING = {"utils", "util", "helpers", "helper", "common", "misc", "core", "manager", "base"}


def named(path):
    return path.relative_to(PACKAGE).as_posix()


def dotted(node):
    """Return a name or attribute as it is written, such as `os.environ`."""
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


def forbidden(tree):
    """Yield what only the command line may do: print, exit, read the environment."""
    for node in ast.walk(tree):
        name = dotted(node)
        if name in ("os.environ", "os.getenv", "sys.exit", "os._exit", "sys.stdout", "sys.stderr"):
            yield f"{name} in line {node.lineno}"
        if isinstance(node, ast.Call) and dotted(node.func) in ("print", "exit", "quit", "input"):
            yield f"{dotted(node.func)}() in line {node.lineno}"
        if isinstance(node, ast.Raise) and node.exc and "SystemExit" in ast.dump(node.exc):
            yield f"SystemExit in line {node.lineno}"


def test_no_module_has_a_name_that_says_nothing():
    assert [named(path) for path in MODULES if {*path.relative_to(PACKAGE).parts, path.stem} & SAY_NOTHING] == []


@pytest.mark.parametrize("path", MODULES, ids=named)
def test_rooms_are_small(path):
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 500
    functions = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    assert {node.name: node.end_lineno - node.lineno + 1 for node in functions
            if node.end_lineno - node.lineno >= 60} == {}  # fmt: skip


@pytest.mark.parametrize("path", LIBRARY, ids=named)
def test_the_library_neither_prints_nor_exits_nor_reads_the_environment(path):
    assert list(forbidden(ast.parse(path.read_text(encoding="utf-8")))) == []


@pytest.mark.parametrize(
    "code",
    ["print(1)", "import os; os.environ['x']", "import sys; sys.exit(1)", "raise SystemExit", "raise SystemExit(1)",
     "import os; os.getenv('x')", "import sys; sys.stderr.write('x')", "input()"],
)  # fmt: skip
def test_what_the_library_must_not_do_is_found(code):
    assert list(forbidden(ast.parse(code)))


def test_the_library_is_found():
    assert {"records.py", "engines/phrase/engine.py", "testing/engines.py"} <= {named(path) for path in LIBRARY}
    assert "cli/app.py" not in {named(path) for path in LIBRARY}


@pytest.mark.parametrize("path", LIBRARY, ids=named)
def test_every_module_says_what_it_is_for(path):
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))


def test_a_possessive_group_ends_with_an_alternative_that_fails_at_once():
    # Python before 3.11.3 goes on from where the last, failed repetition of such a group gave up, not from where it
    # began. An alternative that fails without reading a character sets that right: `(?:a|bc|(?!))*+`.
    lacking = re.compile(r"(?<!\\)(?<!\(\?!\))\)(?:[*+?]|\{\d*,?\d*\})\+")
    found = [
        f"{named(path)}: {line.strip()}"
        for path in MODULES
        for line in path.read_text(encoding="utf-8").splitlines()
        if lacking.search(line) and not line.lstrip().startswith("#")
    ]
    assert found == []
