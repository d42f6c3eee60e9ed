"""The strategy `post-edit`: what people would change in an engine's output, learnt from what they wrote instead.

For engines that cannot be adapted themselves: a statistical engine from the target language into itself is trained
from the engine's translations of the parallel data to the human ones, and translates once more what the engine says.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar

from amts.adaptation.general_pairs import select_general
from amts.engines.wrappers import Cached, answered, flaw
from amts.errors import DataError
from amts.placeholders import collapsed
from amts.records import Segment, Translation

if TYPE_CHECKING:
    from collections.abc import Sequence

    from amts.adaptation.protocol import Task
    from amts.engines.protocol import Engine, Trainer

# Source words that the engine is asked to translate, to learn from what it says: some thousand sentences.
BUDGET = 60_000


@dataclass(frozen=True, slots=True)
class PostEdit:
    """Learns to correct an engine.

    Attributes:
        trainer: trains the engine that corrects.
        budget: the number of source words that the engine may be asked for, of the pairs most relevant to the
            documents at hand. It is asked once: what it said is kept in the task's cache.
    """

    name: ClassVar[str] = "post-edit"
    trainer: Trainer
    budget: int = BUDGET

    def fits(self, engine: Engine) -> bool:
        """Whether the engine comes ready-made: one that is trained has learnt from the pairs what there is to learn."""
        return not hasattr(engine, "pairs")

    def adapt(self, engine: Engine, task: Task) -> Engine:
        """Return an engine whose answers are corrected; the one given if there are too few pairs to learn from."""
        pairs = select_general(lambda: task.pairs, task, self.budget)
        asked = Cached(engine, task.cache / "drafts.sqlite")
        drafts = answered(asked, [collapsed(pair.source) for pair in pairs])
        lessons = [replace(pair, source=draft.segment) for pair, draft in zip(pairs, drafts, strict=True)]
        try:
            editor = self.trainer.train(lessons, task.target_tag, task.target_tag, task.cache, task.progress)
        except DataError:
            return engine
        return PostEditing(engine, editor)


@dataclass(frozen=True, slots=True)
class PostEditing:
    """An engine whose answers another one corrects.

    Attributes:
        engine: translates.
        editor: translates what the engine says into what people would have said.
    """

    engine: Engine
    editor: Engine

    @property
    def signature(self) -> str:
        """Both signatures."""
        return f"post-edit:{self.editor.signature}+{self.engine.signature}"

    def translate(self, segments: Sequence[Segment]) -> list[Translation]:
        """Translate, and correct what is no memory; a correction that loses markup is none."""
        drafts = answered(self.engine, segments)
        machine = [draft for draft in drafts if draft.origin == "engine"]
        edited = iter(answered(self.editor, [collapsed(draft.segment) for draft in machine]))
        return [self._corrected(draft, next(edited)) if draft.origin == "engine" else draft for draft in drafts]

    def _corrected(self, draft: Translation, edited: Translation) -> Translation:
        if flaw(draft.segment, edited.segment.text):
            return draft
        corrected = Segment(edited.segment.text, draft.segment.marks)
        return Translation(corrected, draft.origin, self.signature, draft.matches)
