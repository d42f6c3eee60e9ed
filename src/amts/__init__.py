"""AMTS keeps books and documentation translated.

Documents become segments; segments align into pairs; pairs become parallel data; parallel data adapts an engine;
the engine translates segments; segments rejoin into documents; evaluation judges.

    import amts
    book = amts.open(".")
    for written in book.translate("zh"):
        print(written.entry.target)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from os import PathLike

    from amts.workspace import Workspace

__all__ = ["open"]


def open(  # noqa: A001  (`amts.open` is what a user types)
    folder: str | PathLike[str], environment: Mapping[str, str] | None = None
) -> Workspace:
    """Open the project in a folder that has an amts.toml.

    Args:
        folder: the folder.
        environment: where the key of an engine stands that needs one, such as `os.environ`.
    """
    from pathlib import Path

    from amts.workspace import open_workspace

    return open_workspace(Path(folder), environment)
