"""Language tags (BCP 47) and what a script needs: spaces between words, capital letters."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache

from amts.errors import LanguageError

# Scripts written without spaces between words (Unicode script codes, ISO 15924).
UNSPACED_SCRIPTS = frozenset({"Hans", "Hant", "Hani", "Jpan", "Hira", "Kana", "Thai", "Laoo", "Khmr", "Mymr"})
# Scripts with capital letters, whose sentences begin with one.
BICAMERAL_SCRIPTS = frozenset({"Latn", "Cyrl", "Grek", "Armn"})
# Names people type that are not tags: offered when a tag is unknown.
_COMMON_TAGS = (
    "ar", "cs", "de", "el", "en", "es", "fa", "fi", "fr", "he", "hi", "hu", "id", "it", "ja", "ko", "nl",
    "pl", "pt", "pt-BR", "ro", "ru", "sv", "th", "tr", "uk", "vi", "zh", "zh-Hans", "zh-Hant", "zh-TW",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Language:
    """A language as AMTS needs it: its standard tag, primary subtag, script and English name."""

    tag: str
    primary: str
    script: str
    name: str

    @property
    def spaced(self) -> bool:
        """Whether words are separated by spaces."""
        return self.script not in UNSPACED_SCRIPTS

    @property
    def bicameral(self) -> bool:
        """Whether the script has capital and small letters."""
        return self.script in BICAMERAL_SCRIPTS


@lru_cache(maxsize=256)
def language(tag: str) -> Language:
    """Return the language of a tag such as `zh`, `zh_CN`, `pt-BR` or `zho_Hans`.

    Raises:
        LanguageError: the tag is not one of BCP 47; the message names the nearest ones.
    """
    import langcodes  # here: its tables take 50 ms; `import amts` must stay cheap
    from langcodes.tag_parser import LanguageTagError

    try:
        standard = langcodes.get(langcodes.standardize_tag(tag))
        known = standard.is_valid() and standard.language is not None
    except (LanguageTagError, ValueError):
        known = False
    if not known:
        raise LanguageError(_unknown(tag))
    script = standard.maximize().script or "Latn"
    return Language(standard.to_tag(), str(standard.language), script, standard.display_name())


def _unknown(tag: str) -> str:
    by_name = _named(tag)
    nearest = ([by_name] if by_name else []) + get_close_matches(tag, _COMMON_TAGS, n=3, cutoff=0.4)
    hint = f"did you mean {' or '.join(dict.fromkeys(nearest))}?" if nearest else "use a tag such as en, zh, pt-BR"
    return f"unknown language tag {tag!r}: {hint}"


def _named(name: str) -> str | None:
    """Return the tag of a language called by its English name, such as `Chinese`, or nearly so."""
    import langcodes

    names = {langcodes.get(tag).display_name().lower(): tag for tag in _COMMON_TAGS}
    match = get_close_matches(name.lower(), names, n=1, cutoff=0.7)
    return names[match[0]] if match else None
