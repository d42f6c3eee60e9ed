"""An endpoint as OpenAI's, for tests: it translates the made-up language, keeps a bill, and misbehaves on command."""

from __future__ import annotations

import json
import re
import threading
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

from amts.engines.llm.budget import Usage
from amts.engines.llm.connection import NoReplyError, Reply
from amts.records import Segment
from amts.testing import toy_language
from amts.testing.fakes import DictionaryEngine

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from types import TracebackType

_PHRASE = re.compile(rf"\b({'|'.join(toy_language._ADJECTIVES)}) ({'|'.join(toy_language._NOUNS)})\b")
_DICTIONARY = DictionaryEngine(toy_language.VOCABULARY)
_TOKEN = re.compile(r"\w+|[^\w\s]")

# What can be wrong with the content of an answer, given what should be in it.
CONTENTS: Mapping[str, Callable[[list[dict[str, Any]]], object]] = {
    "invented placeholder": lambda entries: [entry | {"text": f"{entry['text']} ⟦9⟧"} for entry in entries],
    "lost placeholders": lambda entries: [entry | {"text": re.sub("⟦.*?⟧", "", entry["text"])} for entry in entries],
    "half placeholders": lambda entries: [entry | {"text": entry["text"].replace("⟧", "")} for entry in entries],
    "missing id": lambda entries: entries[:-1],
    "doubled id": lambda entries: [entries[0] | {"text": "Domo."}, *entries],
    "other ids": lambda entries: [entry | {"id": entry["id"] + 1} for entry in entries],
    "texts as ids": lambda entries: [entry | {"id": str(entry["id"])} for entry in entries],
    "odd entries": lambda entries: ["Jen:", None, {"id": 99}, {"text": None}, *entries],
    "empty": lambda entries: [entry | {"text": " "} for entry in entries],
    "no text": lambda entries: [entry | {"text": None} for entry in entries],
    "no list": lambda _: 5,
}  # fmt: skip
# What can stand around the JSON of an answer, or in its place.
SURROUNDINGS: Mapping[str, Callable[[str], str | None]] = {
    "prose": lambda text: f"Sure! {{Here}} you are:\n```json\n{text}\n```\nAnything else?",
    "thoughts": lambda text: f'<think>Perhaps {{"translations": [{{"id": 1, "text": "Hm"}}]}}?</think>\n{text}',
    "brackets": lambda text: "{" * 5000 + text,
    "no JSON": lambda _: "I am sorry, I cannot do that.",
    "nothing": lambda _: None,
}
STATUSES: Mapping[str, Reply] = {
    "429": Reply(429, b'{"error": {"message": "Rate limit reached"}}', 7),
    "500": Reply(500, b"Internal Server Error"),
    "503": Reply(503, b"", 3),
    "400": Reply(400, b'{"error": {"message": "This model has a maximum context length"}}'),
    "401": Reply(401, b'{"error": {"message": "Incorrect API key provided"}}'),
}
NO_REPLIES = ("timeout", "dropped", "half")
OTHERS = ("truncated", "large usage", "no usage", "html")
MISDEEDS = (*CONTENTS, *SURROUNDINGS, *STATUSES, *NO_REPLIES, *OTHERS)
# What an endpoint may refuse in a request, and the words of those that do.
_REFUSALS = {
    "json_schema": "Invalid parameter: 'response_format' of type 'json_schema' is not supported with this model",
    "response_format": "Unrecognized request argument supplied: response_format",
    "max_tokens": "Unsupported parameter: 'max_tokens' is not supported. Use 'max_completion_tokens' instead.",
    "temperature": "Unsupported value: 'temperature' does not support 0.0 with this model.",
}
_FORBIDDEN = "The response was filtered due to the prompt triggering the content management policy."


def toy_translation(text: str) -> str:
    """Translate a masked text of the made-up language: word for word, adjectives behind their nouns."""
    (answer,) = _DICTIONARY.translate([Segment(_PHRASE.sub(r"\2 \1", text))])
    return answer.segment.text


@dataclass(slots=True)
class ToyEndpoint:
    """Answers requests as an endpoint would, without any network.

    Attributes:
        misdeeds: what it does wrong, one of MISDEEDS or nothing (``), request by request; afterwards it behaves.
        refuses: parts of requests that it does not understand.
        forbids: a text about which it accepts no request, as a filter of contents does; empty: none.
        heeds_terms: whether it keeps to the terms that it is shown.
        requests: the requests that it was sent.
        billed: what it bills, for answers that nobody received too.
    """

    misdeeds: Iterable[str] = ()
    refuses: frozenset[str] = frozenset()
    forbids: str = ""
    heeds_terms: bool = True
    requests: list[dict[str, Any]] = field(default_factory=list)
    billed: Usage = field(default=Usage())
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self.misdeeds = iter(self.misdeeds)

    def post(self, body: bytes) -> Reply:
        """Reply to a request, as `amts.engines.llm.connection` does.

        Raises:
            NoReplyError: the misdeed is that no whole reply is given.
        """
        misdeed, reply = self.handle(body)
        if misdeed in NO_REPLIES:
            raise NoReplyError(misdeed, sent=True)
        return reply

    def handle(self, body: bytes) -> tuple[str, Reply]:
        """Return the misdeed for this request, and the reply to it."""
        request = json.loads(body)
        with self._lock:
            self.requests.append(request)
            refusal = self._refusal(request)
            misdeed = "" if refusal else next(iter(self.misdeeds), "")
            if refusal or misdeed in STATUSES:
                return misdeed, refusal or STATUSES[misdeed]
            content, cut, usage = _answered(request, misdeed, heeds_terms=self.heeds_terms)
            self.billed += usage
        if misdeed == "html":
            return misdeed, Reply(200, b"<html>Welcome!</html>")
        told = {"prompt_tokens": usage.prompt_tokens, "completion_tokens": usage.completion_tokens}
        completion = {
            "choices": [{"message": {"content": content}, "finish_reason": "length" if cut else "stop"}],
            "usage": None if misdeed == "no usage" else told,
        }
        return misdeed, Reply(200, json.dumps(completion).encode())

    def _refusal(self, request: Mapping[str, Any]) -> Reply | None:
        sent = {*request, request.get("response_format", {}).get("type")}
        words = next((words for name, words in _REFUSALS.items() if name in self.refuses & sent), "")
        if self.forbids and any(self.forbids in each["text"] for each in _asked(request)):
            words = _FORBIDDEN
        return Reply(400, json.dumps({"error": {"message": words}}).encode()) if words else None


def _asked(request: Mapping[str, Any]) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = json.loads(request["messages"][-1]["content"])["segments"]
    return entries


def _with_terms(text: str, request: Mapping[str, Any]) -> str:
    """Return a text with what its terms must be called, which no dictionary changes, in place of them."""
    for term, demanded in json.loads(request["messages"][-1]["content"]).get("terms", {}).items():
        text = re.sub(rf"\b{re.escape(term)}\b", demanded, text)
    return text


def _answered(request: Mapping[str, Any], misdeed: str, *, heeds_terms: bool) -> tuple[str | None, bool, Usage]:
    """Return the content of an answer, whether it was cut off, and what it costs."""
    texts = {
        each["id"]: _with_terms(each["text"], request) if heeds_terms else each["text"] for each in _asked(request)
    }
    entries: object = [{"id": number, "text": toy_translation(text)} for number, text in texts.items()]
    if misdeed in CONTENTS:
        entries = CONTENTS[misdeed](entries)  # type: ignore[arg-type]
    content: str | None = json.dumps({"translations": entries}, ensure_ascii=False)
    if misdeed in SURROUNDINGS:
        content = SURROUNDINGS[misdeed](content or "")
    limit = request.get("max_tokens") or request["max_completion_tokens"]
    told = "".join(message["content"] for message in request["messages"])
    tokens = list(_TOKEN.finditer(content or ""))
    room = len(tokens) // 2 if misdeed == "truncated" else limit
    cut = len(tokens) > room
    usage = Usage(1, len(_TOKEN.findall(told)), min(len(tokens), room))
    if misdeed == "large usage":
        usage = Usage(1, len(told.encode()), limit)
    return (content or "")[: tokens[room].start()] if cut else content, cut, usage


class OpenAiServer:
    """Serves a toy endpoint on this machine while a `with` block lasts; `url` is its address.

    Args:
        endpoint: what replies.
        key: who does not show it is refused; empty: anybody may ask.
    """

    def __init__(self, endpoint: ToyEndpoint, key: str = "") -> None:
        self.endpoint = endpoint
        self.key = key
        self.closing = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}/v1"

    def __enter__(self) -> OpenAiServer:
        # The default of half a second is how long the end of every test would take.
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()


def _handler(server: OpenAiServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            authorised = not server.key or self.headers["Authorization"] == f"Bearer {server.key}"
            misdeed, reply = server.endpoint.handle(body) if authorised else ("401", STATUSES["401"])
            if misdeed == "timeout":
                server.closing.wait()
            if misdeed not in ("timeout", "dropped"):
                with suppress(ConnectionError):
                    self._send(reply, len(reply.content) // 2 if misdeed == "half" else None)

        def _send(self, reply: Reply, most: int | None) -> None:
            self.send_response(reply.status)
            self.send_header("Content-Length", str(len(reply.content)))
            if reply.retry_after:
                self.send_header("Retry-After", f"{reply.retry_after:g}")
            self.end_headers()
            self.wfile.write(reply.content[:most])

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    return Handler
