"""Corpus scores by sacreBLEU, each with the signature of the choices that could change it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from amts.errors import DataError
from amts.languages import language
from amts.records import Score

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sacrebleu.metrics.base import Metric

BLEU = "bleu"
CHRF = "chrf2++"
TER = "ter"
METRICS = (BLEU, CHRF, TER)
LOWER_IS_BETTER = frozenset({TER})

_HAN_SCRIPTS = frozenset({"Hans", "Hant", "Hani"})
# sacreBLEU's MeCab tokenizers would suit Korean better, but need packages that AMTS does not install.
_KOREAN_SCRIPTS = frozenset({"Kore", "Hang"})


def score(hypotheses: Sequence[str], references: Sequence[str], tag: str) -> tuple[Score, ...]:
    """Score translations into the language `tag` against one reference each.

    BLEU (Papineni et al. 2002) and chrF2++ (Popović 2017) run from 0 to 100. TER (Snover et al. 2006) is
    better the lower it is, and exceeds 100 where more words would have to be edited than the reference has.

    Raises:
        DataError: there is nothing to score, or the two have different lengths.
    """
    check_counts(hypotheses, references)
    return tuple(_score(name, [_statistics(name, hypotheses, references, tag)], tag) for name in METRICS)


def score_documents(
    hypotheses: Mapping[str, Sequence[str]], references: Mapping[str, Sequence[str]], tag: str
) -> tuple[tuple[Score, ...], dict[str, tuple[Score, ...]]]:
    """Score all documents together, and each of them, in about the time that `score` takes for all together.

    Args:
        hypotheses: the translations of each document's segments, by the document's name.
        references: the same by people.
        tag: the language that both are in.

    Returns:
        The scores of the corpus, and of each document.

    Raises:
        DataError: there is nothing to score, or the two do not correspond.
    """
    if not references or set(hypotheses) != set(references):
        msg = (
            f"{len(hypotheses)} translated and {len(references)} reference documents, "
            f"{len(set(hypotheses) & set(references))} of them with the same name: each needs its counterpart"
        )
        raise DataError(msg)
    for name in references:
        check_counts(hypotheses[name], references[name], name)
    counted = {
        metric: {name: _statistics(metric, hypotheses[name], references[name], tag) for name in references}
        for metric in METRICS
    }
    corpus = tuple(_score(metric, list(counted[metric].values()), tag) for metric in METRICS)
    return corpus, {
        name: tuple(_score(metric, [counted[metric][name]], tag) for metric in METRICS) for name in references
    }


def check_counts(hypotheses: Sequence[str], references: Sequence[str], name: str = "") -> None:
    """Refuse what cannot be scored: nothing, or translations and references that do not pair up.

    Raises:
        DataError: with both counts.
    """
    if hypotheses and len(hypotheses) == len(references):
        return
    where = f"{name}: " if name else ""
    counts = f"{where}{len(hypotheses)} translations and {len(references)} references"
    why = "one reference is needed for each translation" if hypotheses or references else "nothing to score"
    msg = f"{counts}: {why}; check that the held-out documents have text and are translated"
    raise DataError(msg)


def metric_for(name: str, tag: str) -> Metric:
    """Return sacreBLEU's metric of this name (one of METRICS), set up for the language `tag`."""
    from sacrebleu.metrics import bleu, chrf, ter

    if name == BLEU:
        # force: only silences a warning about texts that look tokenized, as Chinese ones may.
        return bleu.BLEU(tokenize=_bleu_tokenizer(tag), force=True)
    if name == CHRF:
        return chrf.CHRF(word_order=2)
    # asian_support cuts Han and kana into characters; TER still takes a Thai or Khmer phrase for one word.
    return ter.TER(normalized=True, asian_support=not language(tag).spaced)


def _bleu_tokenizer(tag: str) -> str:
    into = language(tag)
    if into.script in _HAN_SCRIPTS:
        return "zh"
    return "char" if not into.spaced or into.script in _KOREAN_SCRIPTS else "13a"


def _statistics(name: str, hypotheses: Sequence[str], references: Sequence[str], tag: str) -> list[Any]:
    """Return what a metric needs of each segment; a corpus' score needs no more than their sums."""
    metric = metric_for(name, tag)
    if name != TER:
        return list(metric._extract_corpus_statistics(hypotheses, [references]))
    from amts.evaluation.edit_rate import edit_rate

    words = [[metric._preprocess_segment(text).split() for text in texts] for texts in (hypotheses, references)]
    return [list(edit_rate(*pair)) for pair in zip(*words, strict=True)]


def _score(name: str, documents: list[list[Any]], tag: str) -> Score:
    metric = metric_for(name, tag)
    metric.num_refs = 1  # one reference a segment: sacreBLEU learns it only where it extracts the statistics
    pooled = [segment for document in documents for segment in document]
    return Score(name, float(metric._aggregate_and_compute(pooled).score), str(metric.get_signature()))
