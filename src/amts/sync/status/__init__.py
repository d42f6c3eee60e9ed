"""How the translations of a project stand: which there are, and how far behind their sources they are."""

from amts.sync.status.language import language_status
from amts.sync.status.records import DocumentStatus, LanguageStatus, Sentences, State

__all__ = ["DocumentStatus", "LanguageStatus", "Sentences", "State", "language_status"]
