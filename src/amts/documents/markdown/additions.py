"""What each flavour of Markdown adds to CommonMark: rules for lines, and markup within texts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from amts.documents.markdown.flavours import Additions
from amts.documents.markdown.inline_finder import InlineFinder
from amts.documents.markdown.rules import huggingface, mdx, mkdocs, myst
from amts.documents.markdown.rules.colon_fences import container_lines, identifier_lines
from amts.documents.markdown.rules.hugo import SHORTCODE, SHORTCODE_WITH_TEXT, shortcode_lines
from amts.documents.markdown.rules.liquid import liquid_lines
from amts.documents.markdown.rules.mdx import JsxReader
from amts.documents.markdown.rules.vitepress import include_lines
from amts.documents.markdown.text_marks import USUAL_TEXT_MARKS, TextMarks
from amts.records import MarkKind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from amts.documents.markdown.lines import Rule

# `{#id}`, `{.class key="value"}`, `{: .class }`, after what they belong to.
_ATTRIBUTES = ("{", r":?[ ]{0,3}(?:[#.][^{}\n]*|[\w-]+=[^{}\n]*)\}")
_EMOJI = (":", r"(?<![\w:]:)[a-z][a-z0-9_+-]*:(?![\w:])")
_KEYS = ("+", r"\+[\w+-]+\+\+")
_HEADING_NAME = ("[", r"\[[^\[\]\n]*\]\]")
_CITATION = ("[", r"-?@[^\[\]\n]*\]")
_CITED = ("@", r"(?<!\w@)[A-Za-z][\w:.-]*\w")
_INTERPOLATION = ("{", r"\{(?:[^{}]|\{[^{}]*\}|\}(?!\})){0,2000}?\}\}", MarkKind.LITERAL)
_LIQUID = ("{", r"%[^%]{0,2000}%\}", MarkKind.LITERAL)
_ROLE = ("{", r"[\w:.+-]+\}(?P<role>`+)(?!`)[^`]*(?P=role)(?!`)", MarkKind.ROLE)
_TITLED_ROLE = ("{", r"[\w:.+-]+\}`(?!`)(?P<title>[^`<>]*[^`<>\s])\s*<[^`<>]+>`(?!`)", MarkKind.ROLE)
_COMMENT = ("<", r"!--.*?(?:-->|\Z)", MarkKind.HTML)
_CODE_LINK = ("[", r"`[^`\n]*`\](?![(\[])", MarkKind.ROLE)


def _rules(rules: Mapping[str, Sequence[Rule]]) -> Mapping[int, Sequence[Rule]]:
    """Return rules by byte, of rules by the characters that a line of theirs begins with one of."""
    return {ord(first): chosen for firsts, chosen in rules.items() for first in firsts}


ADDITIONS: Mapping[str, Additions] = {
    "github": Additions(USUAL_TEXT_MARKS, _rules({":": (container_lines,)}), hint=b":::"),
    "hugo": Additions(
        TextMarks(_ATTRIBUTES, _EMOJI),
        _rules({"{": (shortcode_lines,)}),
        InlineFinder([("{", SHORTCODE_WITH_TEXT, MarkKind.HTML), ("{", SHORTCODE, MarkKind.HTML)]),
    ),
    "jekyll": Additions(
        TextMarks(_ATTRIBUTES, _EMOJI),
        _rules({"{[": (liquid_lines,)}),
        InlineFinder([_INTERPOLATION, _LIQUID]),
    ),
    "mdx": Additions(
        TextMarks(_EMOJI),
        _rules(
            {
                "<": (mdx.tag_lines,),
                "{": (mdx.expression_lines,),
                "ie": (mdx.module_lines,),
                ":": (container_lines,),
            }
        ),
        InlineFinder([_COMMENT], JsxReader),
    ),
    "huggingface": Additions(
        TextMarks(_HEADING_NAME),
        _rules({"<": (huggingface.component_lines,), "[": (huggingface.command_lines,)}),
        InlineFinder([_INTERPOLATION, _CODE_LINK]),
    ),
    "vitepress": Additions(
        TextMarks(_ATTRIBUTES, _EMOJI),
        _rules({":": (container_lines,), "<": (include_lines,), "[": (mkdocs.contents_lines,)}),
        InlineFinder([_INTERPOLATION]),
    ),
    "mkdocs": Additions(
        TextMarks(_ATTRIBUTES, _EMOJI, _KEYS),
        _rules(
            {
                "!?=": (mkdocs.admonition_lines,),
                "-": (mkdocs.snippet_lines,),
                "{": (mkdocs.inclusion_lines,),
                "[": (mkdocs.contents_lines,),
                "*": (mkdocs.abbreviation_lines,),
                ":": (identifier_lines, mkdocs.definition_lines),
            }
        ),
        InlineFinder([_INTERPOLATION, _LIQUID]),
    ),
    "myst": Additions(
        TextMarks(_ATTRIBUTES),
        _rules(
            {
                "`~": (myst.directive_lines,),
                ":": (myst.directive_lines, mkdocs.definition_lines),
                "(%+": (myst.mark_lines,),
            }
        ),
        InlineFinder([_TITLED_ROLE, _ROLE, _INTERPOLATION]),
    ),
    "pandoc": Additions(
        TextMarks(_ATTRIBUTES, _CITATION, _CITED),
        _rules({":": (container_lines, mkdocs.definition_lines), "{": (shortcode_lines,)}),
        InlineFinder([("{", SHORTCODE, MarkKind.LITERAL)]),
    ),
}
