import socket
import threading
from contextlib import contextmanager

import pytest

from amts.engines.llm.connection import Connection, NoReplyError, Reply
from amts.errors import InputError
from amts.testing.openai_server import OpenAiServer, ToyEndpoint

BODY = b'{"messages": [{"content": "{\\"segments\\": [{\\"id\\": 1, \\"text\\": \\"\\"}]}"}], "max_tokens": 99}'


@contextmanager
def replying(*chunks):
    """Serve one request with these bytes; yield the address and what was received."""
    listener = socket.create_server(("127.0.0.1", 0))
    received = []

    def serve():
        with listener.accept()[0] as connection:
            received.append(connection.recv(65536))
            for chunk in chunks:
                connection.sendall(chunk)
            connection.shutdown(socket.SHUT_WR)
            while connection.recv(65536):  # what is not read when it is closed makes the client lose the reply
                pass

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    with listener:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/v1?a=b", received
    thread.join(10)


def test_a_request_shows_the_key_and_is_replied_to():
    with replying(b"HTTP/1.1 429 Slow\r\nRetry-After: 2.5\r\nContent-Length: 2\r\n\r\nno") as (url, received):
        assert Connection(url, "secret").post(b"{}") == Reply(429, b"no", 2.5)
    assert received[0].startswith(b"POST /v1?a=b HTTP/1.1\r\n")
    assert b"\r\nAuthorization: Bearer secret\r\n" in received[0]


def test_without_a_key_none_is_shown():
    with replying(b"HTTP/1.1 200 OK\r\n\r\n") as (url, received):
        assert Connection(url).post(b"{}") == Reply(200, b"")
    assert b"Authorization" not in received[0]


def test_a_redirect_is_not_followed():
    with replying(b"HTTP/1.1 307 Go\r\nLocation: http://127.0.0.1:9/\r\nContent-Length: 0\r\n\r\n") as (url, _):
        assert Connection(url, "secret").post(b"{}") == Reply(307, b"")


@pytest.mark.parametrize("text", ["", "soon", "-5", "Wed, 21 Oct 2015 07:28:00 GMT"])
def test_a_pause_that_is_no_number_of_seconds_is_none(text):
    with replying(f"HTTP/1.1 429 Slow\r\nRetry-After: {text}\r\nContent-Length: 0\r\n\r\n".encode()) as (url, _):
        assert Connection(url).post(b"{}").retry_after == 0


@pytest.mark.parametrize("chunks", [[], [b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf"], [b"\x00\xff\r\n\r\n"]])
def test_a_broken_reply_is_none_and_may_have_been_billed(chunks):
    with replying(*chunks) as (url, _), pytest.raises(NoReplyError, match=r"no reply from 127\.0\.0\.1") as broken:
        Connection(url).post(b"{}")
    assert broken.value.sent


def test_nobody_at_the_address_bills_nothing():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(NoReplyError) as broken:
        Connection(f"http://127.0.0.1:{port}").post(b"{}")
    assert not broken.value.sent


def test_a_server_that_hangs_is_not_waited_for():
    with OpenAiServer(ToyEndpoint(["timeout"])) as server, pytest.raises(NoReplyError, match="timed out") as broken:
        Connection(server.url, timeout=0.05).post(BODY)
    assert broken.value.sent


def test_a_server_that_sends_a_byte_now_and_then_is_not_waited_for():
    ticks = iter([0.0, 4.0, 8.0, 12.0, 16.0])
    reply = [b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", *[b"1\r\n \r\n"] * 4]
    with replying(*reply) as (url, _), pytest.raises(NoReplyError, match="not whole after 10 seconds"):
        Connection(url, timeout=10, clock=lambda: next(ticks, 99.0)).post(b"{}")


@pytest.mark.parametrize("url", ["", "api.openai.com/v1", "file:///etc/passwd", "http://", "http://a:b/", "http://[/"])
def test_what_is_no_address_is_refused(url):
    with pytest.raises(InputError, match="is no address of an endpoint"):
        Connection(url)


@pytest.mark.parametrize("key", ["a\nb", "Schlüssel"])
def test_what_is_no_key_is_refused_without_showing_it(key):
    with pytest.raises(InputError, match="the key of the endpoint") as refused:
        Connection("http://127.0.0.1/", key)
    assert key not in str(refused.value)


def test_the_key_is_not_shown():
    assert "secret" not in repr(Connection("http://127.0.0.1/", "secret"))
