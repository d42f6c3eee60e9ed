r"""Where comments stand in code, by programming language: what opens and closes them, and what only looks like one.

A syntax is one regular expression that reads code from left to right: what is no comment but may hold the signs of one
(strings, regular expressions, here-documents), comments in blocks, comments up to the end of the line. A string that
is not closed hides the rest of its line, or of the code: what is taken for a comment must surely be one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache


@dataclass(frozen=True, slots=True)
class Syntax:
    """What stands for what in code; regular expressions, but for the signs that open and close block comments."""

    skipped: tuple[str, ...]
    line: str = ""
    blocks: tuple[tuple[str, str], ...] = ()

    @property
    def pattern(self) -> re.Pattern[str]:
        """What finds the next comment (the group `line` or `block`) or what only looks like one (no group)."""
        blocks = [rf"{re.escape(opening)}[\s\S]*?(?:{re.escape(closing)}|\Z)" for opening, closing in self.blocks]
        parts = [f"(?P<block>{'|'.join(blocks)})"] if blocks else []
        parts += [f"(?P<line>{self.line}[^\r\n]*)"] if self.line else []
        return re.compile("|".join([*self.skipped, *parts]), re.M)


_DOUBLE = r'"(?:\\[^\r\n]|[^"\\\r\n])*(?:"|$|\\$)'
_SINGLE = r"'(?:\\[^\r\n]|[^'\\\r\n])*(?:'|$|\\$)"
# Of a letter only: an apostrophe may also open a lifetime of Rust, or a type variable.
_LETTER = r"'(?:\\[^'\r\n]+|[^'\\\r\n])'"
_TRIPLE = (r'"""(?:\\[\s\S]|[^\\])*?(?:"""|\Z)', r"'''(?:\\[\s\S]|[^\\])*?(?:'''|\Z)")
_BACKTICK = r"`(?:\\[\s\S]|[^`\\])*(?:`|\Z)"
# Behind these signs a slash cannot divide: it opens a regular expression.
_REGEX = r"[(=,:\[!&|?{};][ \t]*/(?![*/])(?:\\[^\r\n]|\[(?:\\[^\r\n]|[^\]\\\r\n])*\]|[^/\\\r\n\[])+/"
_RAW_RUST = r'\br#+"[\s\S]*?(?:"#|\Z)'
_RAW_CPP = r'\bR"\([\s\S]*?(?:\)"|\Z)'
_DOUBLED = r"'(?:''|[^'])*(?:'|\Z)"
_SHELL_STRINGS = (r"\\.", r"'[^']*(?:'|\Z)", r'"(?:\\[\s\S]|[^"\\])*(?:"|\Z)')
_HERE_DOCUMENT = (
    r"<<[-~]?[ \t]*(?P<quote>['\"]?)(?P<word>[A-Za-z_]\w*)(?P=quote)[^\r\n]*(?:\r?\n(?![ \t]*(?P=word)\b).*)*"
)
# A block of text, whose lines may begin with `#`, and strings, which begin where a value does.
_YAML_BLOCK = r"^(?P<margin> *)[^\s#][^\r\n]*?[:-] [|>][-+0-9]*[ \t]*$(?:\r?\n(?:(?P=margin) +[^\r\n]*|[ \t]*$))*"
_YAML_STRINGS = (r"(?<=[:\-,\[{] )'(?:''|[^'])*'", r'(?<=[:\-,\[{] )"(?:\\[\s\S]|[^"\\])*"')

_C_BLOCK = (("/*", "*/"),)
_SLASHES = r"(?<!:)//"
# `#` within a word, such as in `$#` or in an address, opens no comment.
_HASH = r"(?<![^\s;(){}\[\]>])#"

_C = Syntax((_RAW_CPP, _DOUBLE, _LETTER), _SLASHES, _C_BLOCK)
_JAVA = Syntax((_TRIPLE[0], _DOUBLE, _LETTER), _SLASHES, _C_BLOCK)
_SCRIPT = Syntax((_BACKTICK, _REGEX, _DOUBLE, _SINGLE), _SLASHES, _C_BLOCK)
_PYTHON = Syntax((*_TRIPLE, _DOUBLE, _SINGLE), "#")
_HASHES = Syntax((_DOUBLE, _SINGLE), _HASH)
_SHELL = Syntax((_HERE_DOCUMENT, *_SHELL_STRINGS), _HASH)
_PERCENT = Syntax((r"\\.",), "%")
_LISP = Syntax((r"\\.", r'"(?:\\[\s\S]|[^"\\])*(?:"|\Z)', r"#\|[\s\S]*?(?:\|#|\Z)"), ";")
_FULL_LINES = Syntax((), r"(?:(?<=^)|(?<=^[ \t]))#")

_SYNTAXES: tuple[tuple[str, Syntax], ...] = (
    ("c cc cpp c++ cxx h hpp cuda arduino objective-c objc objectivec d zig glsl hlsl wgsl proto protobuf", _C),
    ("rust rs", Syntax((_RAW_RUST, _DOUBLE, _LETTER), _SLASHES, _C_BLOCK)),
    ("go golang", Syntax((r"`[^`]*(?:`|\Z)", _DOUBLE, _LETTER), _SLASHES, _C_BLOCK)),
    ("java kotlin kt scala swift groovy gradle solidity", _JAVA),
    ("c# csharp cs", Syntax((r'@"(?:""|[^"])*(?:"|\Z)', *_JAVA.skipped), _SLASHES, _C_BLOCK)),
    ("js javascript mjs cjs node jsx ts typescript tsx mts json jsonc json5 angular-ts", _SCRIPT),
    ("dart", Syntax((*_TRIPLE, _DOUBLE, _SINGLE), _SLASHES, _C_BLOCK)),
    ("php", Syntax((_DOUBLE, _SINGLE), rf"(?:{_SLASHES}|#(?!\[))", _C_BLOCK)),
    ("scss sass less stylus", Syntax((_DOUBLE, _SINGLE), _SLASHES, _C_BLOCK)),
    ("css", Syntax((_DOUBLE, _SINGLE), "", _C_BLOCK)),
    ("hcl terraform tf", Syntax((_HERE_DOCUMENT, _DOUBLE), rf"(?:{_SLASHES}|{_HASH})", _C_BLOCK)),
    ("python py python3 py3 pycon ipython ipython3 sage starlark bazel", _PYTHON),
    ("toml", _PYTHON),
    ("sh bash shell zsh fish ksh", _SHELL),
    ("ruby rb perl pl crystal", Syntax((_HERE_DOCUMENT, _REGEX, _DOUBLE, _SINGLE), _HASH)),
    ("r elixir ex exs nim tcl gdscript awk nginx cmake graphql gql promql coffee coffeescript", _HASHES),
    ("make makefile", Syntax((r"\\.",), _HASH)),
    ("dockerfile docker gitignore", _FULL_LINES),
    ("yaml yml", Syntax((_YAML_BLOCK, *_YAML_STRINGS), r"(?<!\S)#")),
    ("julia jl", Syntax((_TRIPLE[0], _DOUBLE, _LETTER), "#", (("#=", "=#"),))),
    ("powershell ps1 ps pwsh", Syntax((_DOUBLE, r"'[^']*(?:'|\Z)"), _HASH, (("<#", "#>"),))),
    ("sql mysql postgresql postgres sqlite plsql tsql", Syntax((_DOUBLED, r'"[^"\r\n]*(?:"|$)'), "--", _C_BLOCK)),
    ("lua", Syntax((_DOUBLE, _SINGLE, r"(?<!--)\[\[[\s\S]*?(?:\]\]|\Z)"), "--", (("--[[", "]]"),))),
    ("haskell hs elm purescript", Syntax((_DOUBLE, _LETTER), r"--+(?![!#$%&*+./<=>?@\\^|~])", (("{-", "-}"),))),
    ("ada vhdl", Syntax((r'"[^"\r\n]*(?:"|$)',), "--")),
    ("tex latex bibtex", _PERCENT),
    ("matlab octave", Syntax((r"(?<=[\w)\]}.'])'", _DOUBLED, r'"[^"\r\n]*(?:"|$)'), "%", (("%{", "%}"),))),
    ("erlang erl prolog", Syntax((_DOUBLE, _SINGLE, r"\$."), "%")),
    ("lisp common-lisp elisp emacs-lisp clojure clj scheme racket", _LISP),
    ("asm nasm assembly", Syntax((_DOUBLE, _SINGLE), ";")),
    ("ini cfg conf properties desktop systemd", Syntax((), r"(?:(?<=^)|(?<=^[ \t]))[;#]")),
    ("html xml svg vue vue-html angular-html svelte astro xhtml htm jinja", Syntax((), "", (("<!--", "-->"),))),
)
_BY_NAME = {name: syntax for names, syntax in _SYNTAXES for name in names.split()}
# What stands before the language in the info string of some flavours: `{code-cell} python`, `{.python .input}`.
_NAME = re.compile(r"[A-Za-z][\w+#-]*")
_DIRECTIVES = frozenset({"code", "code-block", "code-cell", "sourcecode", "highlight"})


def block_closings() -> dict[str, str]:
    """Return what closes a comment in each syntax that has such comments, and what opens it."""
    return {closing: opening for _, syntax in _SYNTAXES for opening, closing in syntax.blocks}


@cache
def syntax_of(language: str) -> Syntax | None:
    """Return the syntax of a language, by its name or the info string of a fence; None if it is not known."""
    names = (name.lower() for name in _NAME.findall(language[:200]))
    name = next((name for name in names if name not in _DIRECTIVES), "")
    return _BY_NAME.get(name)


@cache
def pattern_of(syntax: Syntax) -> re.Pattern[str]:
    """Return what finds the comments of a syntax."""
    return syntax.pattern
