"""An evaluation as Markdown tables, to be pasted into a page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from amts.evaluation.metrics import BLEU, METRICS
from amts.evaluation.result import document_names, value_of
from amts.evaluation.wording import METRIC_NAMES, terms_in_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from amts.evaluation.result import Evaluation


def markdown_tables(evaluation: Evaluation) -> str:
    """Return BLEU by document and arm, their average, then all metrics and terms, and what the differences are."""
    arms = evaluation.arms
    names = document_names(evaluation)
    columns = [[value_of(arm.documents.get(name, ()), BLEU) for name in names] for arm in arms]
    rows = [[name, *map(_shown, values)] for name, values in zip(names, zip(*columns, strict=True), strict=True)]
    rows.append(["**average**", *(_shown(_average(values)) for values in columns)])
    languages = f"{evaluation.source_language} to {evaluation.target_language}"
    by_document = _table([f"BLEU, {languages}", *(arm.name for arm in arms)], rows)
    corpus = [[METRIC_NAMES[metric], *(_shown(value_of(arm.corpus, metric)) for arm in arms)] for metric in METRICS]
    terms = [terms_in_words(arm.facts) for arm in arms]
    corpus += [["terms as demanded", *terms]] if any(terms) else []
    whole = _table(["all documents", *(arm.name for arm in arms)], corpus)
    return "\n".join([by_document, whole, *_differences(evaluation)])


def _differences(evaluation: Evaluation) -> list[str]:
    return [
        f"- {each.system_name} against {each.baseline_name}: {each.difference:+.2f} {METRIC_NAMES[each.metric]} "
        f"({each.relative:+.1%}; 95 % interval {each.interval[0]:+.2f} to {each.interval[1]:+.2f}, "
        f"p = {each.p_value:.3f})\n"
        for each in evaluation.comparisons
    ]


def _table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [header, ["---"] * len(header), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _average(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else None


def _shown(value: float | None) -> str:
    return "" if value is None else f"{value:.1f}"
