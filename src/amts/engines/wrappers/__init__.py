"""Engines that hold an engine: each adds one ability, and they can be put around one another in any order."""

from amts.engines.wrappers.answers import answered, flaw
from amts.engines.wrappers.cache import Cached
from amts.engines.wrappers.fallback import Deferred, Fallback
from amts.engines.wrappers.memory import Remembering, RememberingInContext
from amts.engines.wrappers.meter import Metered
from amts.engines.wrappers.piecewise import Piecewise
from amts.engines.wrappers.rate_limit import Pace, RateLimited
from amts.engines.wrappers.retries import Retrying

__all__ = [
    "Cached",
    "Deferred",
    "Fallback",
    "Metered",
    "Pace",
    "Piecewise",
    "RateLimited",
    "Remembering",
    "RememberingInContext",
    "Retrying",
    "answered",
    "flaw",
]
