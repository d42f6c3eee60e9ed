"""Name to class for every family of backends: built-in ones from a table, others from entry points."""

from __future__ import annotations

from importlib import import_module
from importlib.metadata import entry_points
from typing import Any

from amts.errors import InputError

# A table rather than entry points for the built-ins: a checkout needs no reinstall to see a new one.
_BUILT_IN: dict[str, dict[str, str]] = {
    "amts.formats": {
        "asciidoc": "amts.documents.asciidoc.format:AsciiDoc",
        "html": "amts.documents.markup.html:Html",
        "svg": "amts.documents.markup.svg:Svg",
        "xml": "amts.documents.markup.xml:Xml",
        "docx": "amts.documents.word.format:Docx",
        "pptx": "amts.documents.powerpoint.format:Pptx",
        "xlsx": "amts.documents.excel.format:Xlsx",
        "markdown": "amts.documents.markdown.format:Markdown",
        "po": "amts.documents.po.format:Po",
        "notebook": "amts.documents.notebook.format:Notebook",
        "jsonl": "amts.documents.datasets.json_lines:JsonLines",
        "csv": "amts.documents.datasets.delimited:Csv",
        "tsv": "amts.documents.datasets.delimited:Tsv",
        "plaintext": "amts.documents.plaintext:PlainText",
        "restructured": "amts.documents.restructured.format:RestructuredText",
        "xliff": "amts.documents.xliff.format:Xliff",
    },
    "amts.engines": {
        "phrase": "amts.engines.phrase.trainer:PhraseTrainer",
        "llm": "amts.engines.llm.opening:open_cached_llm",
        "neural": "amts.engines.neural.opening:open_from_settings",
        "apertium": "amts.engines.apertium:open_from_settings",
        "amazon": "amts.engines.amazon.opening:open_amazon",
    },
    # Of engines that come ready-made for certain languages: which they are.
    "amts.pairs": {
        "apertium": "amts.engines.apertium:installed_pairs",
    },
    "amts.exchange": {
        "csv": "amts.parallel.delimited:Csv",
        "tsv": "amts.parallel.delimited:Tsv",
        "tmx": "amts.parallel.tmx:Tmx",
    },
}


def names(family: str) -> list[str]:
    """Return the names registered in a family such as `amts.formats`."""
    return sorted({*_BUILT_IN.get(family, {}), *(entry.name for entry in entry_points(group=family))})


def load(family: str, name: str) -> Any:
    """Return the class registered under a name; its module is imported only now.

    Raises:
        InputError: no such name in the family, or two packages claim it.
    """
    found = list(entry_points(group=family, name=name))
    if name in _BUILT_IN.get(family, {}) and not found:
        module, _, attribute = _BUILT_IN[family][name].partition(":")
        return getattr(import_module(module), attribute)
    if len(found) == 1 and name not in _BUILT_IN.get(family, {}):
        return found[0].load()
    kind = family.removeprefix("amts.").rstrip("s")
    if found:
        owners = ", ".join(sorted(entry.dist.name if entry.dist else entry.value for entry in found))
        msg = f"{kind} {name!r} is registered more than once (by {owners}): uninstall one of them"
        raise InputError(msg)
    msg = f"unknown {kind} {name!r}: available are {', '.join(names(family))}"
    raise InputError(msg)
