"""The keys file: who may ask. A TOML file that only its owner may read, with a table for each access key."""

from __future__ import annotations

import hmac
import os
import re
import secrets
import stat
import string
import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from amts.errors import PathError, SettingsError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_LETTERS = string.ascii_uppercase + string.digits
_ACCOUNT = re.compile("[0-9]{12}")
_FIELDS = frozenset({"secret", "api_key", "account"})


@dataclass(frozen=True, slots=True)
class Key:
    """Somebody who may ask.

    Attributes:
        name: the access key, which is no secret.
        secret: what requests of SDKs are signed with; it never travels.
        api_key: what clients of LibreTranslate's API send; empty: these may not ask.
        account: the account number; empty: the server's own.
    """

    name: str
    secret: str
    api_key: str = ""
    account: str = ""


class KeyRing:
    """The keys in a file, which is read again when it was changed.

    Raises:
        PathError: the file cannot be read.
        SettingsError: it is malformed, or others than its owner may read it.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._seen = self._stamp()
        self._keys = _read(path)

    def find(self, name: str) -> Key | None:
        """Return the key with a name."""
        return self._current().get(name)

    def account_of(self, api_key: str) -> str | None:
        """Return the account of who has an API key, empty for the server's own; None if nobody has it."""
        sent = api_key.encode(errors="replace")
        known = [key for key in self._current().values() if key.api_key]
        # All are compared, so that nothing can be learnt from how long it takes.
        found = [key.account for key in known if hmac.compare_digest(key.api_key.encode(), sent)]
        return found[0] if found else None

    def _current(self) -> Mapping[str, Key]:
        stamp = self._stamp()
        if stamp != self._seen:
            self._keys, self._seen = _read(self._path), stamp
        return self._keys

    def _stamp(self) -> tuple[int, ...]:
        try:
            found = self._path.stat()
        except OSError as error:
            msg = f"cannot read the keys in {self._path} ({error.strerror}): make one with `amts serve --new-key`"
            raise PathError(msg) from error
        return found.st_mtime_ns, found.st_size, found.st_ino, found.st_mode


def is_account(text: str) -> bool:
    """Whether a text is an account number."""
    return bool(_ACCOUNT.fullmatch(text))


def add_key(path: Path, account: str = "") -> Key:
    """Make a key and add it to a file, which is made if there is none.

    Raises:
        PathError: the file cannot be written.
    """
    name = "AMTS" + "".join(secrets.choice(_LETTERS) for _ in range(16))
    key = Key(name, secrets.token_urlsafe(30), secrets.token_urlsafe(24), account)
    fields = {"secret": key.secret, "api_key": key.api_key, "account": key.account}
    lines = [f"[{key.name}]", *(f'{field} = "{value}"' for field, value in fields.items() if value), "", ""]
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, stat.S_IRUSR | stat.S_IWUSR)
        with os.fdopen(file, "a", encoding="utf-8") as opened:
            opened.write("\n".join(lines))
    except OSError as error:
        msg = f"cannot write the keys into {path} ({error.strerror})"
        raise PathError(msg) from error
    return key


def _read(path: Path) -> dict[str, Key]:
    try:
        others = stat.S_IMODE(path.stat().st_mode) & (stat.S_IRWXG | stat.S_IRWXO)
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        msg = f"cannot read the keys in {path} ({error.strerror})"
        raise PathError(msg) from error
    except ValueError as error:
        msg = f"{path}: {error}"
        raise SettingsError(msg) from error
    if others and os.name == "posix":
        msg = f"{path} holds secrets and others than its owner may read it: run `chmod 600 {path}`"
        raise SettingsError(msg)
    return {name: _key(path, name, fields) for name, fields in content.items()}


def _key(path: Path, name: str, fields: Any) -> Key:
    """Return the key that a table of the file describes."""
    if not isinstance(fields, dict) or not fields.get("secret"):
        msg = f"{path}: [{name}] needs a `secret`"
        raise SettingsError(msg)
    odd = [field for field, value in fields.items() if field not in _FIELDS or not isinstance(value, str)]
    if odd:
        msg = f"{path}: [{name}] has `{odd[0]}`, but each of {', '.join(sorted(_FIELDS))} is a text"
        raise SettingsError(msg)
    if fields.get("account") and not is_account(fields["account"]):
        msg = f"{path}: [{name}] has the account {fields['account']!r}: account numbers have twelve digits"
        raise SettingsError(msg)
    return Key(name, **fields)
