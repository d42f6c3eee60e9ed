"""Code as an anchor: what of it is equal in a translation."""

from __future__ import annotations

import re

from amts.documents.embedded.comment_syntaxes import syntax_of
from amts.documents.embedded.comments import without_comments

_D2L_TAB = re.compile(r"^#@tab (.*)$", re.M)
_LONG_STRING = re.compile(r'"""[\s\S]*?"""|\'\'\'[\s\S]*?\'\'\'')
_STRING = re.compile(r"\"[^\"\\\n]*(?:\\.[^\"\\\n]*)*\"|'[^'\\\n]*(?:\\.[^'\\\n]*)*'")
# Of most languages; of the others, what is left in the key tells code apart all the same.
_COMMENT = re.compile(r"(?:#|//).*")


def code_key(code: str, language: str = "") -> str:
    """Return code without comments, strings and white space, with its d2l tab: equal in a translation.

    Args:
        code: the code, with its fences or without.
        language: what it is written in, if that is known: a name, or the info string of a fence.
    """
    tab = _D2L_TAB.search(code) if "#@tab " in code else None
    known = bool(language) and syntax_of(language) is not None
    bare = without_comments(code, language) if known else code
    bare = _LONG_STRING.sub("", bare) if '"""' in bare or "'''" in bare else bare
    bare = _STRING.sub("", bare)
    if not known and ("#" in bare or "//" in bare):
        bare = _COMMENT.sub("", bare)
    return f"code:{tab[1].strip() if tab else ''}:{''.join(bare.split())}"
