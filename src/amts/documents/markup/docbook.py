"""Which elements of XML vocabularies hold text, stand within it, or are opaque: DocBook 4 and 5, Android's strings."""

from __future__ import annotations

from amts.documents.markup.elements import Role
from amts.records import BlockKind

# Versions 4 and 5, with the elements that the manual of PHP adds. What is not listed holds texts.
_ROLES = {
    Role.INLINE: "abbrev acronym annotation application citation citetitle emphasis firstterm foreignphrase glossterm "
    "guibutton guiicon guilabel guimenu guimenuitem guisubmenu jobtitle link menuchoice orgname phrase productname "
    "quote remark subscript superscript trademark ulink wordasword xref olink anchor co footnoteref biblioref",
    Role.CODE: "accel arg citerefentry classname code command computeroutput constant database email enumname "
    "enumvalue envar errorcode errorname errortext errortype exceptionname filename function group hardware "
    "initializer interface interfacename keycap keycode keycombo keysym literal markup medialabel methodname modifier "
    "mousebutton nonterminal ooclass ooexception oointerface option optional package parameter productnumber prompt "
    "property refname replaceable returnvalue sgmltag shortcut structfield structname symbol systemitem tag token "
    "type uri userinput varargs varname void",
    Role.MATH: "inlineequation",
    Role.DRAWING: "indexterm",
    Role.OPAQUE: "address classsynopsis classsynopsisinfo cmdsynopsis constraintdef constructorsynopsis "
    "destructorsynopsis enumsynopsis equation fieldsynopsis funcsynopsis funcsynopsisinfo functionsynopsis imageobject "
    "audioobject videoobject include informalequation literallayout methodsynopsis packagesynopsis productionset "
    "programlisting programlistingco screen screenco synopsis author authorgroup bibliomisc copyright date edition "
    "editor isbn issn othercredit personname pubdate releaseinfo refentrytitle refmiscinfo revhistory revnumber "
    "volumenum math svg versions",
}
_CODE = "literallayout programlisting programlistingco screen screenco synopsis"
_SYNOPSES = "class cmd constructor destructor enum field func function method package"
_HEADINGS = {
    1: "book part set reference chapter appendix preface article glossary bibliography index refentry",
    2: "section sect1 refsect1 refsection simplesect",
    3: "sect2 refsect2",
    4: "sect3 refsect3",
    5: "sect4",
    6: "sect5",
}

DOCBOOK_ROLES = {name: role for role, names in _ROLES.items() for name in names.split()}
DOCBOOK_OPAQUE = dict.fromkeys((*_CODE.split(), *(f"{name}synopsis" for name in _SYNOPSES.split())), BlockKind.CODE) | {
    "imageobject": BlockKind.IMAGE,
    "equation": BlockKind.MATH,
    "informalequation": BlockKind.MATH,
}
DOCBOOK_KINDS = {
    "title": (BlockKind.CAPTION, 0),
    "caption": (BlockKind.CAPTION, 0),
    "entry": (BlockKind.CELL, 0),
    "td": (BlockKind.CELL, 0),
    "th": (BlockKind.CELL, 0),
    "term": (BlockKind.ITEM, 0),
    "member": (BlockKind.ITEM, 0),
    "listitem": (BlockKind.ITEM, 0),
    "info/title": (BlockKind.HEADING, 1),
    **{f"{name}/title": (BlockKind.HEADING, level) for level, names in _HEADINGS.items() for name in names.split()},
}
DOCBOOK_ROOTS = frozenset(" ".join(_HEADINGS.values()).split()) | {"glossentry", "para", "simpara", "phpdoc"}
