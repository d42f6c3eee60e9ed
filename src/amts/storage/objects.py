"""Objects at `s3://bucket/key`: in folders of this machine, one a bucket, or at S3 and what speaks its API."""

from __future__ import annotations

import re
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from amts.errors import DataError, MissingExtraError, PathError, RetryError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_URI = re.compile(r"s3://([^/]*)(?:/(.*))?", re.DOTALL)
# As S3 wants them, and Amazon Translate: no two dots in a row, nor what is an address of a computer.
_BUCKET = re.compile(r"(?!.*\.\.)(?!\d+\.\d+\.\d+\.\d+$)[a-z0-9][.\-a-z0-9]{1,61}[a-z0-9]")
_HARMFUL = re.compile(r"[\x00-\x1f\x7f-\x9f\\\ud800-\udfff]")
_LONGEST_KEY = 1024
# Of a file's name, less what the local store adds to it.
_LONGEST_PART = 240
# The local store writes to such a name before it moves the whole object into its place.
_UNFINISHED = re.compile(r"#\d+$")


@dataclass(frozen=True, slots=True)
class Stored:
    """An object that is there, and how many bytes it has."""

    uri: str
    size: int


class Buckets(Protocol):
    """Where buckets are."""

    def store(self, bucket: str) -> Any:
        """Return obstore's store of a bucket."""
        ...

    def check(self, bucket: str, key: str) -> None:
        """Raise PathError if a key leads elsewhere than into the bucket."""
        ...

    def is_object(self, store: Any, key: str, size: int) -> bool:
        """Whether what a listing names is an object, not the marker of a folder."""
        ...

    def tidy(self, bucket: str, key: str) -> None:
        """Remove what killed writers of an object left behind."""
        ...


def open_objects(root: Path | None, s3_endpoint: str = "") -> Objects:
    """Open the objects below the folder `root`, at an endpoint of S3 if one is given, or else at Amazon's own.

    Credentials and region of S3 are taken from the environment, as Amazon's tools do.

    Raises:
        MissingExtraError: obstore is not installed.
    """
    try:
        import obstore  # noqa: F401
    except ImportError as error:
        msg = "objects at s3:// need the package obstore: run `pip install 'amts[server]'`"
        raise MissingExtraError(msg) from error
    from amts.storage.buckets import Folders, Service

    return Objects(Folders(root) if root and not s3_endpoint else Service(s3_endpoint))


class Objects:
    """Whole objects, by URI.

    All methods raise PathError for a URI that is none, leads elsewhere than it seems, or names a bucket that does not
    exist; RetryError if the service cannot be reached now.
    """

    def __init__(self, buckets: Buckets) -> None:
        self._buckets = buckets

    def read(self, uri: str, limit: int | None = None) -> bytes:
        """Return an object's bytes.

        Raises:
            PathError: there is no such object.
            DataError: it has more bytes than the limit; they are not read.
        """
        bucket, key = parse_uri(uri)
        with _translated(uri):
            found = self._open(bucket, key).get(key)
            size = found.meta["size"]
            if limit is not None and size > limit:
                msg = f"{uri} has {size:,} bytes, at most {limit:,} are allowed: split it"
                raise DataError(msg)
            return bytes(found.bytes())

    def write(self, uri: str, content: bytes) -> None:
        """Write an object so that a reader, or a crash, meets either what was there or all of the new."""
        bucket, key = parse_uri(uri)
        with _translated(uri):
            self._open(bucket, key).put(key, content)
        self._buckets.tidy(bucket, key)

    def delete(self, uri: str) -> None:
        """Delete an object; it need not exist."""
        bucket, key = parse_uri(uri)
        with _translated(uri):
            store = self._open(bucket, key)
            try:
                store.delete(key)
            except FileNotFoundError as error:
                _raise_if_no_bucket(error, uri)

    def exists(self, uri: str) -> bool:
        """Whether there is such an object; a folder is none."""
        bucket, key = parse_uri(uri)
        with _translated(uri):
            store = self._open(bucket, key)
            try:
                store.get(key)  # unlike `head`, it says whether it is the bucket that is missing
            except FileNotFoundError as error:
                _raise_if_no_bucket(error, uri)
                return False
            return True

    def list(self, uri_prefix: str) -> Iterator[Stored]:
        """Yield the objects in a folder and the folders in it, by key; markers of empty folders are left out.

        Args:
            uri_prefix: of the folder, with or without a slash at its end; of a bucket: all there is in it.
        """
        bucket, folder = parse_uri(uri_prefix, folder=True)
        with _translated(uri_prefix):
            store = self._open(bucket, folder)
            sizes = dict(self._sizes(store, bucket, folder))
        for key in sorted(sizes, key=str.encode):
            yield Stored(f"s3://{bucket}/{key}", sizes[key])

    def _sizes(self, store: Any, bucket: str, folder: str) -> Iterator[tuple[str, int]]:
        for found in (found for chunk in store.list(folder or None) for found in chunk):
            key, size = found["path"], found["size"]
            if self._buckets.is_object(store, key, size):
                parse_uri(f"s3://{bucket}/{key}")
                self._buckets.check(bucket, key)
                yield key, size

    def _open(self, bucket: str, key: str) -> Any:
        store = self._buckets.store(bucket)
        self._buckets.check(bucket, key)
        return store


def parse_uri(uri: str, *, folder: bool = False) -> tuple[str, str]:
    """Return the bucket and the key of a URI.

    Args:
        uri: such as `s3://bucket/folder/name`.
        folder: whether it may be a bucket, or a folder with a slash at the end, which is cut off.

    Raises:
        PathError: it is none, or its key could lead elsewhere than it seems.
    """
    match = _URI.fullmatch(uri)
    if not match or not _BUCKET.fullmatch(match[1]):
        msg = f"{uri!r} is not the URI of an object: write s3://BUCKET/KEY, with a bucket of 3 to 63 of a-z 0-9 . -"
        raise PathError(msg)
    key = match[2] or ""
    if folder:
        key = key.removesuffix("/")
    wrong = _wrong(key) if key or not folder else ""
    if wrong:
        msg = f"{uri!r} cannot be used: its key {wrong}"
        raise PathError(msg)
    return match[1], key


def _wrong(key: str) -> str:
    """Return what is wrong with a key; empty if nothing is."""
    parts = key.split("/")
    if _HARMFUL.search(key):
        return "has a backslash or a control character"
    if not key or any(part in ("", ".", "..") for part in parts):
        return "is empty or has a part that is empty, `.` or `..`"
    if _UNFINISHED.search(key):
        return "ends with # and digits, which are kept for unfinished files"
    if len(key.encode()) > _LONGEST_KEY or any(len(part.encode()) > _LONGEST_PART for part in parts):
        return f"is longer than {_LONGEST_KEY} bytes, or has a part of more than {_LONGEST_PART}"
    return ""


@contextmanager
def _translated(uri: str) -> Iterator[None]:
    """Turn the errors of obstore into ours."""
    from obstore import exceptions

    try:
        yield
    except FileNotFoundError as error:
        _raise_if_no_bucket(error, uri)
        msg = f"there is no object {uri}: look at what its folder holds"
        raise PathError(msg) from error
    except (exceptions.PermissionDeniedError, exceptions.UnauthenticatedError) as error:
        msg = f"access to {uri} is denied: check the credentials in the environment and the rights they give"
        raise PathError(msg) from error
    except (exceptions.InvalidPathError, ValueError) as error:
        msg = f"{uri} cannot be used: {_first_line(error)}"
        raise PathError(msg) from error
    except exceptions.BaseError as error:
        raise _unusable(uri, error) from error


def _unusable(uri: str, error: Exception) -> PathError | RetryError:
    _raise_if_no_bucket(error, uri)
    line = _first_line(error)
    if "LocalFileSystem" in line:  # what stands before the reason is where this machine keeps its buckets
        return PathError(f"{uri} cannot be used: {line.rpartition(': ')[2]}")
    return RetryError(f"{uri} cannot be reached now: {line}")


def _raise_if_no_bucket(error: Exception, uri: str) -> None:
    if "NoSuchBucket" in str(error):
        bucket = uri.split("/")[2]
        msg = f"there is no bucket {bucket}: create it, or correct {uri}"
        raise PathError(msg) from error


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0]
