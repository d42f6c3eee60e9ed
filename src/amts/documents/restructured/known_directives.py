"""What the directives of docutils, Sphinx and its extensions hold: text, code, or something for tools."""

from __future__ import annotations

from enum import Enum, auto
from typing import NamedTuple

from amts.records import BlockKind


class Argument(Enum):
    """What stands behind the name of a directive."""

    NONE = auto()
    TITLE = auto()
    VERSION = auto()
    CODE = auto()
    UNKNOWN = auto()


class Content(Enum):
    """What stands below it."""

    BODY = auto()
    CELLS = auto()
    LEGEND = auto()
    ENTRIES = auto()
    GLOSSARY = auto()
    CSV = auto()
    CODE = auto()
    MATH = auto()
    HTML = auto()
    NONE = auto()
    OPAQUE = auto()
    UNKNOWN = auto()


class Reading(NamedTuple):
    """How a directive is read; `kind` is that of the block for what opens it."""

    argument: Argument
    content: Content
    kind: BlockKind = BlockKind.DIRECTIVE


_UNKNOWN = Reading(Argument.UNKNOWN, Content.UNKNOWN)
_DESCRIPTION = Reading(Argument.CODE, Content.BODY)
_NAMES = {
    Reading(Argument.NONE, Content.BODY): (
        "attention caution danger error hint important note tip warning seealso epigraph highlights pull-quote compound"
        " header footer todo hlist tab-set tabs grid-item line-block list acks centered-block details sidebar-note meta"
    ),
    Reading(Argument.TITLE, Content.BODY): (
        "admonition topic sidebar rubric centered dropdown tab-item tab group-tab card grid-item-card replace table"
        " collapse toggle"
    ),
    Reading(Argument.TITLE, Content.CELLS): "list-table flat-table",
    Reading(Argument.TITLE, Content.CSV): "csv-table",
    Reading(Argument.TITLE, Content.NONE): "contents title",
    Reading(Argument.VERSION, Content.BODY): "versionadded versionchanged deprecated versionremoved",
    Reading(Argument.CODE, Content.LEGEND, BlockKind.IMAGE): "figure",
    Reading(Argument.CODE, Content.NONE, BlockKind.IMAGE): "image thumbnail video",
    Reading(Argument.NONE, Content.ENTRIES): "toctree",
    Reading(Argument.NONE, Content.GLOSSARY): "glossary",
    Reading(Argument.CODE, Content.CODE): (
        "code-block code sourcecode literalinclude prompt doctest testsetup testcode testoutput testcleanup ipython"
        " plot graphviz digraph graph mermaid uml plantuml productionlist highlight program-output command-output"
        " jupyter-execute runblock parsed-literal click cli altair-plot bokeh-plot"
    ),
    Reading(Argument.CODE, Content.MATH): "math",
    Reading(Argument.CODE, Content.HTML): "raw",
    Reading(Argument.CODE, Content.NONE): (
        "include index role default-role currentmodule tabularcolumns sectionauthor codeauthor moduleauthor"
        " rst-class cssclass date unicode autosummary inheritance-diagram program target-notes sectnum"
        " section-numbering argparse sphinx_argparse_cli currentlibrary minigallery bibliography"
        " nbgallery postlist update comment"
    ),
    _DESCRIPTION: (
        "container only class ifconfig function method classmethod staticmethod attribute property data exception"
        " decorator decoratormethod module option cmdoption envvar confval describe object describe-object"
        " macro struct union enum enumerator type member var namespace directive grid card-carousel"
        " automodule autoclass"
    ),
}  # fmt: skip
_BY_NAME = {name: found for found, names in _NAMES.items() for name in names.split()}


def reading_of(name: str) -> Reading:
    """Return how a directive is read.

    One of a domain (`py:function`) or of autodoc describes an object, with text below. Of any other that is not known,
    the content is text if it looks like it.
    """
    name = name.lower()
    if name in _BY_NAME:
        return _BY_NAME[name]
    if ":" in name or name.startswith("auto"):
        return _DESCRIPTION
    return _UNKNOWN
