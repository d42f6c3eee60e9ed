"""Packages that are not installed with AMTS itself, imported on use."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from amts.errors import MissingExtraError


def required(module: str, extra: str) -> Any:
    """Return a module of an optional package.

    Args:
        module: its name, such as `ctranslate2`.
        extra: the extra of AMTS that brings it.

    Raises:
        MissingExtraError: it is not installed.
    """
    try:
        return import_module(module)
    except ImportError as error:
        package = module.partition(".")[0]
        msg = f"this needs the package {package}, which is not installed: run pip install 'amts[{extra}]'"
        raise MissingExtraError(msg) from error
