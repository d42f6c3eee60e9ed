"""The options of an engine, as settings give them: checked against what the engine takes.

Some are for every ready-made engine: how often it may be asked, how often it is asked again, what it costs. One that
takes such an option itself is given it; around others a wrapper is put.
"""

from __future__ import annotations

from dataclasses import replace
from inspect import Parameter, signature
from typing import TYPE_CHECKING, Any

from amts.engines.wrappers import Metered, Pace, RateLimited, Retrying
from amts.engines.wrappers.retries import PATIENT
from amts.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from amts.engines.protocol import Engine, Opener

# What adaptation and budgets ask of an engine by name: a wrapper would hide it.
_ABILITIES = ("with_examples", "with_terms", "estimate", "score")

_KINDS = {"str": "a text", "int": "a whole number", "float": "a number", "bool": "true or false"}


def with_options(
    trainer: Callable[..., object], name: str, options: Mapping[str, Any], environment: Mapping[str, str]
) -> object:
    """Make the trainer of an engine with the options that the settings have for it.

    Args:
        trainer: makes it; its keyword arguments are the options.
        name: what the engine is called in the settings.
        options: by name.
        environment: where a key stands, under the name that the option `key_variable` says, and never in a file.

    Raises:
        InputError: it has no such option, or lacks one; or the key is not there.
    """
    return trainer(**_checked(_parameters(trainer), name, options, environment))


def opened(
    opener: Opener, name: str, options: Mapping[str, Any], environment: Mapping[str, str], *arguments: Any
) -> Engine:
    """Open a ready-made engine with the options that the settings have for it, see `with_options`.

    Args:
        opener: opens it.
        name: what it is called in the settings.
        options: by name; those of `wrapped` too.
        environment: where a key stands.
        arguments: the two languages and the cache.

    Raises:
        InputError: it has no such option, or lacks one; or the key is not there.
    """
    own, common = _parameters(opener), _parameters(wrapped)
    given = _checked(own | common | own, name, options, environment)
    engine = opener(*arguments, **{option: value for option, value in given.items() if option in own})
    around = {option: value for option, value in given.items() if option not in own}
    if around and any(hasattr(engine, ability) for ability in _ABILITIES):
        msg = f"[engines.{name}]: {name} has no use for {', '.join(around)}: its options are {_listed(own)}"
        raise InputError(msg)
    return wrapped(engine, arguments[0], **around)


def wrapped(
    engine: Engine,
    source_tag: str,
    *,
    requests_per_minute: int | None = None,
    retries: int = 0,
    character_rate: float = 0.0,
) -> Engine:
    """Return an engine with the wrappers that options ask for.

    Args:
        engine: translates.
        source_tag: the language translated from.
        requests_per_minute: how often it may be asked in any minute, for 50 segments at most; None: as often as wanted.
        retries: how often it is asked again when it fails, after pauses.
        character_rate: what a million characters cost.

    Raises:
        InputError: an option is none that makes sense.
    """
    check_least(requests_per_minute=(requests_per_minute, 1), retries=(retries, 0), character_rate=(character_rate, 0))
    if requests_per_minute:
        engine = RateLimited(engine, source_tag, Pace(requests_per_minute))
    if retries:
        engine = Retrying(engine, replace(PATIENT, attempts=retries + 1))
    return Metered(engine, source_tag, character_rate) if character_rate else engine


def check_least(**options: tuple[float | None, float]) -> None:
    """Check that each option is at least a number; None is no limit.

    Raises:
        InputError: one is less.
    """
    for name, (value, least) in options.items():
        if value is not None and not value >= least:
            msg = f"{name} is {value}: expected at least {least}"
            raise InputError(msg)


def _parameters(maker: Callable[..., object]) -> dict[str, Parameter]:
    parameters = signature(maker).parameters
    return {option: each for option, each in parameters.items() if each.kind is Parameter.KEYWORD_ONLY}


def _listed(parameters: Mapping[str, Parameter]) -> str:
    return ", ".join(["key_variable" if option == "key" else option for option in parameters] + ["fallback"])


def _checked(
    parameters: Mapping[str, Parameter], name: str, options: Mapping[str, Any], environment: Mapping[str, str]
) -> dict[str, Any]:
    """Return the options as arguments; which engine to fall back on is not for the engine to know."""
    place = f"[engines.{name}]"
    options = {option: value for option, value in options.items() if option != "fallback"}
    if "key" in options:
        msg = f"{place}: a key does not belong in a file: put it into the environment, and its name into key_variable"
        raise InputError(msg)
    variable = options.pop("key_variable", "")
    if variable:
        options["key"] = environment.get(str(variable), "")
        if not options["key"]:
            msg = f"{place}: the environment has no variable {variable!r}, which is to hold the engine's key"
            raise InputError(msg)
    needed = {option for option, each in parameters.items() if each.default is Parameter.empty}
    unknown, missing = sorted(set(options) - set(parameters)), sorted(needed - set(options))
    if unknown or missing:
        what = f"unknown option {unknown[0]!r}" if unknown else f"{missing[0]!r} is missing"
        msg = f"{place}: {what}: its options are {_listed(parameters)}"
        raise InputError(msg)
    for option, value in options.items():
        kinds = str(parameters[option].annotation)
        if not any(fits and kind in kinds for kind, fits in _kinds_of(value).items()):
            wanted = " or ".join(words for kind, words in _KINDS.items() if kind in kinds)
            msg = f"{place}: {option} is {value!r}: expected {wanted}"
            raise InputError(msg)
    return options


def _kinds_of(value: object) -> dict[str, bool]:
    """Return which kinds of option a value of TOML can stand for; a whole number is a number too."""
    whole = isinstance(value, int) and not isinstance(value, bool)
    return {"str": isinstance(value, str), "int": whole, "float": whole or isinstance(value, float),
            "bool": isinstance(value, bool)}  # fmt: skip
