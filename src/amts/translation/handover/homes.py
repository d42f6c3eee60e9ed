"""Which document each translation belongs to, though the documents are called otherwise now.

A file may come back for documents that were renamed, or that are named from another folder than before.
"""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import takewhile
from typing import TYPE_CHECKING

from amts.translation.handover.units import digest_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from amts.translation.handover.merging import Answer
    from amts.translation.handover.units import Unit

_SEPARATOR = re.compile(r"[/\\]+")


def homes(answers: Sequence[Answer], documents: Mapping[str, Sequence[Unit]]) -> dict[str, str]:
    """Return the document that each name in a handed-over file stands for; none for names that cannot be told.

    That is the document of this name; if one is in the file and one is given, that one; otherwise the one whose path
    ends most alike, if there is only one such on both sides. Those must have a text in common.

    Args:
        answers: the translations in the file.
        documents: the documents that are given, each with its units.
    """
    theirs, ours = _texts_in_file(answers), _texts_in_documents(documents)
    found = {name: name for name in theirs if name in ours}
    free = [name for name in ours if name not in found]
    alike = {name: [other for other in free if texts & ours[other]] for name, texts in theirs.items()}
    if len(theirs) == len(ours) == 1:
        return found | {name: others[0] for name, others in alike.items() if others}
    lost = {name: others for name, others in alike.items() if name not in found}
    back = {other: [name for name, others in lost.items() if other in others] for other in free}
    best = {name: most_alike(name, others) for name, others in lost.items()}
    return found | {name: other for name, other in best.items() if other and most_alike(other, back[other]) == name}


def have_texts(answers: Mapping[str, Sequence[Answer]], documents: Mapping[str, Sequence[Unit]]) -> bool:
    """Whether any of the translations of a document is of a text that it has."""
    ours = _texts_in_documents(documents)
    return any(digest_of(each.id) in ours[name] for name, own in answers.items() for each in own)


def _texts_in_file(answers: Sequence[Answer]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for answer in answers:
        found[answer.document].add(digest_of(answer.id))
    return {name: texts - {""} for name, texts in found.items() if name}


def _texts_in_documents(documents: Mapping[str, Sequence[Unit]]) -> dict[str, set[str]]:
    return {name: {digest_of(unit.id) for unit in units} for name, units in documents.items()}


def most_alike(name: str, others: Sequence[str]) -> str:
    """Return the one path that shares the most last parts with this one; empty if there is none, or several."""
    shared = {other: _shared(name, other) for other in others}
    most = max(shared.values(), default=0)
    best = [other for other, count in shared.items() if count == most]
    return best[0] if most and len(best) == 1 else ""


def _shared(name: str, other: str) -> int:
    parts = zip(reversed(_SEPARATOR.split(name)), reversed(_SEPARATOR.split(other)), strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], parts))
