import io
import struct
import zipfile
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amts.documents.office.zip_members import read_member, with_members, zip_members
from amts.errors import DocumentError

LIMIT = 100_000


class Unseekable(io.BytesIO):
    """A file that zipfile can only write on: it puts sizes behind contents, in data descriptors."""

    def seekable(self):
        return False

    def seek(self, *_):
        raise io.UnsupportedOperation

    def tell(self):
        raise io.UnsupportedOperation


def packed(members, *, stream=False, comment=b"", method=zipfile.ZIP_DEFLATED):
    file = Unseekable() if stream else io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        archive.comment = comment
        for name, data in members.items():
            archive.writestr(name, data)
    return file.getvalue()


def unpacked(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


MEMBERS = {"a.xml": b"<a/>" * 50, "media/b.png": bytes(range(256)), "c.xml": b"", "d/": b""}


def replaced(content, new):
    return with_members(content, zip_members(content, "x.docx"), new)


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
@pytest.mark.parametrize("comment", [b"", b"made by hand"])
def test_replaced_members_have_the_new_content_and_all_others_the_old(stream, method, comment):
    content = packed(MEMBERS, stream=stream, comment=comment, method=method)
    result = replaced(content, {"a.xml": b"new", "c.xml": b"<c/>" * 9})
    assert unpacked(result) == {**MEMBERS, "a.xml": b"new", "c.xml": b"<c/>" * 9}
    assert zipfile.ZipFile(io.BytesIO(result)).comment == comment


@pytest.mark.parametrize("stream", [False, True])
def test_with_nothing_replaced_every_byte_stays(stream):
    content = packed(MEMBERS, stream=stream, comment=b"c")
    assert replaced(content, {}) == content


def test_a_comment_may_look_like_the_end_of_the_directory():
    content = packed({"a": b"abc"}, comment=b"PK\x05\x06")
    assert replaced(content, {}) == content


def test_other_members_keep_their_compressed_bytes():
    content = packed(MEMBERS)
    result = replaced(content, {"a.xml": b"longer " * 99})
    before, after = zip_members(content, "x")["media/b.png"], zip_members(result, "x")["media/b.png"]
    assert result[after.start : after.end] == content[before.start : before.end]


@given(
    st.dictionaries(st.sampled_from(["a", "b", "word/c", "é", "../d", "/e"]), st.binary(max_size=300), min_size=1),
    st.binary(max_size=500), st.booleans(), st.sampled_from([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED]),
)  # fmt: skip
def test_any_members_can_be_replaced(members, new, stream, method):
    content = packed(members, stream=stream, method=method)
    name = next(iter(members))
    assert unpacked(replaced(content, {name: new})) == {**members, name: new}
    assert replaced(content, {}) == content
    found = zip_members(content, "x")
    assert {each: read_member(content, found[each], "x", LIMIT) for each in found} == members


def test_a_member_larger_than_the_limit_is_refused_before_it_is_read():
    content = packed({"bomb.xml": b"\0" * 1_000_000})
    with pytest.raises(DocumentError, match=r"x\.docx: member bomb\.xml has 1,000,000 bytes, more than the 100,000"):
        read_member(content, zip_members(content, "x.docx")["bomb.xml"], "x.docx", LIMIT)


def test_a_member_that_lies_about_its_size_is_unpacked_no_further_than_it_says():
    content = bytearray(packed({"bomb.xml": b"\0" * 1_000_000}))
    place = content.rfind(b"PK\x01\x02") + 24
    content[place : place + 4] = struct.pack("<I", 10)
    with pytest.raises(DocumentError, match=r"bomb\.xml is damaged \(its size or checksum is wrong\)"):
        read_member(bytes(content), zip_members(bytes(content), "x")["bomb.xml"], "x", LIMIT)


def test_a_wrong_checksum_is_found():
    content = packed({"a": b"abcdef"}, method=zipfile.ZIP_STORED).replace(b"abcdef", b"abcdeg")
    with pytest.raises(DocumentError, match="checksum"):
        read_member(content, zip_members(content, "x")["a"], "x", LIMIT)


def test_compressed_bytes_that_are_none_are_found():
    content = bytearray(packed({"a": b"abc" * 50}))
    member = zip_members(bytes(content), "x")["a"]
    content[member.data] = 0xFF
    with pytest.raises(DocumentError, match="member a is damaged"):
        read_member(bytes(content), member, "x", LIMIT)


def with_field(content, signature, offset, layout, value):
    changed = bytearray(content)
    struct.pack_into(layout, changed, changed.rfind(signature) + offset, value)
    return bytes(changed)


@pytest.mark.parametrize(
    ("offset", "layout", "value", "complaint"),
    [
        (8, "<H", 1, "is encrypted: save the document without a password"),
        (10, "<H", 12, "compressed by method 12, not by deflate"),
    ],
)
def test_a_member_that_cannot_be_read_is_refused_when_it_is_needed(offset, layout, value, complaint):
    content = with_field(packed({"a": b"abc"}), b"PK\x01\x02", offset, layout, value)
    with pytest.raises(DocumentError, match=complaint):
        read_member(content, zip_members(content, "x")["a"], "x", LIMIT)


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"", "no zip file, or cut short"),
        (b"PK\x03\x04 but no more", "no zip file, or cut short"),
        (packed({"a": b"abc"})[:-1], "no zip file, or cut short"),
        (packed({"a": b"abc"}) + b"x", "no zip file, or cut short"),
        (with_field(packed({"a": b""}), b"PK\x05\x06", 16, "<I", 0xFFFFFFFF), "a zip64 file"),
        (with_field(packed({"a": b""}), b"PK\x01\x02", 42, "<I", 0xFFFFFFFF), "zip64 kind"),
        (with_field(packed({"a": b""}), b"PK\x01\x02", 42, "<I", 5), "not where the directory says"),
        (with_field(packed({"a": b""}), b"PK\x01\x02", 20, "<I", 5000), "reaches into the directory"),
        (with_field(packed({"a": b""}), b"PK\x01\x02", 0, "<I", 0), "directory is incomplete"),
        (with_field(packed({"a": b""}), b"PK\x05\x06", 16, "<I", 999), "directory is not where it says"),
        (with_field(packed({"a": b""}), b"PK\x01\x02", 28, "<H", 9000), "longer than its members"),
    ],
)  # fmt: skip
def test_a_damaged_file_is_refused(content, complaint):
    with pytest.raises(DocumentError, match=rf"x\.docx: .*{complaint}"):
        zip_members(content, "x.docx")


def test_two_members_of_the_same_name_are_refused():
    content = packed({"one.xml": b"1", "two.xml": b"2"}).replace(b"two.xml", b"one.xml")
    with pytest.raises(DocumentError, match="two members have the same name"):
        zip_members(content, "x")


def test_members_that_overlap_are_refused():
    content = packed({"a": b"abc", "b": b"def"}, method=zipfile.ZIP_STORED)
    last = zip_members(content, "x")["b"]
    with pytest.raises(DocumentError, match="overlap"):
        zip_members(content[: last.entry + 42] + struct.pack("<I", 0) + content[last.entry + 46 :], "x")


def complaint(content):
    """Return why a zip file cannot be read, or nothing."""
    try:
        members = zip_members(content, "x")
        for member in members.values():
            read_member(content, member, "x", LIMIT)
        with_members(content, members, {})
    except DocumentError as error:
        return str(error)
    return ""


def test_any_damaged_byte_is_refused_or_harmless():
    content = packed(MEMBERS)
    damaged = [content[:place] + bytes([content[place] ^ 0xFF]) + content[place + 1 :] for place in range(len(content))]
    complaints = list(filter(None, map(complaint, damaged)))
    assert len(complaints) > len(content) / 4
    assert all(each.startswith("x: ") for each in complaints)


def test_the_checksum_is_that_of_zip():
    content = packed({"a": b"abc"})
    assert zip_members(content, "x")["a"].crc == zlib.crc32(b"abc")
