"""What a change of the source means for its translation: rules, no model; in doubt the graver class."""

from amts.sync.changes.opaque import classify_opaque
from amts.sync.changes.sentences import classify, rolls_forward, severity
from amts.sync.changes.typos import counted_words

__all__ = ["classify", "classify_opaque", "counted_words", "rolls_forward", "severity"]
