"""The records of a file with parallel data, sorted into usable, malformed and skipped ones by Amazon's rules."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from amts.parallel.amazon_limits import LONGEST_SEGMENT

if TYPE_CHECKING:
    from collections.abc import Mapping

_MESSAGES = 1000
_TAG = re.compile("<[^<>]*>")


@dataclass(frozen=True, slots=True)
class Record:
    """A text with its translations.

    Attributes:
        source: the text.
        targets: its translations by language.
        changed: when, in a form that sorts by time; empty if the file does not say.
        confidence: how likely it is that they belong together, if AMTS wrote the file; None: people say that they do.
    """

    source: str
    targets: Mapping[str, str]
    changed: str = ""
    confidence: float | None = None


@dataclass(slots=True)
class Intake:
    """Collects the records of a file.

    Attributes:
        source: Amazon's code of the language translated from.
        strict: whether Amazon's limits hold.
        failed: how many records are malformed.
        skipped: how many records, and targets of records that have others, were passed over.
    """

    source: str
    strict: bool = False
    failed: int = 0
    skipped: int = 0
    _records: dict[object, tuple[str, Record]] = field(default_factory=dict)
    _messages: list[dict[str, str]] = field(default_factory=list)

    @property
    def records(self) -> list[Record]:
        """The usable records, in the order of the file; of several with the same source, the one that holds."""
        return [record for _, record in self._records.values()]

    @property
    def targets(self) -> list[str]:
        """The languages of the translations, in the order of their first appearance."""
        return list(dict.fromkeys(language for record in self.records for language in record.targets))

    @property
    def characters(self) -> int:
        """How many characters the records have, tags aside."""
        texts = (text for record in self.records for text in (record.source, *record.targets.values()))
        return sum(len(_TAG.sub("", text)) for text in texts)

    def take(self, content: str, record: Record) -> None:
        """Take a record, or what of it is usable; `content` says where it stands."""
        flaw = self._flaw(record.source)
        if flaw:
            self.skip(content, f"The source segment {flaw}.")
            return
        flaws = {language: self._flaw(text) for language, text in record.targets.items()}
        usable = {language: text for language, text in record.targets.items() if not flaws[language]}
        if not usable:
            self.skip(content, "There is no target segment that can be used.")
            return
        for language, found in flaws.items():
            if found:
                self.skip(content, f"The target segment in {language} {found}.")
        self._keep(content, replace(record, targets=usable))

    def _keep(self, content: str, record: Record) -> None:
        """Keep the record that was changed last, or stands last, among those with the same source.

        What AMTS found in people's translations is no list of rules: it is all kept, unless limits are strict.
        """
        if record.confidence is not None and not self.strict:
            self._records[len(self._records), record.source] = content, record
            return
        new = content, record
        earlier = self._records.get(record.source)
        if earlier:
            kept, dropped = (earlier, new) if earlier[1].changed > record.changed else (new, earlier)
            self.skip(dropped[0], f"{kept[0]} has the same source segment and is more recent.")
            if kept is earlier:
                return
            del self._records[record.source]
        self._records[record.source] = new

    def fail(self, content: str, message: str) -> None:
        """Take note of a malformed record."""
        self.failed += 1
        self.note(content, message)

    def skip(self, content: str, message: str) -> None:
        """Take note of a record, or a part of one, that is passed over."""
        self.skipped += 1
        self.note(content, message)

    def note(self, content: str, message: str) -> None:
        """Add a message to the report, which holds the first ones of many."""
        if len(self._messages) < _MESSAGES:
            self._messages.append({"content": content, "message": message})

    def report(self) -> dict[str, Any]:
        """Return what the error file says."""
        summary = {"record_error_count": self.failed, "record_skipped_count": self.skipped}
        return {"summary": summary, "messages": self._messages}

    def _flaw(self, text: str) -> str:
        """Return why a segment cannot be used, or nothing."""
        if not text.strip():
            return "is empty"
        size = len(text.encode())
        return f"has {size} bytes, more than {LONGEST_SEGMENT}" if self.strict and size > LONGEST_SEGMENT else ""
