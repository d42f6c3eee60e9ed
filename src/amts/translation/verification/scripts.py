"""In which language or script a text is written, by its letters and commonest words, or that it cannot be judged."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import lru_cache

from amts.languages import language

# Fewer letters than this tell nothing.
_MIN_LETTERS = 8
_MIN_WORDS = 6
# Of a text in another script than Latin, so much in Latin letters is more than names and quotations.
_NEARLY_ALL = 0.95
# The commonest words of languages in Latin letters, none of which are commoner in another one of the list.
_FUNCTION_WORDS = {
    "en": "the of and to is that for with are this be it as on by an not from we can which or you when if in a",
    "es": "el los las una un y que de la en a o no por para con es del se como más su lo esta este pero cuando al",
    "fr": "le la les des de du un une et à en est dans pour par sur que qui avec pas au aux ce cette vous nous être",
    "de": "der die das und ist nicht ein eine einer zu den mit von für auf dem des sich in an aus es werden wird",
    "it": "il lo la gli le i un una di e è a in che per con non della dei delle nel nella sono questo questa come",
    "pt": "o os a as um uma de e é que para com do da dos das em não no na são como mais você se por este esta ao",
    "nl": "de het een en van is in dat niet voor met op te zijn worden wordt aan ook als deze dit kunt naar bij",
    "pl": "i w na z do nie się jest że to dla od a o po przez oraz jak tym które jako może są lub ten tego być",
    "cs": "a v na se je že to pro s z do o i k jako jsou nebo který které být může tak jeho není při podle",
    "sv": "och att det som en på är av för med den till i inte om ett kan du eller vi från har de ska",
    "da": "og at det som en på er af for med den til i ikke om et kan du eller vi fra har de skal",
    "tr": "ve bir bu için ile da de olarak daha olan gibi çok her sonra ne kadar veya ise değil olduğunu",
    "vi": "và của là các một cho trong với được không có này những để khi từ ta chúng như về đó",
    "id": "dan yang di untuk dengan ini dari pada adalah dalam tidak akan atau dapat itu ke oleh anda bisa",
    "ro": "și de la în pe cu este nu o un a pentru care din sau ca mai sunt ce să se al",
    "hu": "a az és hogy nem is egy van ez meg de csak el ha mint vagy azt be ki lehet",
    "fi": "ja on ei se että oli kun mutta tai joka myös sen ovat voi jos kuin ole sitä tämä",
    "ca": "el la els les una un i que de en a o no per amb és del com més aquesta aquest però quan al dels es",
    "eo": "la kaj de en estas ne por kun al ĉi tio ke el kiu pli povas esti",
}  # fmt: skip
_COMMONEST = {tag: frozenset(line.split()) for tag, line in _FUNCTION_WORDS.items()}
_LATIN_WORD = re.compile(r"[^\W\d_]+")
# The blocks of Unicode's scripts by the first word of their letters' names.
_SCRIPTS = {
    "LATIN": "Latn", "CJK": "Hani", "HIRAGANA": "Kana", "KATAKANA": "Kana", "HANGUL": "Hang", "CYRILLIC": "Cyrl",
    "ARABIC": "Arab", "HEBREW": "Hebr", "THAI": "Thai", "DEVANAGARI": "Deva", "GREEK": "Grek", "BENGALI": "Beng",
    "TAMIL": "Taml", "GEORGIAN": "Geor", "ARMENIAN": "Armn", "KHMER": "Khmr", "LAO": "Laoo", "MYANMAR": "Mymr",
}  # fmt: skip
# The scripts in which a language of each ISO 15924 code may be written, where the names differ.
_LETTERS = {"Hans": {"Hani"}, "Hant": {"Hani"}, "Jpan": {"Hani", "Kana"}, "Kore": {"Hang", "Hani"}}
# Common characters that only one of the two ways of writing Chinese has.
_SIMPLIFIED = frozenset("这个们为说时会来对发经开关过还没进动样种问应现实点产间学习")
_TRADITIONAL = frozenset("這個們為說時會來對發經開關過還沒進動樣種問應現實點產間學習")


def wrong_language(text: str, tag: str, source_tag: str = "") -> str:
    """Return in what a text is written if that is surely not the language it should be in; otherwise nothing.

    Names and terms stay as they are in translations, so that a text in another script is wrong only if it has
    sentences of another language: common words of it, or a script that neither language uses.

    Args:
        text: a text without its markup.
        tag: the language it should be in.
        source_tag: the language of its source, whose letters it may have in names.
    """
    counts = script_counts(text)
    letters = counts.total()
    if letters < _MIN_LETTERS:
        return ""
    expected = _letters(tag)
    foreign = {script for script in counts if script not in expected}
    strange = foreign - {"Latn", "Grek"} - (_letters(source_tag) if source_tag else set())
    worst = max(strange, key=lambda script: counts[script], default="")
    if worst and counts[worst] > 0.15 * letters and counts[worst] >= 4:
        return worst
    if "Latn" in expected or counts["Latn"] > _NEARLY_ALL * letters:
        found = latin_language(text, tag)
        if found and not _akin(found, language(tag).primary):
            return found
        if "Latn" not in expected and _is_prose(text):
            return "Latn"
    return _source_script(counts, expected, source_tag) or _chinese_or_japanese(text, counts, tag)


def _source_script(counts: Counter[str], expected: set[str], source_tag: str) -> str:
    """Return the script of the source if nearly all of a longer text is in it, and it is not Latin."""
    if not source_tag:
        return ""
    foreign = {script: count for script, count in counts.items() if script not in expected and script != "Latn"}
    worst = max(foreign, key=lambda script: foreign[script], default="")
    return worst if worst and foreign[worst] > 0.6 * counts.total() and worst in _letters(source_tag) else ""


def _chinese_or_japanese(text: str, counts: Counter[str], tag: str) -> str:
    script = language(tag).script
    if script == "Jpan" and counts["Hani"] >= 15 and not counts["Kana"]:
        return "Hani"
    if script in ("Hans", "Hant"):
        ours, other = (_SIMPLIFIED, _TRADITIONAL) if script == "Hans" else (_TRADITIONAL, _SIMPLIFIED)
        strange = sum(letter in other - ours for letter in text)
        if strange >= 3 and strange > 3 * sum(letter in ours - other for letter in text):
            return "Hant" if script == "Hans" else "Hans"
    return ""


def script_counts(text: str) -> Counter[str]:
    """Return how many letters of each script a text has."""
    return Counter(_script(letter) for letter in text if letter.isalpha())


@lru_cache(maxsize=8192)
def _script(letter: str) -> str:
    return _SCRIPTS.get(unicodedata.name(letter, "").split(" ")[0].split("-")[0], "Zyyy")


@lru_cache(maxsize=256)
def _letters(tag: str) -> set[str]:
    script = language(tag).script
    return _LETTERS.get(script, {script}) | {"Zyyy"}


def latin_language(text: str, against: str = "") -> str:
    """Return the language in Latin letters whose commonest words a text has, or nothing if that cannot be judged.

    Args:
        text: the text.
        against: the language that it should be in: another one must have twice as many words. Without it, twice as
            many as any.
    """
    words = _LATIN_WORD.findall(text.lower())
    if len(words) < _MIN_WORDS:
        return ""
    counts = Counter({tag: sum(word in known for word in words) for tag, known in _COMMONEST.items()})
    (best, most), (_, second) = counts.most_common(2)
    rival = counts[language(against).primary] if against else second
    return best if most >= 3 and most >= 0.2 * len(words) and most >= 2 * rival else ""


def _is_prose(text: str) -> bool:
    """Whether a text is more than names and terms: words in small letters, several in a row."""
    return re.search(r"(?:\b[^\W\d_A-Z]+,? ){6}", text) is not None


def _akin(found: str, expected: str) -> bool:
    """Whether the commonest words do not tell two languages apart, or those of the expected one are unknown."""
    if found == expected:
        return True
    families = ({"es", "pt", "gl", "ca", "it", "ast"}, {"da", "sv", "nb", "no", "nn"}, {"cs", "sk"}, {"id", "ms"})
    together = any({found, expected} <= family for family in families)
    return together or (found != "en" and expected not in _COMMONEST and language(expected).script == "Latn")
