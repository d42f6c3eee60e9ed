"""The numbers in a text as values, however a language writes them: in digits, in words, in Chinese numerals."""

from __future__ import annotations

import re
import unicodedata
from contextlib import suppress
from dataclasses import dataclass
from itertools import product

_DIGITS = re.compile(r"\d+(?:[.,\u00a0\u202f' ]\d{3})+(?:[.,]\d+)?(?!\d)|\d+(?:[.,]\d+)*")
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,3}(?:\.\d{3})+(?:,\d+)?")
# The century stands beside the decade in some languages (20世纪90年代), in others in it (1990s).
_CENTURY = re.compile(r"(?<!\d)\d++\s*+(?:世纪|世紀|세기|(?:st|nd|rd|th)[ -]centur)", re.I)
_HAN_DIGITS = {
    "零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "兩": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9,
}  # fmt: skip
_HAN_UNITS = {"十": 10, "百": 100, "千": 1000}
_HAN_MYRIADS = {"万": 10_000, "萬": 10_000, "亿": 100_000_000, "億": 100_000_000}
# Longer ones are no numbers that anybody could read, nor that could be calculated with in reasonable time.
_LONGEST_HAN, _LONGEST_DIGITS = 30, 300
_HAN_NUMBER = re.compile(f"[{''.join([*_HAN_DIGITS, *_HAN_UNITS, *_HAN_MYRIADS])}]+")
_SCALES = {
    "thousand": 1e3, "k": 1e3, "mil": 1e3, "千": 1e3, "천": 1e3, "万": 1e4, "萬": 1e4, "만": 1e4,
    "million": 1e6, "millions": 1e6, "m": 1e6, "millón": 1e6, "millones": 1e6, "百万": 1e6, "百萬": 1e6, "千万": 1e7,
    "billion": 1e9, "billions": 1e9, "b": 1e9, "亿": 1e8, "億": 1e8, "억": 1e8, "十亿": 1e9, "trillion": 1e12,
    "万亿": 1e12,
}  # fmt: skip
_SCALE = re.compile(r"[\s\u00a0-]*(百万|百萬|千万|十亿|万亿|[千万萬亿億천만억]|[^\W\d_]+)")
# Words for the numbers from zero; what a language lacks here is not compared.
_WORDS = {
    word: value
    for line in (
        "zero one two three four five six seven eight nine ten eleven twelve",
        "zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth",
        "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce",
        "cero una dos tercera cuarta quinta sexta séptima octava novena décima undécima duodécima",
        "cero primero segundo tercero cuarto quinto sexto séptimo octavo noveno décimo undécimo duodécimo",
        "cero primera segunda tercer cuarta quinta sexta séptima octava novena décima undécima duodécima",
        "zéro un deux trois quatre cinq six sept huit neuf dix onze douze",
        "null eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf",
        "zero uno due tre quattro cinque sei sette otto nove dieci undici dodici",
        "zero um dois três quatro cinco seis sete oito nove dez onze doze",
        "ноль один два три четыре пять шесть семь восемь девять десять одиннадцать двенадцать",
        "없음 하나 둘 셋 넷 다섯 여섯 일곱 여덟 아홉 열 열하나 열둘",
        "sıfır bir iki üç dört beş altı yedi sekiz dokuz onuncu onbir oniki",
        "không một hai ba bốn năm sáu bảy tám chín mười",
    )
    for value, word in enumerate(line.split())
} | {
    "single": 1, "once": 1, "twice": 2, "double": 2, "pair": 2, "half": 2, "both": 2, "triple": 3, "quarter": 4,
    "dozen": 12, "hundred": 100, "hundreds": 100, "thousand": 1000, "thousands": 1000, "million": 1e6, "millions": 1e6,
    "billion": 1e9, "billions": 1e9, "trillion": 1e12, "cien": 100, "ciento": 100, "mil": 1000, "millón": 1e6,
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
    "veinte": 20, "treinta": 30, "cuarenta": 40, "cincuenta": 50, "sesenta": 60, "setenta": 70, "ochenta": 80,
    "noventa": 90, "doble": 2, "ambos": 2, "ambas": 2, "mitad": 2, "tercio": 3, "半": 2, "双": 2, "雙": 2,
    "january": 1, "february": 2, "march": 3, "april": 4, "june": 6, "july": 7, "august": 8, "september": 9,
    "october": 10, "november": 11, "december": 12, "enero": 1, "febrero": 2, "marzo": 3, "abril": 4, "mayo": 5,
    "junio": 6, "julio": 7, "agosto": 8, "septiembre": 9, "octubre": 10, "noviembre": 11, "diciembre": 12,
    "jan": 1, "feb": 2, "mar": 3, "apr": 4, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "sept": 9, "oct": 10, "nov": 11,
    "dec": 12,
}  # fmt: skip
# Items within a sentence, (i), (ii), and names such as World War II, which some languages write with digits.
_LISTED = re.compile(r"(?<=\()[ivxIVX]+(?=\))|\b[IVX]{2,}\b")
_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x")
_WORD = re.compile(r"[^\W\d_]+")
_ONES = {word: value for word, value in _WORDS.items() if value <= 12}


@dataclass(frozen=True, slots=True)
class Numbers:
    """The numbers of a text: those in digits as they are written, with what each may mean, and all values it has."""

    digits: dict[str, frozenset[float]]
    values: frozenset[float]


def numbers_of(text: str, markup: str = "") -> Numbers:
    """Return the numbers of a text; those in its markup count as values that it has."""
    everywhere = unicodedata.normalize("NFKC", f"{text} {markup}")
    values = {value for match in _DIGITS.finditer(everywhere) for value in _scaled(everywhere, match, _parts(match[0]))}
    return Numbers(_in_digits(text), frozenset(values | _of_words(everywhere) | _of_han(everywhere)))


def changed_numbers(source: Numbers, target: Numbers) -> tuple[list[str], list[str]]:
    """Return the numbers in digits that are missing from a translation, and those that are new in it.

    How often a number stands there does not count, nor whether it is written as a word or with a unit of its language.
    """
    return _lacking(source, target), _lacking(target, source)


def _lacking(numbers: Numbers, other: Numbers) -> list[str]:
    return [text for text, values in numbers.digits.items() if not values & other.values and not _listed(text, other)]


def _listed(number: str, other: Numbers) -> bool:
    """Whether what looks like one number is a list of several, such as `2,3`, or a version, such as 1.2.3."""
    parts = _parts(number) - _readings(number)
    return bool(parts) and parts <= other.values


def _in_digits(text: str) -> dict[str, frozenset[float]]:
    """Return the numbers in digits with all values that each may have, as `1,000` may be one thousand or one."""
    text = _CENTURY.sub(" ", unicodedata.normalize("NFKC", text))
    return {
        match[0]: frozenset(_scaled(text, match, _readings(match[0])))
        for match in _DIGITS.finditer(text)
        if not (match.start() and _glued(text[match.start() - 1]))
    }


def _scaled(text: str, match: re.Match[str], values: set[float]) -> set[float]:
    """Return the values of a number with what stands behind it: a unit such as million, or a decade."""
    scale = _SCALE.match(text, match.end())
    factor = _SCALES.get(scale[1].lower(), 1) if scale else 1
    if text[match.end() : match.end() + 1] == "s" or text[match.end() : match.end() + 2] == "年代":
        values = values | {value % 100 for value in values}
    return {round(value * by, 6) for value, by in product(values, (1, factor))}


def _glued(before: str) -> bool:
    """Whether a number is part of a name, such as x86."""
    return before == "_" or (before.isalpha() and before.isascii())


def _readings(number: str) -> set[float]:
    """Return the values of a number with both meanings of its signs."""
    plain = re.sub(r"[\u00a0\u202f' ]", "", number)
    readings = set()
    for decimal, grouping in ((".", ","), (",", ".")):
        with suppress(ValueError):
            readings.add(_value(plain.replace(grouping, "").replace(decimal, ".")))
    return readings


def _value(digits: str) -> float:
    """Return the value of a number; of a whole one exactly, so that two long ones can be told apart."""
    return int(digits) if digits.isdecimal() and len(digits) <= _LONGEST_DIGITS else float(digits)


def _parts(number: str) -> set[float]:
    """Return the values of a number and of its parts, as `2,3` may be a list and 1.2.3 a version."""
    plain = re.sub(r"[\u00a0\u202f' ]", "", number)
    listed = not _GROUPED.fullmatch(plain) and ("," in plain or plain.count(".") > 1)
    return _readings(number) | ({_value(part) for part in re.split(r"[.,]", plain) if part} if listed else set())


def _of_words(text: str) -> set[float]:
    values = {float(_WORDS[word]) for word in _WORD.findall(text.lower()) if word in _WORDS}
    values |= {
        float(_ROMAN.index(numeral.lower()) + 1) for numeral in _LISTED.findall(text) if numeral.lower() in _ROMAN
    }
    # `a third`, `two thirds`, `five-fold`: plurals and parts of longer words are taken for the number too.
    return values | {float(_WORDS[word[:-1]]) for word in _WORD.findall(text.lower()) if word[:-1] in _ONES}


def _of_han(text: str) -> set[float]:
    values: set[float] = set()
    for numeral in _HAN_NUMBER.findall(text):
        values |= {float(_HAN_DIGITS[sign]) for sign in numeral if sign in _HAN_DIGITS}
        if len(numeral) <= _LONGEST_HAN:
            values.add(_han_value(numeral))
    return values


def _han_value(numeral: str) -> int:
    """Return the value of a Chinese numeral such as 三百二十 or 二〇一九."""
    if len(numeral) > 1 and all(sign in _HAN_DIGITS for sign in numeral):
        return int("".join(str(_HAN_DIGITS[sign]) for sign in numeral))
    total = section = digit = 0
    for sign in numeral:
        if sign in _HAN_DIGITS:
            digit = _HAN_DIGITS[sign]
        elif sign in _HAN_UNITS:
            section, digit = section + (digit or 1) * _HAN_UNITS[sign], 0
        else:
            total, section, digit = (total + section + digit or 1) * _HAN_MYRIADS[sign], 0, 0
    return total + section + digit
