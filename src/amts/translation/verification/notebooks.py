"""Whether a translated notebook still is a valid one, whose code runs in the language that it is written in."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from amts.records import Finding

if TYPE_CHECKING:
    from amts.records import Document

# What the rules of nbformat are called, in words.
_RULES = {
    "additionalProperties": "has an entry that does not belong there",
    "required": "lacks an entry that it must have",
    "type": "is not of the type that it must be",
    "enum": "has a value that is not allowed there",
    "oneOf": "is not what a cell or an output must be",
    "anyOf": "is not what a cell or an output must be",
    "pattern": "is not written as it must be",
    "minLength": "is too short",
    "maxLength": "is too long",
    "minimum": "is too small",
    "maximum": "is too large",
}
# Where the metadata say what the code is written in.
_LANGUAGES = (("language_info", "name"), ("kernelspec", "language"))


def notebook_findings(source: Document, target: Document) -> list[Finding]:
    """Return the rules of the notebook format that a translation breaks and its source keeps, and another language."""
    if target.format != "notebook" or target.content == source.content:
        return []
    from amts.documents.notebook.format import notebook_failure  # here: it is needed for notebooks only

    before = set(notebook_failure(source.content).splitlines())
    new = [_in_words(line) for line in notebook_failure(target.content).splitlines() if line not in before]
    found = ["; ".join(new)] if new else []
    return [Finding("notebook", 0, detail) for detail in found + _other_language(source, target)]


def _in_words(line: str) -> str:
    """Return a broken rule, such as `cells/1/metadata: required`, as people would say it."""
    place, _, rule = line.rpartition(": ")
    names = place.split("/")
    if names[0] == "cells" and len(names) > 1 and names[1].isdigit():
        names[:2] = [f"cell {int(names[1]) + 1}"]
    return f"{', '.join(names)} {_RULES[rule]}" if rule in _RULES else line


def _other_language(source: Document, target: Document) -> list[str]:
    ours, theirs = (json.loads(each.content.decode("utf-8-sig")).get("metadata") for each in (source, target))
    return [
        f"{entry}: expected {_entry(ours, entry, key)}, found {_entry(theirs, entry, key)}"
        for entry, key in _LANGUAGES
        if _entry(ours, entry, key) != _entry(theirs, entry, key)
    ]


def _entry(metadata: Any, entry: str, key: str) -> str:
    found = metadata.get(entry) if isinstance(metadata, dict) else None
    return str(found.get(key, "nothing")) if isinstance(found, dict) else "nothing"
