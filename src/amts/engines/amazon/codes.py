"""What Amazon Translate calls a language."""

from __future__ import annotations

from amts.languages import language

# Where a code says more than the primary subtag; all others are two letters long.
_REGIONAL = {"fa-AF": "fa-AF", "prs": "fa-AF", "fr-CA": "fr-CA", "pt-PT": "pt-PT", "es-MX": "es-MX"}
_OTHERWISE = {"nb": "no", "nn": "no", "fil": "tl", "yue": "zh-TW"}


def amazon_code(tag: str) -> str:
    """Return the code of a language: `zh` and `zh-TW` by the script, otherwise as short as it can be.

    Raises:
        LanguageError: the language is unknown.
    """
    found = language(tag)
    if found.tag in _REGIONAL:
        return _REGIONAL[found.tag]
    if found.primary == "zh":
        return "zh-TW" if found.script == "Hant" else "zh"
    return _OTHERWISE.get(found.primary, found.primary)
