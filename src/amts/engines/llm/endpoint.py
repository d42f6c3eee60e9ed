"""An endpoint that completes chats: what is sent to it, what it can do, what it costs, and when it is asked again."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from amts.engines.llm.budget import Ledger, Usage
from amts.engines.llm.connection import NoReplyError
from amts.engines.wrappers.rate_limit import Pace
from amts.engines.wrappers.retries import PATIENT, Backoff, UnavailableError
from amts.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from amts.engines.llm.connection import Reply

# A token has at least a byte; besides the request, a server may put so many into its template of a chat.
_TEMPLATE_TOKENS = 256
_SHOWN = 300
_OK, _BAD_REQUEST, _UNPROCESSABLE, _TOO_MANY, _SERVER = 200, 400, 422, 429, 500
_REQUEST_TIMEOUT, _CONFLICT, _TOO_LARGE = 408, 409, 413
_NOTHING = Usage()


class RefusedError(EngineError):
    """The endpoint does not answer this request, but may answer others."""


@dataclass(frozen=True, slots=True)
class Completion:
    """What a model answered, and whether it stopped because there was no room left."""

    text: str
    cut: bool


@dataclass(frozen=True, slots=True)
class Manner:
    """What an endpoint understands: found out by its refusals, as no endpoint says it beforehand."""

    schema: bool = True
    json: bool = True
    limit: str = "max_tokens"
    temperature: bool = True

    def fields(self, schema: Mapping[str, Any], limit: int, temperature: float) -> dict[str, Any]:
        """Return what of a request depends on what is understood."""
        fields: dict[str, Any] = {self.limit: limit}
        if self.temperature:
            fields["temperature"] = temperature
        if self.schema:
            named = {"name": "translations", "strict": True, "schema": schema}
            fields["response_format"] = {"type": "json_schema", "json_schema": named}
        elif self.json:
            fields["response_format"] = {"type": "json_object"}
        return fields

    def after(self, refusal: str) -> Manner | None:
        """Return what is understood by an endpoint that refuses a request with these words; None if it is not that."""
        words = refusal.lower()
        if "max_completion_tokens" in words and self.limit == "max_tokens":
            return replace(self, limit="max_completion_tokens")
        if "temperature" in words and self.temperature:
            return replace(self, temperature=False)
        if any(word in words for word in ("response_format", "json", "schema", "grammar")) and self.json:
            return replace(self, schema=False, json=self.schema)
        return None


@dataclass(slots=True)
class Endpoint:
    """Completes chats within a budget.

    Attributes:
        post: sends the body of a request and returns the reply.
        model: the name of the model.
        ledger: books what each request costs.
        backoff: how requests are tried again that failed for the moment.
        pace: how many requests may be sent in a minute.
        temperature: how free the model is in its choice of words, from 0.
        accepted: whether it has ever answered a request.
    """

    post: Callable[[bytes], Reply]
    model: str
    ledger: Ledger = field(default_factory=Ledger)
    backoff: Backoff = PATIENT
    pace: Pace = field(default_factory=Pace)
    temperature: float = 0.0
    accepted: bool = field(default=False, init=False)
    _manner: Manner = field(default=Manner(), init=False)

    def complete(self, system: str, user: str, schema: Mapping[str, Any], limit: int) -> Completion:
        """Ask the model.

        Args:
            system: what it is told to do.
            user: the material.
            schema: the form of its answer.
            limit: how many tokens the answer may have.

        Raises:
            BudgetError: the request could cost more than is left; it was not sent.
            RefusedError: the endpoint does not accept this request.
            EngineError: the endpoint does not accept any, or is not available.
        """
        messages = [{"role": "system", "content": system}, {"role": "user", "content": user}]
        while True:
            manner = self._manner
            fields = {"model": self.model, "messages": messages, **manner.fields(schema, limit, self.temperature)}
            body = json.dumps(fields, ensure_ascii=False).encode()
            try:
                return self.backoff.call(lambda body=body: self._once(body, limit), UnavailableError)  # type: ignore[misc]
            except RefusedError as error:
                learnt = manner.after(str(error))
                if learnt is None:
                    raise
                self._manner = learnt

    def _once(self, body: bytes, limit: int) -> Completion:
        """Send one request, and book its cost: the most it can be, where nobody says what it was."""
        most = used = Usage(1, len(body) + _TEMPLATE_TOKENS, limit)
        self.pace.wait()
        self.ledger.book(most)
        try:
            reply = self.post(body)
            if reply.status != _OK:
                used = _NOTHING
                raise _failure(reply)
            completion, usage = _read(reply.content)
            self.accepted = True
            used = usage or most
        except NoReplyError as error:
            used = most if error.sent else _NOTHING
            raise UnavailableError(str(error)) from error
        finally:
            self.ledger.settle(most, used)
        return completion


def _failure(reply: Reply) -> EngineError:
    said = " ".join(reply.content.decode(errors="replace").split())[:_SHOWN]
    msg = f"the endpoint replied {reply.status}: {said}"
    if reply.status in (_TOO_MANY, _REQUEST_TIMEOUT, _CONFLICT) or reply.status >= _SERVER:
        return UnavailableError(msg, reply.retry_after)
    if reply.status in (_BAD_REQUEST, _UNPROCESSABLE, _TOO_LARGE):
        return RefusedError(msg)
    return EngineError(f"{msg}: check its address, the key and the name of the model")


def _read(content: bytes) -> tuple[Completion, Usage | None]:
    """Return what a reply says, and what it says to have cost.

    Raises:
        UnavailableError: it is no chat completion.
    """
    try:
        data = json.loads(content)
        choice = data["choices"][0]
        text = choice["message"].get("content")
        cut = choice.get("finish_reason") == "length"
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        said = content[:_SHOWN].decode(errors="replace")
        msg = f"the endpoint replied with what is no chat completion: {said!r}"
        raise UnavailableError(msg) from error
    return Completion(text if isinstance(text, str) else "", cut), _usage(data.get("usage"))


def _usage(fields: Any) -> Usage | None:
    tokens = [fields.get(name) for name in ("prompt_tokens", "completion_tokens")] if isinstance(fields, dict) else []
    counted = [count for count in tokens if type(count) is int and count >= 0]
    return Usage(1, *counted) if len(counted) == len(tokens) == 2 else None
