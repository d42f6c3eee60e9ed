"""Which languages a request is about, and the engine for them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from amts.errors import DataError, LanguageError
from amts.server.amazon.faults import INVALID_REQUEST, Fault
from amts.server.amazon.languages_table import code_of
from amts.server.amazon.parallel_versions import active_data, active_pairs
from amts.server.amazon.terminology_rows import terms_of
from amts.server.apart import train_apart
from amts.server.detection import detect
from amts.server.translators import PairError, Translators

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from amts.engines.protocol import Engine
    from amts.server.amazon.operations import Caller
    from amts.server.amazon.state import State
    from amts.server.options import ServerOptions

AUTO = "auto"
_UNSUPPORTED = "UnsupportedLanguagePairException"
_UNSURE = "DetectedLanguageLowConfidenceException"
_WAY = ": name some by the path of the endpoint, such as /parallel-data/NAME"
# Clients of Amazon wait for an answer for a minute.
PATIENCE = 30.0
# Below it the language of one paragraph in a hundred would be taken for another.
_SURE = 0.5


@dataclass(frozen=True, slots=True)
class Languages:
    """The languages of a request, by Amazon's codes."""

    source: str
    target: str

    @property
    def same(self) -> bool:
        """Whether there is nothing to translate."""
        return self.source == self.target


def open_translators(options: ServerOptions, *, hurried: bool = True) -> Translators:
    """Return the engines of a server.

    Args:
        options: how the server runs.
        hurried: whether requests wait: then engines are trained apart, and waited for only half a minute.
    """
    if hurried:
        return Translators(options, patience=PATIENCE, train=partial(train_apart, options))
    return Translators(options)


def languages_of(source: str, target: str, text: Callable[[], str], *, strict: bool = False) -> Languages:
    """Return the languages that a request means.

    Args:
        source: the code of the language to translate from, or `auto`.
        target: the code of the one to translate into.
        text: returns a text in the source language, if that is to be detected.
        strict: whether only Amazon's codes are known.

    Raises:
        Fault: a language is unknown, or it is too unsure which one it is.
    """
    into = known_code(target, source, target, "Target", strict=strict)
    if source != AUTO:
        return Languages(known_code(source, source, target, "Source", strict=strict), into)
    guess = detect(text())
    code = code_of(guess.tag) if guess.confidence else ""
    if guess.confidence < _SURE:
        msg = f"The source language was detected with low confidence ({guess.confidence:.2f}): name it in the request."
        raise Fault(_UNSURE, msg, DetectedLanguageCode=code or None)
    return Languages(code, into)


def unsupported(message: str, source: str, target: str) -> Fault:
    """Return the fault for languages that cannot be translated."""
    return Fault(_UNSUPPORTED, message, SourceLanguageCode=source, TargetLanguageCode=target)


def known_code(code: str, source: str, target: str, side: str, *, strict: bool) -> str:
    """Return Amazon's code for a code.

    Raises:
        Fault: it is no language.
    """
    try:
        return code_of(code, strict=strict)
    except LanguageError as error:
        msg = f"Unsupported language pair: {source} to {target}. {side} language '{code}' is not supported"
        raise unsupported(msg, source, target) from error


def single(names: Sequence[str]) -> str:
    """Return the only name of a list, or an empty text if it has none.

    Raises:
        Fault: it has several.
    """
    if len(names) > 1:
        msg = f"Only one custom terminology can be used, not {len(names)}: {', '.join(names)}"
        raise Fault(INVALID_REQUEST, msg)
    return names[0] if names else ""


def check_count(names: Sequence[str], *, strict: bool) -> None:
    """Refuse more than one parallel data where Amazon's limits hold.

    Raises:
        Fault: they do, and there are more.
    """
    if strict and len(names) > 1:
        msg = f"Only one parallel data can be used, not {len(names)}: {', '.join(names)}"
        raise Fault(INVALID_REQUEST, msg)


def refuse_extension(caller: Caller, *, strict: bool) -> None:
    """Refuse parallel data that the path or the header names where Amazon's limits hold.

    Raises:
        Fault: they do, and there are some.
    """
    if strict and caller.parallel_data:
        msg = "This server keeps to Amazon's limits: parallel data are for jobs, which name them in the request"
        raise Fault(INVALID_REQUEST, msg)


@dataclass(frozen=True, slots=True)
class Engines:
    """Finds the engine for a request.

    Attributes:
        state: knows the terminologies and parallel data.
        translators: makes the engines.
    """

    state: State
    translators: Translators

    def engine(self, account: str, pair: Languages, terminology: str, data: Sequence[str]) -> Engine:
        """Return the engine for two languages, with a terminology and parallel data by their names, if any.

        Raises:
            Fault: the languages are not supported, or a name is not known.
        """
        stored: Sequence[str] = ()
        if data:
            stored = active_data(self.state, account, data, pair.source, [pair.target])[pair.target]
        terms = terms_of(self.state, account, terminology, pair.source, pair.target) if terminology else ()
        try:
            return self.translators.engine(pair.source, pair.target, stored, terms)
        except PairError as error:
            msg = f"{error}{_WAY if self.translators.learns and not data else ''}"
            raise unsupported(msg, pair.source, pair.target) from error
        except DataError as error:  # what was named is too small
            raise Fault(INVALID_REQUEST, str(error)) from error

    def check(self, pair: Languages, *, data: bool) -> None:
        """Refuse languages of which it is known at once that there is no engine, with or without parallel data.

        Raises:
            Fault: they are not supported.
        """
        try:
            self.translators.check(pair.source, pair.target, data=data)
        except PairError as error:
            raise unsupported(str(error), pair.source, pair.target) from error

    def pairs(self, account: str) -> set[tuple[str, str]]:
        """Return the pairs of languages that an account can have translated, as far as engines say what they know."""
        learnt = active_pairs(self.state, account) if self.translators.learns else []
        return self.translators.pairs | {(source, target) for source, target, _ in learnt}

    def general(self, account: str, source: str, target: str) -> Engine:
        """Return the engine for who can name no parallel data: one that must learn does so from all of the account.

        Raises:
            PairError: there is none for these languages.
        """
        wanted = code_of(source), code_of(target)
        found = active_pairs(self.state, account) if self.translators.learns else []
        names = [name for *pair, name in found if tuple(pair) == wanted]
        return self.translators.engine(source, target, names)
