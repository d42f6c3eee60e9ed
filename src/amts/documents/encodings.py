"""How a text is written down within another syntax, by the name in `Block.encoding`.

An encoder gets the new text of a block with its markup in place, the block, and the body that it stands in. It returns
what to write at the block's place; line breaks (LF) in it become the block's own breaks. A text that stays what it was
is never encoded anew: there may be several ways to write it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from amts.records import Block

ENCODERS: dict[str, Callable[[str, Block, bytes], str]] = {}
