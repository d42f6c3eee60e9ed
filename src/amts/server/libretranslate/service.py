"""What the endpoints of LibreTranslate's API do."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, Protocol

from amts import plugins
from amts.languages import language
from amts.server.documents import translated, translated_text
from amts.server.libretranslate.fields import CHARACTERS, Refused

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from amts.engines.protocol import Engine
    from amts.languages import Language
    from amts.server.libretranslate.fields import Fields
    from amts.server.libretranslate.files import TranslatedFiles
    from amts.server.libretranslate.suggestions import Suggestions

# Whose translation it is, from which language, and into which.
_Direction = tuple[str, str, str]
_AUTO = "auto"
# Shorter texts do not tell their language: that of all texts together is taken for theirs.
_TELLING = 40
_TIMEOUT = 500
# Both sides of a suggestion together have at most so many characters.
_SUGGESTED = 5_000


class Translating(Protocol):
    """The part of `amts.server.amazon.pairs.Engines` that these endpoints need."""

    def pairs(self, account: str) -> Collection[tuple[str, str]]:
        """Return the languages that an account can have translated now, from and into."""
        ...

    def general(self, account: str, source: str, target: str) -> Engine:
        """Return the engine for two languages."""
        ...


@dataclass(frozen=True, slots=True)
class _Answer:
    """The translation of a text, and what makes that without suggestions."""

    text: str
    plain: Callable[[], str] | None = None

    def others(self) -> list[str]:
        """Return other translations."""
        return [other for other in ([self.plain()] if self.plain else []) if other != self.text]


@dataclass(frozen=True, slots=True)
class LibreTranslate:
    """The acts behind the endpoints: fields in, what becomes JSON out.

    Attributes:
        translators: translate.
        guess: returns the most probable languages of a text, each with how probable it is, 0 to 1.
        suggestions: what people suggested.
        files: the translated files that wait to be fetched.
    """

    translators: Translating
    guess: Callable[[str], Sequence[tuple[str, float]]]
    suggestions: Suggestions
    files: TranslatedFiles

    def translate(self, asked: Fields) -> dict[str, Any]:
        """Translate a text, or each of a list."""
        texts, many = asked.texts("q")
        source, target, others = asked.text("source"), asked.text("target"), asked.number("alternatives")
        html = _is_html(asked.text("format", "text"))
        detected = self._detected(texts) if source == _AUTO else []
        sources = [each["language"] for each in detected] or [source] * len(texts)
        found = [
            self._best(text, self._direction(asked, tag, target), html=html)
            for text, tag in zip(texts, sources, strict=True)
        ]
        answer: dict[str, list[Any]] = {"translatedText": [each.text for each in found], "detectedLanguage": detected}
        if others:
            answer["alternatives"] = [each.others() for each in found]
        return {name: values if many else values[0] for name, values in answer.items() if values}

    def detect(self, asked: Fields) -> list[dict[str, Any]]:
        """Return the languages that a text may be in, the most probable first."""
        texts, _ = asked.texts("q")
        return [_detection(*guess) for guess in self.guess("\n".join(texts))]

    def languages(self, asked: Fields) -> list[dict[str, Any]]:
        """Return the languages that can be translated from, each with those that it can be translated into."""
        targets: dict[str, list[str]] = {}
        for source, target in sorted(self.translators.pairs(asked.account)):
            targets.setdefault(source, []).append(target)
        return [{"code": code, "name": language(code).name, "targets": found} for code, found in targets.items()]

    def translate_file(self, asked: Fields) -> dict[str, Any]:
        """Translate a document and return where to fetch it."""
        upload = asked.upload("file")
        name = PurePath(upload.name.replace("\\", "/")).name
        direction = self._direction(asked, asked.text("source"), asked.text("target"))
        format_name = formats_by_suffix().get(PurePath(name).suffix.lower())
        if format_name is None:
            msg = "Invalid request: file format not supported"
            raise Refused(msg)
        engine = self.suggestions.improve(self.translators.general(*direction), *direction)
        done = translated(upload.content, format_name, name, *direction[1:], engine)
        return {"translatedFileUrl": f"{asked.address}/download_file/{self.files.keep(name, done.content)}"}

    def suggest(self, asked: Fields) -> dict[str, Any]:
        """Keep a better translation, which is used from now on."""
        if asked.foreign:
            msg = "Suggestions from pages of other sites are refused"
            raise Refused(msg, 403)
        texts = asked.text("q"), asked.text("s")
        size = sum(map(len, texts))
        if size > _SUGGESTED:
            msg = f"Invalid request: request ({size}) exceeds text limit ({_SUGGESTED})"
            raise Refused(msg)
        direction = self._direction(asked, asked.text("source"), asked.text("target"))
        self.translators.general(*direction)  # it is an error if there is none, and then nobody could use it
        self.suggestions.add(*texts, *direction)
        return {"success": True}

    def settings(self, asked: Fields, *, keys: bool) -> dict[str, Any]:
        """Return what a page for people needs to know; `keys` tells whether requests need one."""
        known = self.languages(asked)
        target = known[0]["targets"][0] if known else "en"
        return {
            "charLimit": CHARACTERS,
            "frontendTimeout": _TIMEOUT,
            "apiKeys": keys,
            "keyRequired": keys,
            "suggestions": True,
            "filesTranslation": True,
            "supportedFilesFormat": sorted(formats_by_suffix()),
            "language": {
                "source": {"code": _AUTO, "name": "Auto Detect"},
                "target": {"code": target, "name": language(target).name},
            },
        }

    def _best(self, text: str, direction: _Direction, *, html: bool) -> _Answer:
        """Return the translation of a text."""
        _, source, target = direction
        if not text.strip() or source == target:
            return _Answer(text)
        plain = self.translators.general(*direction)
        engine = self.suggestions.improve(plain, *direction)

        def said(by: Engine) -> str:
            return translated_text(text, source, target, by, "html" if html else "plaintext").content.decode()

        best = self.suggestions.recall(text, *direction)
        return _Answer(best or said(engine), lambda: said(plain))

    def _direction(self, asked: Fields, source: str, target: str) -> _Direction:
        """Return whose languages they are, and their tags as the engines call them: `zh_Hans` may be their `zh`."""
        wanted = language(source), language(target)
        tags = wanted[0].tag, wanted[1].tag
        known = self.translators.pairs(asked.account)
        if tags in known:
            return asked.account, *tags
        alike = (pair for pair in sorted(known) if all(map(_alike, pair, wanted)))
        return asked.account, *next(alike, tags)

    def _detected(self, texts: Sequence[str]) -> list[dict[str, Any]]:
        overall = _detection(*self.guess("\n".join(texts))[0])
        return [_detection(*self.guess(text)[0]) if len(text) > _TELLING else overall for text in texts]


@cache
def formats_by_suffix() -> dict[str, str]:
    """Return the names of the document formats by the ending of their files."""
    names = plugins.names("amts.formats")
    return {suffix: name for name in names for suffix in plugins.load("amts.formats", name).suffixes}


def _alike(tag: str, wanted: Language) -> bool:
    """Whether a tag is that of a language, in its script, leaving the country aside."""
    found = language(tag)
    return (found.primary, found.script) == (wanted.primary, wanted.script)


def _is_html(kind: str) -> bool:
    if kind not in {"text", "html"}:
        msg = f"{kind} format is not supported"
        raise Refused(msg)
    return kind == "html"


def _detection(tag: str, confidence: float) -> dict[str, Any]:
    return {"confidence": round(100 * confidence, 1), "language": tag}
