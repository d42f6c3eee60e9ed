"""How probable it is that the two sides of a pair translate each other, by a lexicon learnt from the corpus itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from amts.alignment.confidence import learn_judge
from amts.alignment.evidence import Lengths, Unit, learn_lengths
from amts.alignment.lexicon import Vocabulary, learn
from amts.alignment.tokens import tokens, width
from amts.progress import silent, track

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from amts.progress import Progress
    from amts.records import Pair

# The lexicon is learnt from so many pairs, drawn evenly: more take memory and add only rare words.
_LEARNT = 60_000
# The judge, from so many of them.
_JUDGED = 4000


def likelihoods(pairs: Sequence[Pair], tags: tuple[str, str], progress: Progress = silent) -> Iterator[float]:
    """Yield the probability of each pair that its sides translate each other.

    Args:
        pairs: those to judge, and to learn from.
        tags: their languages.
        progress: told about each pair that is judged.
    """
    source, target = Vocabulary(), Vocabulary()
    units = [
        (
            Unit(source.encode(tokens(pair.source, tags[0])), width(pair.source)),
            Unit(target.encode(tokens(pair.target, tags[1])), width(pair.target)),
        )
        for pair in track(pairs, "read words", len(pairs), progress)
    ]
    some = units[:: max(1, len(units) // _LEARNT)]
    lexicon = learn([(ours.ids, theirs.ids) for ours, theirs in some], source, target)
    lengths = learn_lengths([(ours.width, theirs.width) for ours, theirs in some], Lengths())
    # Markup and numbers agree by the rules: what is left to judge by are words and lengths.
    nothing_shared = tuple(np.zeros(len(each), dtype=np.int64) for each in (source, target))
    judge = learn_judge(
        some[:_JUDGED], lexicon, (source.frequencies(), target.frequencies()), lengths, nothing_shared  # type: ignore[arg-type]
    )  # fmt: skip
    yield from (judge.probability(*each) for each in track(units, "judge pairs", len(units), progress))
