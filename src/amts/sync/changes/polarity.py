"""Whether a sentence says no, and how strictly it asks: in English, and by their commonest words in seven others."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def _words(alternatives: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{alternatives})(?!\w)", re.I)


# Idioms with such words deny nothing.
_NEGATION = {
    "en": _words(
        r"not(?! only| surprisingly| least)|no(?! matter)|never|without|none|neither|nothing|nobody|nowhere|unless"
    ),
    "es": _words("no|nunca|jamás|sin|ningún|ninguna|ninguno|nada|nadie|ni|tampoco"),
    "fr": re.compile(r"(?<!\w)(?:ne|non|sans|aucune?|jamais|rien|personne|ni)(?!\w)|(?<!\w)n['’]", re.I),
    "de": _words("nicht|nichts|nie|niemals|ohne|kein|keine|keinen|keinem|keiner|keines|niemand|weder"),
    "pt": _words("não|nunca|jamais|sem|nenhum|nenhuma|nada|ninguém|nem|tampouco"),
    "ru": _words("не|ни|нет|без|нельзя|никогда|никто|ничего|никакой"),
    "zh": re.compile("不(?![仅僅但过過断斷同管妨])|[没沒勿莫否]|[无無](?![论論])|未(?![来來必])|非(?!常)"),
    "ja": re.compile("な[いくかけ]|ません|ずに|なし|[不無]|未(?!来)|非(?!常)"),
}
# How strictly something is asked: each group is a degree, and changes within it are none.
_DEGREES = {
    "en": (
        _words("must|shall|ha(?:ve|s|d) to|needs? to|required to"),
        _words("should|ought to"),
        _words("may|might|could|can"),
    ),
    "es": (_words("deben?|debes|tienen? que"), _words("debería[ns]?"), _words("pued(?:en?|es)|podría[ns]?")),
    "fr": (_words("doi(?:t|s|vent)|devez"), _words("devr(?:ait|aient|iez)"), _words("peu(?:t|x|vent)|pouvez")),
    "de": (_words("muss|müssen|musst"), _words("sollte[nt]?|soll(?:en)?"), _words("kann|können|darf|dürfen")),
    "pt": (_words("deve[ms]?|t[eê]m? que"), _words("deveria[ms]?"), _words("pode[ms]?|poderia[ms]?")),
    "ru": (_words("долж(?:ен|на|но|ны)|необходимо"), _words("следует"), _words("может|могут|можно")),
    "zh": (re.compile("必[须須]|一定要"), re.compile("[应應][该該当當]"), re.compile("可能|可以|也[许許]|或[许許]")),
    "ja": (re.compile("なければな|必要が"), re.compile("べき"), re.compile("かもしれ|てもよい|でき")),
}
# What is asked by "can" alone is said in so many ways that only these are told apart.
_STRICT = {"en": _words("must|shall|should|ought to|may|might")}
_FEW = 3
_UNSPACED = frozenset({"zh", "ja"})
_PREFIX = re.compile(r"(?:un|non|in|im|ir|il|dis)(?=\w{5})")


def turns(old: str, new: str, stretches: Sequence[tuple[str, str]], language: str) -> bool:
    """Whether a change makes a sentence deny what it said, or ask more or less strictly.

    Args:
        old: the sentence as it was.
        new: as it is.
        stretches: the words that were, and those that are, at each place that has changed.
        language: the primary subtag of their language; nothing is known of others than the table has.
    """
    if language not in _NEGATION:
        return False
    if language in _UNSPACED:
        return _denies_otherwise(old, new, language) or _asks_otherwise(old, new, language)
    before, after = (" ".join(stretch[side] for stretch in stretches) for side in (0, 1))
    # A stretch of many words is said anew, as it is meant.
    short = [stretch for stretch in stretches if max(words.count(" ") for words in stretch) < _FEW]
    return any(
        check(before, after, language) and any(check(*stretch, language) for stretch in short)
        for check in (_denies_otherwise, _asks_otherwise)
    )


def _denies_otherwise(old: str, new: str, language: str) -> bool:
    negation = _NEGATION[language]
    change = len(negation.findall(new)) - len(negation.findall(old))
    if language == "en":
        gone, came = set(old.split()), set(new.split())
        change += len(_without_prefix(came) & gone) - len(_without_prefix(gone) & came)
    return change != 0


def _without_prefix(words: set[str]) -> set[str]:
    """Return what is left of words such as unlikely and invalid."""
    return {word[match.end() :] for word in words if (match := _PREFIX.match(word))}


def _asks_otherwise(old: str, new: str, language: str) -> bool:
    strict = _STRICT.get(language)
    if strict and sorted(strict.findall(old)) == sorted(strict.findall(new)):
        return False
    return any(len(degree.findall(old)) != len(degree.findall(new)) for degree in _DEGREES[language])
