"""The languages of Amazon Translate: its codes, which are tags of BCP 47 with one exception, and its names for them."""

from __future__ import annotations

from functools import lru_cache

from amts.errors import LanguageError
from amts.languages import language

# Where Amazon's English name is not the usual one it is given after the code.
_CODES = (
    "af", "sq", "am", "ar", "hy", "az", "bn=Bengali", "bs", "bg", "ca", "zh=Chinese",
    "zh-TW=Chinese Traditional", "hr", "cs", "da", "fa-AF=Dari", "nl", "en", "et", "fa=Persian", "tl=Tagalog",
    "fi", "fr", "fr-CA=Canadian French", "ka", "de", "el", "gu", "ht", "ha", "he", "hi", "hu", "is", "id", "ga",
    "it", "ja", "kn", "kk", "ko", "lv", "lt", "mk", "ms", "ml", "mt", "mr", "mn", "no=Norwegian", "ps", "pl",
    "pt=Portuguese", "pt-PT=Portugal Portuguese", "pa", "ro", "ru", "sr", "si", "sk", "sl", "so", "es",
    "es-MX=Mexican Spanish", "sw", "sv", "ta", "te", "th", "tr", "uk", "ur", "uz", "vi", "cy",
)  # fmt: skip
CODES = tuple(each.partition("=")[0] for each in _CODES)
DISPLAY_LANGUAGES = ("de", "en", "es", "fr", "it", "ja", "ko", "pt", "zh", "zh-TW")
_NAMES = {code: name for code, _, name in (each.partition("=") for each in _CODES) if name}
_BY_LOWER_CODE = {code.lower(): code for code in CODES}
# What a script or region says that Amazon knows by another code.
_VARIANTS = {
    "zh-hant": "zh-TW",
    "zh-hk": "zh-TW",
    "zh-mo": "zh-TW",
    "nb": "no",
    "fil": "tl",
    "iw": "he",
    "prs": "fa-AF",
}


@lru_cache(maxsize=1024)
def code_of(tag: str, *, strict: bool = False) -> str:
    """Return Amazon's code of a language, such as `zh` for `zh-Hans-CN`; the standard tag of one that it has not.

    Args:
        tag: as a request or a file has it.
        strict: whether only Amazon's codes, in capital or small letters, are known.

    Raises:
        LanguageError: it is no language, or none that is known.
    """
    plain = tag.strip().replace("_", "-").lower()
    if plain in _BY_LOWER_CODE:
        return _BY_LOWER_CODE[plain]
    if strict:
        msg = f"the language {tag!r} is not supported: use one of {', '.join(CODES)}"
        raise LanguageError(msg)
    found = language(plain)
    near = (plain, plain[:7], found.primary)
    return next((known for each in near if (known := _VARIANTS.get(each) or _BY_LOWER_CODE.get(each))), found.tag)


def name_of(code: str, display: str = "en") -> str:
    """Return the name of a language in one of the display languages."""
    import langcodes

    if display == "en" and code in _NAMES:
        return _NAMES[code]
    return langcodes.get(code).display_name({"zh": "zh-Hans", "zh-TW": "zh-Hant"}.get(display, display))
