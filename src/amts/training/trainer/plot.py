"""The learning curve of a training as a drawing: BLEU and held-out loss by the target tokens seen."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from amts.training.trainer.log import Row

_WIDTH, _HEIGHT, _EDGE = 640, 320, 56
_BLEU, _LOSS = "#1f5fa8", "#b4481e"


def learning_curve(rows: Sequence[Row]) -> str:
    """Return a drawing in SVG of the validations in a log; without any, of empty axes."""
    validated = [row for row in rows if row.held_out_loss is not None]
    most = max((row.target_tokens for row in validated), default=1)
    bleu = [(row.target_tokens / most, row.bleu) for row in validated if row.bleu is not None]
    loss = [(row.target_tokens / most, row.held_out_loss) for row in validated if row.held_out_loss is not None]
    title = "BLEU and held-out loss by target tokens seen"
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" '
        f'font-family="sans-serif" font-size="12"><title>{title}</title><desc>{escape(_told(validated))}</desc>',
        f'<path d="M{_EDGE},20V{_HEIGHT - _EDGE}H{_WIDTH - _EDGE}V20" fill="none" stroke="#999"/>',
        _line(bleu, _BLEU, "BLEU", _EDGE - 6, "end", 1),
        _line(loss, _LOSS, "loss", _WIDTH - _EDGE + 6, "start", 2),
        f'<text x="{_WIDTH // 2}" y="{_HEIGHT - 16}" text-anchor="middle">{most:,} target tokens</text></svg>',
    ]
    return "\n".join(parts) + "\n"


def _line(
    points: Sequence[tuple[float, float]], colour: str, name: str, edge: int, anchor: str, digits: int
) -> str:  # fmt: skip
    """Draw a line on a scale of its own, which is written at its edge."""
    low = min((value for _, value in points), default=0.0)
    high = max((value for _, value in points), default=1.0)
    span = (high - low) or 1.0
    height, width = _HEIGHT - _EDGE - 20, _WIDTH - 2 * _EDGE
    places = [(_EDGE + width * x, 20 + height * (high - value) / span) for x, value in points]
    drawn = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    marks = "".join(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3"/>' for x, y in places)
    scale = "".join(
        f'<text x="{edge}" y="{y}" text-anchor="{anchor}">{text}</text>'
        for y, text in ((24, f"{high:.{digits}f}"), (20 + height // 2, name), (20 + height, f"{low:.{digits}f}"))
    )
    line = f'<polyline points="{drawn}" fill="none" stroke="{colour}" stroke-width="2"/>'
    return f'<g fill="{colour}">{line}{marks}{scale}</g>'


def _told(rows: Sequence[Row]) -> str:
    return "; ".join(
        f"{row.target_tokens:,} tokens: loss {row.held_out_loss:.2f}"
        + ("" if row.bleu is None else f", {row.bleu:.1f} BLEU")
        for row in rows
    )
