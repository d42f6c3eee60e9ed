import json
from datetime import UTC, datetime

import cbor2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from amts.server.amazon.codecs import Cbor, Json
from amts.server.amazon.faults import Fault

TIME = datetime(2020, 8, 28, 6, 55, 51, 406_000, UTC)
ANSWER = {"Name": "é", "At": TIME, "Content": b"\xff", "Missing": None, "List": [{"Gone": None, "n": 1}], "Empty": []}


def test_json_has_times_as_seconds_and_bytes_as_base64_and_nothing_for_none():
    assert json.loads(Json().dump(ANSWER)) == {
        "Name": "é", "At": 1598597751.406, "Content": "/w==", "List": [{"n": 1}], "Empty": [],
    }  # fmt: skip


def test_cbor_has_times_by_tag_one_and_bytes_as_they_are():
    written = Cbor().dump(ANSWER)

    assert b"\xc1\xfb" in written  # tag 1, then a float of 64 bits
    assert cbor2.loads(written) == {
        "Name": "é", "At": TIME, "Content": b"\xff", "List": [{"n": 1}], "Empty": [],
    }  # fmt: skip


@pytest.mark.parametrize("codec", [Json(), Cbor()])
def test_no_body_means_no_members(codec):
    assert codec.load(b"") == {}


@pytest.mark.parametrize("codec", [Json(), Cbor()])
def test_half_characters_can_be_written(codec):
    assert codec.load(codec.dump({"Text": "a\ud800b"})) == {"Text": "a?b"}


@pytest.mark.parametrize("body", [b"{", b"\xff", b'{"a":NaN}', b'{"a":Infinity}', b"[" * 100_000, b"9" * 10_000])
def test_what_is_no_json_is_refused(body):
    with pytest.raises(Fault, match="json"):
        Json().load(body)


@pytest.mark.parametrize(
    "body", [b"\xa1", b"\x9f" * 100_000, b"\x5b\xff\xff\xff\xff\xff\xff\xff\xff", b"\xd8\x23\x61\x28"]
)
def test_what_is_no_cbor_is_refused(body):
    with pytest.raises(Fault, match="cbor"):
        Cbor().load(body)


def code_of_fault(act):
    try:
        act()
    except Fault as fault:
        return fault.code
    return None


@given(st.binary(max_size=60))
def test_no_bytes_break_the_reading(body):
    for codec in (Json(), Cbor()):
        assert code_of_fault(lambda codec=codec: codec.load(body)) in {None, "SerializationException"}


@pytest.mark.parametrize("value", [1598597751.406, "2020-08-28T06:55:51.406Z", "2020-08-28T06:55:51.406"])
def test_times_are_read_from_numbers_and_texts(value):
    assert Json().time(value) == TIME
