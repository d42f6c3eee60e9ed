"""Which file translates which: path templates such as `{stem}_origin.md={stem}.md` and `en/**=zh/**`."""

from __future__ import annotations

import re
from dataclasses import dataclass

from amts.errors import InputError

# What the placeholders of a template stand for: a file name without its ending, and a path of any depth.
_WILDCARDS = {"{stem}": r"((?:.*/)?)([^/]+)", "**": r"(.+)"}


@dataclass(frozen=True, slots=True)
class PathTemplate:
    """How the path of a translation follows from the path of its source, both relative to the same folder."""

    source: str
    target: str

    def counterpart(self, path: str) -> str | None:
        """Return the path of the translation of the document at `path`, or None if it is no source document."""
        match = re.fullmatch(self._pattern(), path)
        if not match:
            return None
        return self.target.replace("{stem}" if "{stem}" in self.target else "**", "".join(match.groups()))

    def places(self, name: str) -> tuple[str, str]:
        """Return where a document lies by its name, and where its translation does; the inverse of `name`."""
        source, target = (re.sub(r"\{stem\}|\*\*", lambda _: name, side) for side in (self.source, self.target))
        return source, target

    def name(self, path: str) -> str:
        """Return what the document at `path` is called: its stem, or its path below the language's folder."""
        match = re.fullmatch(self._pattern(), path)
        return "".join(match.groups()) if match else path

    def _pattern(self) -> str:
        pieces = re.split(r"(\{stem\}|\*\*)", self.source)
        return "".join(_WILDCARDS.get(piece, re.escape(piece)) for piece in pieces)


def parse_template(text: str) -> PathTemplate:
    """Read a template `SOURCE=TARGET`.

    Raises:
        InputError: it has no `=`, or its sides do not have the same one wildcard, or they are equal.
    """
    source, _, target = text.partition("=")
    wildcards = [re.findall(r"\{stem\}|\*\*", side) for side in (source, target)]
    if len(wildcards[0]) == 1 and wildcards[0] == wildcards[1] and source != target:
        return PathTemplate(source, target)
    msg = (
        f"path template {text!r}: expected SOURCE=TARGET with {{stem}} or ** once on each side, "
        "such as '{stem}_origin.md={stem}.md' or 'en/**=zh/**'"
    )
    raise InputError(msg)
