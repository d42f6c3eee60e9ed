"""How the learning rate rises and falls: its factor at each update, which follows from the settings alone."""

from __future__ import annotations

from math import cos, pi, sqrt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from amts.training.trainer.settings import TrainerSettings


def factor(settings: TrainerSettings, step: int) -> float:
    """Return the share of the highest learning rate at an update, counted from 0."""
    if step < settings.warmup:
        return (step + 1) / settings.warmup
    done = (step - settings.warmup) / max(1, settings.steps - settings.warmup)
    if settings.schedule == "cosine":
        return 0.5 + 0.5 * cos(pi * min(1.0, done))
    if settings.schedule == "inverse-square-root":
        return sqrt(max(1, settings.warmup) / (step + 1))
    if settings.schedule == "trapezoid":
        return min(1.0, max(0.0, settings.steps - step) / max(1.0, settings.decay * settings.steps))
    return 1.0


def alignment_factor(settings: TrainerSettings, step: int) -> float:
    """Return how much the alignments count at an update."""
    last = settings.alignment_until * settings.steps
    return settings.alignment_weight * max(0.0, 1 - step / last) if last else 0.0
