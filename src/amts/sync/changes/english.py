"""English words that are written in several ways and say the same."""

from __future__ import annotations

import re
from functools import lru_cache

_DIGITS = "zero one two three four five six seven eight nine ten eleven twelve"
NUMBERS = {word: str(value) for value, word in enumerate(_DIGITS.split())} | {
    "twenty": "20", "thirty": "30", "forty": "40", "fifty": "50", "sixty": "60", "seventy": "70", "eighty": "80",
    "ninety": "90", "hundred": "100", "thousand": "1000",
}  # fmt: skip
# Capital letters make these something else: plan A, the US.
NAMES = frozenset({"A", "US", "IT", "WHO"})
# Words before which an article changes what they say.
PLENTY = frozenset({"few", "little"})

_CONTRACTED = {
    "can't": "can not", "cannot": "can not", "won't": "will not", "shan't": "shall not", "let's": "let us",
    "it's": "it is", "that's": "that is", "there's": "there is", "here's": "here is", "what's": "what is",
    "where's": "where is", "who's": "who is", "how's": "how is", "he's": "he is", "she's": "she is", "i'm": "i is",
}  # fmt: skip
_CLITICS = {"n't": "not", "'re": "is", "'ve": "has", "'ll": "will", "'d": "would"}
_CLITIC = re.compile(r"(.+)(n't|'(?:re|ve|ll|d))")
# One form for several that depend on the subject only.
_AGREEING = {
    "are": "is", "am": "is", "were": "was", "have": "has", "do": "does", "these": "this", "those": "that",
}  # fmt: skip
_VARIANT_PAIRS = (
    "centre/center centres/centers centred/centered metre/meter metres/meters litre/liter litres/liters "
    "fibre/fiber fibres/fibers theatre/theater calibre/caliber spectre/specter grey/gray defence/defense "
    "offence/offense licence/license licences/licenses pretence/pretense practise/practice practised/practiced "
    "judgement/judgment judgements/judgments acknowledgement/acknowledgment acknowledgements/acknowledgments "
    "artefact/artifact artefacts/artifacts programme/program programmes/programs aluminium/aluminum "
    "ageing/aging mould/mold plough/plow disc/disk discs/disks cheque/check catalogue/catalog "
    "catalogues/catalogs analogue/analog dialogue/dialog dialogues/dialogs whilst/while amongst/among "
    "amidst/amid towards/toward afterwards/afterward backwards/backward forwards/forward upwards/upward "
    "downwards/downward learnt/learned burnt/burned spelt/spelled dreamt/dreamed "
    "formulas/formulae indexes/indices matrixes/matrices vertexes/vertices "
    "okay/ok fulfil/fulfill enrol/enroll skilful/skillful sceptic/skeptic"
)
_VARIANTS = dict(pair.split("/") for pair in _VARIANT_PAIRS.split())
# colour, organise, analyse, modelling: enough letters before, so that no two words become one (four/for, rise/rize).
_ENDINGS = (
    (re.compile(r"(?<=[a-z]{2}[lnvbmipgd])our(?=$|s$|ed$|ing$|ful|abl[ey]|ite|hood|al|less)"), "or"),
    (re.compile(r"(?<=[a-z]{4})(?<!w)is(?=(?:e|es|ed|er|ers|ing|ation|ations|able)$)"), "iz"),
    (re.compile(r"(?<=[a-z]{3})ys(?=(?:e|es|ed|er|ers|ing)$)"), "yz"),
    (re.compile(r"(?<=[a-z]{2}[ae])ll(?=(?:ed|ing|er|ers)$)"), "l"),
)
# Pairs of which one is put for the other only to correct it, or to spell it out; without spaces.
_CORRECTED_PAIRS = (
    "its/itis your/youare their/theyare their/there whose/whois lets/letus then/than to/too from/form "
    "which/that who/that quite/quiet loose/lose of/off aka/alsoknownas eg/forexample ie/thatis vs/versus "
    "wrt/withrespectto etc/andsoon fig/figure sec/section eq/equation ch/chapter"
)
_CORRECTED = frozenset(frozenset(pair.split("/")) for pair in _CORRECTED_PAIRS.split())


@lru_cache(maxsize=65536)
def spelled_out(word: str) -> tuple[str, ...]:
    """Return a word as one or several in one spelling, in small letters."""
    word = word.casefold().replace("’", "'")
    if word in _CONTRACTED:
        return tuple(_CONTRACTED[word].split())
    match = _CLITIC.fullmatch(word)
    return (_one_form(match[1]), _CLITICS[match[2]]) if match else (_one_form(word),)


def is_correction(old: str, new: str) -> bool:
    """Whether one stretch of words, without the spaces, is put for the other only to correct it."""
    return frozenset((old, new)) in _CORRECTED


def _one_form(word: str) -> str:
    word = _AGREEING.get(word, word)
    if word in _VARIANTS:
        return _VARIANTS[word]
    for pattern, ending in _ENDINGS:
        word = pattern.sub(ending, word)
    return word
