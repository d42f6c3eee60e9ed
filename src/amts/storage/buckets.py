"""Where buckets are: folders of this machine, or S3."""

from __future__ import annotations

import os
from datetime import timedelta
from functools import lru_cache
from itertools import count
from pathlib import Path
from typing import Any

from amts.errors import PathError

_RETRIES = 3
_RETRY_SECONDS = 20


class Folders:
    """Buckets that are folders in a folder.

    Args:
        root: that folder.
    """

    def __init__(self, root: Path) -> None:
        self._root = Path(os.path.realpath(root))
        self._opened = lru_cache(maxsize=256)(_local)

    def store(self, bucket: str) -> Any:
        """Return obstore's store of a bucket."""
        folder = self._root / bucket
        if folder.is_symlink() or not folder.is_dir():
            msg = f"there is no bucket {bucket}: create it, as a folder beside the other buckets' (a link is none)"
            raise PathError(msg)
        return self._opened(folder)

    def check(self, bucket: str, key: str) -> None:
        """Raise PathError if a link leads out of the bucket."""
        folder = self._root / bucket
        try:
            inside = Path(os.path.realpath(folder / key)).is_relative_to(folder)
        except OSError as error:
            msg = f"s3://{bucket}/{key} cannot be used: {error.strerror}"
            raise PathError(msg) from error
        if not inside:
            msg = f"s3://{bucket}/{key} leads out of its bucket by a link: put the files themselves there"
            raise PathError(msg)

    def is_object(self, store: Any, key: str, size: int) -> bool:  # noqa: ARG002
        """Whether it is an object: folders are never listed."""
        return True

    def tidy(self, bucket: str, key: str) -> None:
        """Remove the files that are moved into the place of an object when they are whole: a killed writer's stays."""
        for number in count(1):
            unfinished = self._root / bucket / f"{key}#{number}"
            if not unfinished.is_file():
                return
            unfinished.unlink(missing_ok=True)


class Service:
    """Buckets at S3, or at what speaks its API.

    Args:
        endpoint: the URL; empty: Amazon's own.
    """

    def __init__(self, endpoint: str) -> None:
        self._endpoint = endpoint
        self._opened = lru_cache(maxsize=256)(self._open)

    def store(self, bucket: str) -> Any:
        """Return obstore's store of a bucket."""
        return self._opened(bucket)

    def check(self, bucket: str, key: str) -> None:
        """Do nothing: there are no links."""

    def is_object(self, store: Any, key: str, size: int) -> bool:
        """Whether it is an object: the markers of folders are empty, with a slash at the end that listings cut off."""
        if size:
            return True
        try:
            store.head(key)
        except FileNotFoundError:
            return False
        return True

    def tidy(self, bucket: str, key: str) -> None:
        """Do nothing: an object that is not whole is none."""

    def _open(self, bucket: str) -> Any:
        from obstore.store import S3Store

        options: dict[str, Any] = {"allow_http": self._endpoint.startswith("http://"), "timeout": "300s"}
        place: dict[str, Any] = {"endpoint": self._endpoint, "virtual_hosted_style_request": False}
        return S3Store(
            bucket,
            client_options={**options, "connect_timeout": "5s"},
            retry_config={"max_retries": _RETRIES, "retry_timeout": timedelta(seconds=_RETRY_SECONDS)},
            **(place if self._endpoint else {}),
        )


def _local(folder: Path) -> Any:
    from obstore.store import LocalStore

    return LocalStore(prefix=folder)
