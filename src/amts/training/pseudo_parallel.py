"""Pairs for a language without corpora: sentences whose words a lexicon translates one by one.

As in Wang, Ruder and Neubig (2022): the order of words is that of the source, and words that the lexicon lacks stay.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from amts.errors import DataError
from amts.languages import language
from amts.parallel.tags import find_languages
from amts.parallel.text_tables import table_rows
from amts.placeholders import PLACEHOLDER, collapsed
from amts.records import Level, Pair, Rejection, Segment
from amts.training.texts import sentences_of
from amts.words import Spacing, capitalised, kind, split_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

# Of a sentence's words, the lexicon must have so many.
LEAST_COVERAGE = 0.6


def read_lexicon(path: Path, source_tag: str, target_tag: str) -> dict[str, str]:
    """Return the first translation of each word, in small letters, from a table whose first row names the languages.

    Raises:
        InputError: the file cannot be read.
        DataError: it lacks one of the languages.
    """
    rows = (row for _, row in table_rows(path, "," if path.suffix == ".csv" else "\t"))
    header = next(rows, [])
    ours, theirs = find_languages(tuple(header), source_tag, target_tag)
    if ours is None or theirs is None:
        msg = f"{path}: the columns are {', '.join(header) or 'none'}: expected {source_tag} and {target_tag}"
        raise DataError(msg)
    words: dict[str, str] = {}
    for row in rows:
        if len(row) > max(ours, theirs) and row[ours].strip() and row[theirs].strip():
            words.setdefault(row[ours].strip().lower(), row[theirs].strip())
    return words


def pseudo_pairs(texts: Path, lexicon: Path, source_tag: str, target_tag: str) -> Iterator[Pair | Rejection]:
    """Yield the sentences of texts with their translation word by word, or `lexicon-coverage` as the reason why not.

    Args:
        texts: a document, or a folder of documents, in the source language.
        lexicon: a table of words.
        source_tag: the language of the texts.
        target_tag: the other one.
    """
    words = read_lexicon(lexicon, source_tag, target_tag)
    for sentence in sentences_of(texts, source_tag):
        source = collapsed(sentence)
        text, coverage = word_by_word(source.text, words, source_tag, target_tag)
        pair = Pair(source, Segment(text, source.marks), Level.SENTENCE, coverage)
        yield pair if coverage >= LEAST_COVERAGE else Rejection(pair, "lexicon-coverage")


def word_by_word(text: str, words: Mapping[str, str], source_tag: str, target_tag: str) -> tuple[str, float]:
    """Return a text with each word translated on its own, and the share of its words that the lexicon has."""
    split = split_words(text, source_tag)
    found = [words.get(word.text.lower()) for word in split]
    lexical = [known is not None for word, known in zip(split, found, strict=True) if word.text[0].isalpha()]
    told = [known or word.text for word, known in zip(split, found, strict=True)]
    if language(source_tag).spaced and language(target_tag).spaced:
        joined = "".join(" " * word.spaced + said for word, said in zip(split, told, strict=True))
    else:
        joined = Spacing().join(told, [kind(said) if not PLACEHOLDER.match(said) else "placeholder" for said in told])
    if language(target_tag).bicameral and text[:1].isupper():
        joined = capitalised(joined)
    return joined, sum(lexical) / max(1, len(lexical))
