"""In which language a text is written: by its letters and their neighbours, for a source language of `auto`."""

from __future__ import annotations

from collections import Counter
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from amts.errors import MissingExtraError

if TYPE_CHECKING:
    from collections.abc import Iterable

UNDETERMINED = "und"
# More than this makes the answer no surer.
_ENOUGH = 5_000
# What the model tells apart, but for languages of few texts, for which it takes short ones of their neighbours.
_LANGUAGES = (
    "af am ar az be bg bn br bs ca cs cy da de el en eo es et eu fa fi fr ga gl gu ha he hi hr ht hu hy id is it ja ka "
    "kk km kn ko ku ky lo lt lv mg mk ml mn mr ms mt my ne nl no or pa pl ps pt ro ru si sk sl so sq sr sv sw ta te tg "
    "th tk tl tr tt uk ur uz vi xh yo zh zu"
)
# Characters that only one of the two national standards has are written in only one of the two ways.
_STANDARDS = {"gb2312": "zh-Hans", "big5": "zh-Hant"}


class Guess(NamedTuple):
    """A language that a text may be written in, and how probable that is, 0 to 1."""

    tag: str
    confidence: float


def detect(text: str) -> Guess:
    """Return the most probable language of a text without markup; `und` if it has no letters.

    Chinese is `zh-Hans` or `zh-Hant` by its characters, `zh` if they do not tell.

    Raises:
        MissingExtraError: py3langid is not installed.
    """
    return guesses(text, 1)[0]


def guesses(text: str, limit: int = 5) -> list[Guess]:
    """Return the most probable languages of a text without markup, the first the surest."""
    text = text[:_ENOUGH]
    if not any(map(str.isalpha, text)):
        return [Guess(UNDETERMINED, 0.0)]
    ranking = _identifier().rank(text)[:limit]
    return [Guess(chinese(text) if tag == "zh" else tag, confidence) for tag, confidence in ranking]


def chinese(text: Iterable[str]) -> str:
    """Return `zh-Hans` or `zh-Hant`, as most characters that only one of them has; `zh` if no more than of the other.

    Args:
        text: Chinese.
    """
    counts = Counter(map(_writing, text))
    simplified, traditional = (counts[tag] for tag in _STANDARDS.values())
    if simplified == traditional:
        return "zh"
    return "zh-Hans" if simplified > traditional else "zh-Hant"


@lru_cache(maxsize=8192)
def _writing(character: str) -> str:
    """Return the only way of writing Chinese that has a character; nothing if both have it, or neither."""
    ways = [way for standard, way in _STANDARDS.items() if _has(standard, character)]
    return ways[0] if len(ways) == 1 and character.isalpha() else ""


def _has(standard: str, character: str) -> bool:
    try:
        character.encode(standard)
    except UnicodeEncodeError:
        return False
    return True


@cache
def _identifier() -> Any:
    try:
        from py3langid.langid import MODEL_FILE, LanguageIdentifier
    except ImportError as error:
        msg = "language detection needs the package py3langid, which is not installed: run pip install 'amts[server]'"
        raise MissingExtraError(msg) from error
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(_LANGUAGES.split())
    return identifier
