"""Training in a process of its own: within the server it would keep all other requests waiting.

What a training makes is kept on disk, so that the server then only has to open it.
"""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

from amts.errors import EngineError
from amts.server.options import ServerOptions

if TYPE_CHECKING:
    from collections.abc import Sequence


def train_apart(options: ServerOptions, source: str, target: str, data: Sequence[str]) -> None:
    """Train what an engine needs, and wait until that is done.

    If it cannot be trained, nothing is said: who then makes the engine finds out why.

    Raises:
        EngineError: the process was killed: within the server it would be the server that is.
    """
    # By stdin, as the keys of engines are in it.
    order = json.dumps({"options": options.to_json(), "source": source, "target": target, "data": list(data)})
    command = [sys.executable, "-P", "-m", "amts.server.apart"]
    streams = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    ended = subprocess.run(command, input=order.encode(), check=False, **streams)  # type: ignore[call-overload]
    if ended.returncode < 0:
        msg = f"the training of {source} to {target} was killed (signal {-ended.returncode}): is there enough memory?"
        raise EngineError(msg)


def main() -> None:
    """Train what an order says."""
    from amts.server.translators import Translators

    order = json.load(sys.stdin)
    translators = Translators(ServerOptions.from_json(order["options"]))
    translators.engine(order["source"], order["target"], order["data"])


if __name__ == "__main__":
    main()
