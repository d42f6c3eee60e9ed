"""The options of an engine, as settings give them: checked against what the engine takes."""

from __future__ import annotations

from inspect import Parameter, signature
from typing import TYPE_CHECKING, Any

from amts.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def with_options(
    engine: Callable[..., object],
    name: str,
    options: Mapping[str, Any],
    environment: Mapping[str, str],
    *arguments: object,
) -> object:
    """Make an engine, or its trainer, with the options that the settings have for it.

    A key stands in the environment, under the name that the option `key_variable` says, and never in a file.

    Args:
        engine: makes it; its keyword arguments are the options.
        name: what it is called in the settings.
        options: by name.
        environment: where the key stands.
        arguments: what it is given besides.

    Raises:
        InputError: it has no such option, or lacks one; or the key is not there.
    """
    place, options = f"[engines.{name}]", dict(options)
    if "key" in options:
        msg = f"{place}: a key does not belong in a file: put it into the environment, and its name into key_variable"
        raise InputError(msg)
    variable = options.pop("key_variable", "")
    if variable:
        options["key"] = environment.get(str(variable), "")
        if not options["key"]:
            msg = f"{place}: the environment has no variable {variable!r}, which is to hold the engine's key"
            raise InputError(msg)
    parameters = signature(engine).parameters
    known = [option for option, each in parameters.items() if each.kind is Parameter.KEYWORD_ONLY]
    needed = {option for option in known if parameters[option].default is Parameter.empty}
    unknown, missing = sorted(set(options) - set(known)), sorted(needed - set(options))
    if unknown or missing:
        what = f"unknown option {unknown[0]!r}" if unknown else f"{missing[0]!r} is missing"
        listed = ", ".join("key_variable" if option == "key" else option for option in known) or "none"
        msg = f"{place}: {what}: its options are {listed}"
        raise InputError(msg)
    for option, value in options.items():
        kinds = str(parameters[option].annotation)
        if not any(fits and kind in kinds for kind, fits in _kinds_of(value).items()):
            msg = f"{place}: {option} is {value!r}: expected {kinds}"
            raise InputError(msg)
    return engine(*arguments, **options)


def _kinds_of(value: object) -> dict[str, bool]:
    """Return which kinds of option a value of TOML can stand for; a whole number is a number too."""
    whole = isinstance(value, int) and not isinstance(value, bool)
    return {"str": isinstance(value, str), "int": whole, "float": whole or isinstance(value, float),
            "bool": isinstance(value, bool)}  # fmt: skip
