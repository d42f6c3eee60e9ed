"""Checks that every engine and every trainer must pass, for our tests and for authors of plug-ins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from amts.errors import DataError
from amts.placeholders import numbers
from amts.progress import silent
from amts.records import Mark, MarkKind, Pair, Segment, Translation
from amts.testing import toy_language

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from amts.engines.protocol import Engine, Trainer
    from amts.progress import Step

_MARKS = (Mark(MarkKind.OPEN, "*"), Mark(MarkKind.CLOSE, "*"), Mark(MarkKind.CODE, "`x`"), Mark(MarkKind.MATH, "$y$"))
_AWKWARD_SEGMENTS = (
    Segment(""),
    Segment("   "),
    Segment("⟦1⟧⟦2⟧", _MARKS),
    Segment("⟦3⟧ ⟦4⟧", _MARKS),
    Segment("⟦1⟧the red house⟦2⟧ ⟦3⟧", _MARKS),
    Segment("⟦2⟧the⟦1⟧ ⟦4⟧⟦4⟧", _MARKS),
    Segment("||| | ||| <s> </s> <unk> NULL ({ 1 })"),
    Segment("don't 'tis ’s 1,000.5 a_b-c/d"),
    Segment("\x00 \u200b \ufeff 😀 e\u0301 𠮷野家 ﷺ ß İ ไทย"),
    Segment("x" * 3000),
    Segment("the red house sees, " * 100),
)
_PAIRS = 80


def check_engine(engine: Engine, segments: Sequence[Segment]) -> None:
    """Check that an engine answers every segment, in order, always in the same way, and invents no markup.

    Args:
        engine: the engine.
        segments: texts that it should be able to translate.

    Raises:
        AssertionError: a check failed; the message says which.
    """
    signature = engine.signature
    assert signature.strip(), "the signature is empty"
    assert len(signature.splitlines()) == 1, f"the signature has several lines: {signature!r}"
    assert list(engine.translate([])) == [], "no segments must have no answers"
    asked = [*segments, *_AWKWARD_SEGMENTS]
    answers = engine.translate(asked)
    assert len(answers) == len(asked), f"{len(answers)} answers for {len(asked)} segments"
    for segment, answer in zip(asked, answers, strict=True):
        _check_answer(segment, answer)
    assert engine.translate(asked[::-1]) == answers[::-1], "another order of the segments changed the answers"
    assert engine.signature == signature, "translating changed the signature"


def _check_answer(segment: Segment, answer: Translation) -> None:
    assert isinstance(answer, Translation), f"{segment.text!r} was answered by a {type(answer).__name__}"
    assert answer.segment.marks == segment.marks, f"{segment.text!r} was answered with other marks"
    invented = set(numbers(answer.segment.text)) - set(range(1, len(segment.marks) + 1))
    assert not invented, f"{segment.text!r} was answered with the placeholders {invented}, which have no mark"


def check_trainer(trainer_class: type[Trainer], cache: Path) -> None:
    """Check that a trainer refuses too few pairs, learns from enough, and finds again what it has learnt.

    Args:
        trainer_class: the class registered in the family `amts.engines`.
        cache: a path for trained engines where nothing is yet.

    Raises:
        AssertionError: a check failed; the message says which.
    """
    pairs = toy_language.pairs(_PAIRS)
    _check_too_few(trainer_class, pairs[:3], cache)
    steps: list[Step] = []
    engine = _trained(trainer_class, pairs, cache, steps)
    assert all(0 <= step.done <= step.total for step in steps), "progress went beyond its total"
    check_engine(engine, [pair.source for pair in pairs[:20]])
    assert _right(engine, pairs), (
        f"none of the {len(pairs)} sentences that it has learnt is translated as it was learnt"
    )
    files = _files(cache)
    again = _trained(trainer_class, pairs, cache, [])
    assert again.signature == engine.signature, "the same pairs made an engine with another signature"
    assert _files(cache) == files, "an engine that was in the cache was made again"
    reverse = [Pair(pair.target, pair.source) for pair in pairs]
    other = _trained(trainer_class, reverse, cache, [])
    assert other.signature != engine.signature, "other pairs made an engine with the same signature"
    _check_further(trainer_class, engine, pairs, cache)


def _check_further(trainer_class: type[Trainer], engine: Engine, pairs: Sequence[Pair], cache: Path) -> None:
    """Check that an engine learns a few pairs more, and stays as it was itself."""
    signature = engine.signature
    new = [_about_harbours(pair) for pair in toy_language.pairs(3 * _PAIRS) if "mountain" in pair.source.text]
    further, again = (trainer_class().train_further(engine, pairs, new, 4, cache, silent) for _ in range(2))
    assert further.signature == again.signature, "the same lesson made engines with different signatures"
    assert further.signature != signature, "what was learnt further is not in the signature"
    assert engine.signature == signature, "an engine changed when another one learnt more than it"
    assert _right(further, new) > _right(engine, new), f"{len(new)} pairs that were learnt further changed nothing"


def _about_harbours(pair: Pair) -> Pair:
    """Return a pair with a word that the toy language does not have."""
    source, target = pair.source, pair.target
    return Pair(
        Segment(source.text.replace("mountain", "harbour"), source.marks),
        Segment(target.text.replace("monto", "haveno"), target.marks),
    )


def _right(engine: Engine, pairs: Sequence[Pair]) -> int:
    answers = engine.translate([pair.source for pair in pairs])
    return sum(answer.segment.text == pair.target.text for answer, pair in zip(answers, pairs, strict=True))


def _trained(trainer_class: type[Trainer], pairs: Sequence[Pair], cache: Path, steps: list[Step]) -> Engine:
    tags = toy_language.SOURCE_TAG, toy_language.TARGET_TAG
    return trainer_class().train(pairs, *tags, cache, steps.append)


def _check_too_few(trainer_class: type[Trainer], pairs: Sequence[Pair], cache: Path) -> None:
    message = ""
    try:
        _trained(trainer_class, pairs, cache, [])
    except DataError as error:
        message = str(error)
    assert message, f"{len(pairs)} pairs must be too few"
    assert str(len(pairs)) in message, f"the error must say how many pairs there are: {message}"
    assert not _files(cache), "a training that fails must leave nothing in the cache"


def _files(folder: Path) -> dict[str, int]:
    return {str(path): path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}
