"""Which strategies an engine gets, by its abilities."""

from __future__ import annotations

from typing import TYPE_CHECKING

from amts.adaptation.active_custom import ActiveCustom
from amts.adaptation.examples import Examples
from amts.adaptation.post_editing import PostEdit
from amts.adaptation.repair import Repair
from amts.adaptation.tune import Tune

if TYPE_CHECKING:
    from collections.abc import Sequence

    from amts.adaptation.protocol import Strategy
    from amts.engines.protocol import Engine, Trainer
    from amts.records import Pair


def usual_strategies(engine: Engine, trainer: Trainer, general: Sequence[Pair] = ()) -> tuple[Strategy, ...]:
    """Return the first that fits of tuning, examples, parallel data and post-editing, and the repair of fuzzy matches.

    Args:
        engine: an engine that comes ready-made.
        trainer: trains the engine that corrects its answers.
        general: pairs of other texts, lest a tuned engine forgets what it knew.
    """
    known: tuple[Strategy, ...] = (Tune(general=general), Examples(), ActiveCustom(), PostEdit(trainer))
    return *[strategy for strategy in known if strategy.fits(engine)][:1], Repair()
