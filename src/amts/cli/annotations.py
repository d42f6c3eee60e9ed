"""What `amts check` finds, as code hosts read it: SARIF 2.1.0, and the workflow commands of GitHub Actions."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.metadata import version
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Sequence

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_HOME = "https://github.com/amts-project/amts"
# What the levels of SARIF are called by GitHub.
_COMMANDS = {"error": "error", "warning": "warning", "note": "notice"}


@dataclass(frozen=True, slots=True)
class Annotation:
    """Something that was found.

    Attributes:
        rule: the code of what it is.
        level: `error`, `warning` or `note`.
        path: the file, from the repository's root, with `/`.
        line: its line, from 1; 0 for the file as a whole.
        message: what is wrong.
    """

    rule: str
    level: str
    path: str
    line: int
    message: str


def text_line(each: Annotation) -> str:
    """Return an annotation as compilers write them."""
    place = f"{each.path}:{each.line}" if each.line else each.path
    return f"{place}: {each.level}: {' '.join(each.message.splitlines())} [{each.rule}]"


def github_command(each: Annotation) -> str:
    """Return an annotation as a workflow command."""
    properties = {"file": each.path, **({"line": str(each.line)} if each.line else {}), "title": f"amts: {each.rule}"}
    said = ",".join(f"{name}={_escaped(value, ':,')}" for name, value in properties.items())
    return f"::{_COMMANDS[each.level]} {said}::{_escaped(each.message)}"


def _escaped(text: str, more: str = "") -> str:
    """Return a text without the characters that end a command, or a property of it."""
    return "".join(f"%{ord(sign):02X}" if sign in f"%\r\n{more}" else sign for sign in text)


def sarif(found: Sequence[Annotation], rules: dict[str, str]) -> dict[str, Any]:
    """Return annotations as a log of SARIF 2.1.0.

    Args:
        found: the annotations.
        rules: what each code of a rule means.
    """
    places = {code: index for index, code in enumerate(rules)}
    driver = {
        "name": "amts",
        "version": version("amts"),
        "informationUri": _HOME,
        "rules": [{"id": code, "shortDescription": {"text": text}} for code, text in rules.items()],
    }
    results = [_result(each, places[each.rule]) for each in found]
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}


def _result(each: Annotation, rule: int) -> dict[str, Any]:
    place: dict[str, Any] = {"artifactLocation": {"uri": quote(each.path), "uriBaseId": "%SRCROOT%"}}
    if each.line:
        place["region"] = {"startLine": each.line}
    return {
        "ruleId": each.rule,
        "ruleIndex": rule,
        "level": each.level,
        "message": {"text": each.message},
        "locations": [{"physicalLocation": place}],
    }
