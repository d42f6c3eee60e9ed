"""What a job is, and what its units are."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime


class State(StrEnum):
    """Where a job or a unit stands; a unit is never CANCELLING."""

    QUEUED = "queued"
    RUNNING = "running"
    CANCELLING = "cancelling"
    CANCELLED = "cancelled"
    DONE = "done"
    FAILED = "failed"

    @property
    def ended(self) -> bool:
        """Whether nothing more will happen."""
        return self in {State.CANCELLED, State.DONE, State.FAILED}


@dataclass(frozen=True, slots=True)
class Unit:
    """A part of a job that is done whole or not at all.

    Attributes:
        key: tells it from the other units of its job.
        payload: what its handler needs to know, as JSON holds it.
        state: where it stands.
        attempts: how often it was begun.
        result: what its handler returned.
        error: why it failed, for people.
    """

    key: str
    payload: Mapping[str, Any] = field(default_factory=dict)
    state: State = State.QUEUED
    attempts: int = 0
    result: Mapping[str, Any] = field(default_factory=dict)
    error: str = ""


@dataclass(frozen=True, slots=True)
class Job:
    """Work in units.

    Attributes:
        id: 32 hexadecimal digits.
        kind: says which handler does it.
        name: what its owner calls it; need not be unique.
        payload: what its handler needs to know, as JSON holds it.
        state: where it stands; DONE, even if some units failed.
        total: how many units it has; 0 before it is planned.
        done: how many of them are done.
        failed: how many of them failed for good.
        created: when it was submitted.
        started: when its planning began.
        ended: when its last unit had ended and it was concluded.
        message: why it failed, for people.
        result: what its handler concluded.
    """

    id: str
    kind: str
    name: str
    payload: Mapping[str, Any]
    state: State
    total: int
    done: int
    failed: int
    created: datetime
    started: datetime | None = None
    ended: datetime | None = None
    message: str = ""
    result: Mapping[str, Any] = field(default_factory=dict)
