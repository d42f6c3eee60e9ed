"""Two pages that need nothing but themselves: an evaluation's report, and a translation side by side."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache, partial
from importlib.resources import files
from typing import TYPE_CHECKING

from amts.errors import DataError
from amts.evaluation.chart import bleu_chart, cost_chart, whisker
from amts.evaluation.curve import learning_curve
from amts.evaluation.difference import changes, marked
from amts.evaluation.metrics import LOWER_IS_BETTER, METRICS
from amts.evaluation.result import PLAIN, signatures
from amts.evaluation.tables import chapters, fact_rows, score_rows
from amts.evaluation.wording import (
    METRIC_NAMES,
    ORIGIN_MEANINGS,
    conclusion,
    headline,
    in_words,
    leakage_in_words,
    p_in_words,
    signed,
    unscored_in_words,
)
from amts.evaluation.workload import quality_in_words, workload_tables
from amts.languages import language
from amts.placeholders import unmask

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jinja2 import Environment

    from amts.evaluation.result import Evaluation
    from amts.evaluation.workload import Replay

# Scripts written from right to left (Unicode script codes, ISO 15924).
_RIGHT_TO_LEFT = frozenset({"Arab", "Hebr", "Syrc", "Thaa", "Nkoo", "Adlm", "Rohg"})
_CURVE_HEIGHT = 260
COLOURS = 6
"""How many arms have a colour of their own; further ones begin again."""


@dataclass(frozen=True, slots=True)
class Tongue:
    """What a page must say about the language of a text for browsers to set it well."""

    tag: str
    name: str
    direction: str


def render_report(evaluation: Evaluation) -> str:
    """Return an evaluation as one HTML page that loads nothing.

    Raises:
        DataError: two arms were scored with different settings.
    """
    return _render(
        "report.html.j2",
        evaluation=evaluation,
        source=_tongue(evaluation.source_language),
        target=_tongue(evaluation.target_language),
        metrics=[(METRIC_NAMES[name], name in LOWER_IS_BETTER) for name in METRICS],
        score_rows=score_rows(evaluation),
        fact_rows=fact_rows(evaluation.arms),
        chart=bleu_chart(evaluation),
        curve=learning_curve(evaluation),
        chapters=chapters(evaluation),
        signatures=signatures(evaluation),
        marked=partial(_marked, tag=evaluation.target_language),
        changes=partial(changes, tag=evaluation.target_language),
    )


def render_replay(replay: Replay) -> str:
    """Return what a replay found as one HTML page that loads nothing."""
    return _render(
        "replay.html.j2",
        replay=replay,
        source=_tongue(replay.source_language),
        target=_tongue(replay.target_language),
        charts=[cost_chart(workload) for workload in replay.workloads],
        tables=[workload_tables(workload) for workload in replay.workloads],
        quality=quality_in_words,
    )


def render_side_by_side(
    title: str,
    languages: Sequence[str],
    rows: Sequence[Sequence[str]],
    notes: Sequence[str],
    origins: Sequence[Sequence[str]] | None,
) -> str:
    """Return texts and their translations, side by side, as one HTML page that loads nothing.

    Args:
        title: heads the page.
        languages: tags of the columns, the source language first.
        rows: a text for each language, source first.
        notes: findings to show on top, such as results of checks.
        origins: for each text of `rows` where it comes from (memory, engine, retry, source); an empty one,
            as in the source column, gets no badge.

    Raises:
        DataError: a row has not one cell for each language, or `origins` has not the shape of `rows`.
    """
    labels = origins if origins is not None else [[""] * len(row) for row in rows]
    _check_shape(languages, rows, labels)
    columns = [Counter(row[column] for row in labels if row[column]) for column in range(len(languages))]
    return _render(
        "side_by_side.html.j2",
        title=title,
        tongues=[_tongue(tag) for tag in languages],
        rows=[list(zip(texts, badges, strict=True)) for texts, badges in zip(rows, labels, strict=True)],
        notes=notes,
        kinds=_kinds(columns),
        counts=columns,
    )


def draw_bars(evaluation: Evaluation) -> str:
    """Return BLEU by arm and document as an SVG picture."""
    chart = bleu_chart(evaluation)
    legend = [arm.name for arm in evaluation.arms]
    return _drawn("bars.svg.j2", evaluation.title, chart.height, legend, chart=chart)


def draw_curve(evaluation: Evaluation) -> str:
    """Return the learning curve as an SVG picture.

    Raises:
        DataError: too few arms are on it.
    """
    curve = learning_curve(evaluation)
    if curve is None:
        msg = f"{len(evaluation.arms)} arms make no learning curve: expected `plain` and shares such as `sentence:30`"
        raise DataError(msg)
    return _drawn("curve.svg.j2", evaluation.title, _CURVE_HEIGHT, [], curve=curve)


def _drawn(template: str, title: str, height: int, legend: Sequence[str], **chart: object) -> str:
    top = 70 if legend else 46
    return _render(
        "plot.svg.j2", drawing=template, title=title, legend=legend, width=760, top=top, height=top + height, **chart
    )


def _kinds(columns: Sequence[Counter[str]]) -> list[str]:
    """Return the origins that occur, the known ones in their order, then any others."""
    found = {kind for column in columns for kind in column}
    return [kind for kind in ORIGIN_MEANINGS if kind in found] + sorted(found - set(ORIGIN_MEANINGS))


def _check_shape(languages: Sequence[str], rows: Sequence[Sequence[str]], origins: Sequence[Sequence[str]]) -> None:
    if len(rows) != len(origins):
        msg = f"{len(rows)} rows of texts and {len(origins)} rows of origins: each row needs its origins"
        raise DataError(msg)
    for index, (texts, badges) in enumerate(zip(rows, origins, strict=True), start=1):
        if len(texts) != len(languages) or len(badges) != len(languages):
            msg = (
                f"row {index} has {len(texts)} texts and {len(badges)} origins, expected {len(languages)} "
                f"of each: one for each of {', '.join(languages)}, source first"
            )
            raise DataError(msg)


def _marked(reference: str, output: str, tag: str) -> list[tuple[str, bool]]:
    """Mark differences only where there is a reference to differ from."""
    return marked(reference, output, tag) if reference else [(output, False)]


def _tongue(tag: str) -> Tongue:
    known = language(tag)
    return Tongue(known.tag, known.name, "rtl" if known.script in _RIGHT_TO_LEFT else "ltr")


def _render(template: str, **context: object) -> str:
    return _environment().get_template(template).render(context)


@lru_cache(maxsize=1)
def _environment() -> Environment:
    """Return the templates of this package; everything that comes from outside them is escaped."""
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.FunctionLoader(_template),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update(
        {
            "conclusion": conclusion,
            "in_words": in_words,
            "leakage_in_words": leakage_in_words,
            "unmasked": unmask,
            "p": p_in_words,
            "unscored_in_words": unscored_in_words,
        }
    )
    environment.globals.update(
        {
            "COLOURS": COLOURS,
            "METRIC_NAMES": METRIC_NAMES,
            "ORIGIN_MEANINGS": ORIGIN_MEANINGS,
            "PLAIN": PLAIN,
            "headline": headline,
            "signed": signed,
            "whisker": whisker,
        }
    )
    return environment


def _template(name: str) -> str | None:
    found = files("amts.evaluation").joinpath(name)
    return found.read_text(encoding="utf-8") if found.is_file() else None
