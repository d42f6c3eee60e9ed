"""Whether each side of a pair is in its language: by scripts and common words, and by letters where it is long."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from amts.engines.neural.extras import required
from amts.languages import language
from amts.placeholders import PLACEHOLDER
from amts.translation.verification.scripts import wrong_language

if TYPE_CHECKING:
    from amts.records import Pair

# Of shorter texts, names and terms decide more than the language.
_MIN_LETTERS = 60
# Another language must be as sure as this, and the own one less probable than the rest.
_SURE = 0.99


def wrong_side(pair: Pair, tags: tuple[str, str]) -> str:
    """Return `source-language` or `target-language` if that side is surely in another language; otherwise nothing.

    Raises:
        MissingExtraError: py3langid is not installed.
    """
    for text, tag, name in zip(
        (pair.source.text, pair.target.text), tags, ("source-language", "target-language"), strict=True
    ):
        plain = PLACEHOLDER.sub(" ", text)
        other = tags[0] if name == "target-language" else ""
        if wrong_language(plain, tag, other) or _another(plain, language(tag).primary):
            return name
    return ""


def _another(text: str, primary: str) -> bool:
    identifier = _identifier()
    if sum(map(str.isalpha, text)) < _MIN_LETTERS or primary not in identifier.nb_classes:
        return False
    tag, confidence = identifier.classify(text)
    return bool(tag != primary and confidence >= _SURE)


@cache
def _identifier() -> Any:
    langid = required("py3langid.langid", "train")
    return langid.LanguageIdentifier.from_model_file(langid.MODEL_FILE, norm_probs=True)
