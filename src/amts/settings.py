"""The project's settings: `amts.toml`, read once into frozen objects."""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any

from amts.errors import LanguageError, SettingsError
from amts.languages import language
from amts.records import ReadingOptions

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

FILE_NAME = "amts.toml"
# What translates where neither an engine is named nor a model for the languages is installed.
DEFAULT_ENGINE = "phrase"
_KEYS = frozenset({"source", "root", "engine", "engines", "base", "terminology", "targets", "documents"})
_KINDS = {str: "a text in quotation marks", bool: "true or false", tuple: 'a list of texts, such as ["title"]'}
_ANCHORS = ("regenerate", "keep")


@dataclass(frozen=True, slots=True)
class Settings:
    """What `amts.toml` says.

    Attributes:
        root: the folder that the path templates are relative to.
        source: the language of the documents.
        targets: for each language to translate into, the path template `SOURCE=TARGET` of its documents.
        engine: the name of the engine; empty: an installed model for the languages, or else DEFAULT_ENGINE.
        reading: how documents are read.
        anchors: whether links to headings follow the translated headings (`regenerate`), or those get the names of
            the source's (`keep`).
        engines: the options of each engine, such as the name of its model.
        fallbacks: the names of the engines that are asked, in turn, for what the one before cannot translate.
        base: the name of parallel data from other texts, which teach the engine what the project's own do not have.
        terminology: files with the terms that translations must have.
    """

    root: Path
    source: str
    targets: dict[str, str]
    engine: str = ""
    reading: ReadingOptions = field(default_factory=ReadingOptions)
    anchors: str = "regenerate"
    engines: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    fallbacks: tuple[str, ...] = ()
    base: str = ""
    terminology: tuple[Path, ...] = ()


def read_settings(folder: Path) -> Settings:
    """Read the settings of the project in a folder.

    Raises:
        SettingsError: there is no amts.toml, or it is malformed; the message says what to write.
    """
    path = folder / FILE_NAME
    if not path.is_file():
        msg = f"{folder}: no {FILE_NAME} here: run 'amts init', or name a folder with --source and --pair"
        raise SettingsError(msg)
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        msg = f"{path} cannot be read: {error.strerror}"
        raise SettingsError(msg) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        msg = f"{path}: not valid TOML: {error}"
        raise SettingsError(msg) from error
    return _settings(path, data)


def _settings(path: Path, data: dict[str, Any]) -> Settings:
    unknown = sorted(set(data) - _KEYS)
    if unknown:
        msg = f"{path}: unknown key {unknown[0]!r}: known are {', '.join(sorted(_KEYS))}"
        raise SettingsError(msg)
    source, targets = data.get("source"), data.get("targets")
    if not isinstance(source, str) or not isinstance(targets, dict) or not targets:
        msg = f'{path}: expected source = "en" and a table [targets] such as zh = "en/**=zh/**"'
        raise SettingsError(msg)
    texts = {"root": data.get("root", "."), "engine": data.get("engine", ""), "base": data.get("base", "")}
    texts |= {f"targets.{tag}": template for tag, template in targets.items()}
    for key, value in texts.items():
        if not isinstance(value, str):
            msg = f"{path}: {key} is {value!r}: expected a text in quotation marks"
            raise SettingsError(msg)
    standard = {_standard_tag(path, tag): template for tag, template in targets.items()}
    if len(standard) < len(targets):
        msg = f"{path}: [targets] names a language twice ({', '.join(targets)}): leave one out"
        raise SettingsError(msg)
    root, tag = path.parent / texts["root"], _standard_tag(path, source)
    return Settings(
        root,
        tag,
        standard,
        texts["engine"],
        *_documents(path, data.get("documents", {})),
        *_engines(path, data.get("engines", {}), texts["engine"] or DEFAULT_ENGINE),
        texts["base"],
        _terminology(path, data.get("terminology", [])),
    )


def _engines(path: Path, tables: Any, engine: str) -> tuple[Mapping[str, Mapping[str, Any]], tuple[str, ...]]:
    """Return the tables [engines.NAME], and the fallbacks of the engine that is used."""
    if not isinstance(tables, dict) or not all(isinstance(table, dict) for table in tables.values()):
        msg = f"{path}: engines is {tables!r}: expected tables such as [engines.{engine}]"
        raise SettingsError(msg)
    chain = [engine]
    while fallback := tables.get(chain[-1], {}).get("fallback"):
        if not isinstance(fallback, str):
            msg = f"{path}: engines.{chain[-1]}.fallback is {fallback!r}: expected the name of an engine"
            raise SettingsError(msg)
        chain.append(fallback)
        if fallback in chain[:-1]:
            msg = f"{path}: the fallbacks go in a circle, from {' to '.join(chain)}: leave one of them out"
            raise SettingsError(msg)
    return tables, tuple(chain[1:])


def _terminology(path: Path, files: Any) -> tuple[Path, ...]:
    if not _is_like(files, ()):
        msg = f'{path}: terminology is {files!r}: expected a list of files, such as ["terms.csv"]'
        raise SettingsError(msg)
    return tuple(path.parent / file for file in files)


def _documents(path: Path, table: Any) -> tuple[ReadingOptions, str]:
    """Return what the table [documents] says: how they are read, and what becomes of their anchors."""
    if not isinstance(table, dict):
        msg = f"{path}: documents is {table!r}: expected a table [documents]"
        raise SettingsError(msg)
    defaults = {each.name: each.default for each in fields(ReadingOptions)} | {"anchors": "regenerate"}
    for key, value in table.items():
        if key not in defaults:
            msg = f"{path}: unknown key 'documents.{key}': known are {', '.join(sorted(defaults))}"
            raise SettingsError(msg)
        if not _is_like(value, defaults[key]):
            msg = f"{path}: documents.{key} is {value!r}: expected {_KINDS[type(defaults[key])]}"
            raise SettingsError(msg)
    chosen = defaults | {key: tuple(value) if isinstance(value, list) else value for key, value in table.items()}
    anchors = chosen.pop("anchors")
    if anchors not in _ANCHORS:
        msg = f"{path}: documents.anchors is {anchors!r}: expected {' or '.join(map(repr, _ANCHORS))}"
        raise SettingsError(msg)
    return ReadingOptions(**chosen), anchors


def _is_like(value: object, default: object) -> bool:
    """Whether a value of TOML is of the kind of a default."""
    if isinstance(default, tuple):
        return isinstance(value, list) and all(isinstance(each, str) for each in value)
    return type(value) is type(default)


def _standard_tag(path: Path, tag: str) -> str:
    try:
        return language(tag).tag
    except LanguageError as error:
        msg = f"{path}: {error}"
        raise SettingsError(msg) from error


def render_settings(
    source: str, targets: dict[str, str], engine: str = DEFAULT_ENGINE, front_matter: Sequence[str] = ()
) -> str:
    """Return the text of an amts.toml with comments.

    Args:
        source: the language of the documents.
        targets: the template of the paths of each language.
        engine: what translates.
        front_matter: the keys of front matter whose strings are texts.
    """
    keys = ", ".join(map(_quoted, front_matter))
    documents = ["", "[documents]", f"front_matter = [{keys}]  # its strings that are translated"]
    lines = [
        "# What AMTS translates; see docs/guide.md.",
        f"source = {_quoted(source)}  # the language of your documents",
        f"engine = {_quoted(engine)}  # learns from the translations that are there",
        "",
        "[targets]  # language = where each document's translation lies",
        *(f"{_quoted(tag)} = {_quoted(template)}" for tag, template in targets.items()),
        *(documents if front_matter else ()),
    ]
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    """Return a text as a TOML string; JSON escapes what TOML wants escaped, and in the same way."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
