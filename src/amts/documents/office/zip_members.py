"""Members of a zip file read in bounded memory, and some replaced while the bytes of all others stay as they are.

Only what has to change is written anew: the replaced members, the places that the directory at the end tells, and the
directory's own place. Nothing is ever written to disk, so it does not matter where the names of members lead.
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from amts.errors import DocumentError

if TYPE_CHECKING:
    from collections.abc import Mapping

# The records of a zip file (APPNOTE.TXT 4.3.7, 4.3.12, 4.3.16) up to their variable parts.
_LOCAL = struct.Struct("<4s5H3I2H")
_CENTRAL = struct.Struct("<4s6H3I5H2I")
_END = struct.Struct("<4s4H2IH")
_LOCAL_SIGNATURE, _CENTRAL_SIGNATURE, _END_SIGNATURE = (
    b"PK\x03\x04",
    b"PK\x01\x02",
    b"PK\x05\x06",
)
_ZIP64_LOCATOR = b"PK\x06\x07"
_LONGEST_COMMENT = 0xFFFF
_TOO_LARGE = 0xFFFFFFFF
_STORED, _DEFLATED = 0, 8
_ENCRYPTED, _DESCRIPTOR = 0x1, 0x8


@dataclass(frozen=True, slots=True)
class Member:
    """A member as the directory describes it.

    Attributes:
        name: its name.
        flags: what is special about it, such as encryption.
        method: how it is compressed.
        crc: the checksum of its content.
        packed: the size of its compressed content.
        size: the size of its content, as it is declared.
        start: the first byte of its local header.
        data: the first byte of its compressed content.
        end: the byte after all that belongs to it.
        entry: where its record in the directory begins.
        entry_end: the byte after that.
    """

    name: str
    flags: int
    method: int
    crc: int
    packed: int
    size: int
    start: int
    data: int
    end: int
    entry: int
    entry_end: int


@dataclass(frozen=True, slots=True)
class _Content:
    crc: int
    size: int
    packed: bytes


@dataclass(frozen=True, slots=True)
class _Directory:
    start: int
    end: int
    count: int
    record: int


def zip_members(content: bytes, name: str) -> dict[str, Member]:
    """Return the members of a zip file by name, in the order of its directory.

    Raises:
        DocumentError: it is no zip file, or damaged, or has what no office program writes: several disks, zip64,
            members that overlap or have the same name.
    """
    directory = _directory(content, name)
    members = _entries(content, directory, name)
    if len({member.name for member in members}) < len(members):
        raise _damaged(name, "two members have the same name")
    bounds = [
        *sorted((member.start, member.data + member.packed) for member in members),
        (directory.start, 0),
    ]
    if any(end > start for (_, end), (start, _) in pairwise(bounds)):
        raise _damaged(name, "members overlap")
    return {member.name: member for member in members}


def read_member(content: bytes, member: Member, name: str, limit: int) -> bytes:
    """Return the content of a member.

    Raises:
        DocumentError: it is encrypted, larger than `limit` or than it declares, or its checksum is wrong; memory
            stays bounded by the limit.
    """
    where = f"{name}: member {member.name}"
    if member.flags & _ENCRYPTED:
        msg = f"{where} is encrypted: save the document without a password"
        raise DocumentError(msg)
    if member.size > limit:
        msg = f"{where} has {member.size:,} bytes, more than the {limit:,} allowed here: split the document"
        raise DocumentError(msg)
    data = _unpacked(content[member.data : member.data + member.packed], member, where)
    if len(data) != member.size or zlib.crc32(data) != member.crc:
        msg = f"{where} is damaged (its size or checksum is wrong): save the document again"
        raise DocumentError(msg)
    return data


def with_members(content: bytes, members: Mapping[str, Member], new: Mapping[str, bytes]) -> bytes:
    """Return the zip file with the content of some members replaced, by name; all others are copied as they are."""
    contents = {each: _Content(zlib.crc32(data), len(data), _deflated(data)) for each, data in new.items()}
    pieces: list[bytes] = []
    starts: dict[str, int] = {}
    position = length = 0
    for member in sorted(members.values(), key=lambda each: each.start):
        pieces.append(content[position : member.start])
        starts[member.name] = length = length + len(pieces[-1])
        data = contents.get(member.name)
        pieces.append(_packed(content, member, data) if data else content[member.start : member.end])
        length += len(pieces[-1])
        position = member.end
    directory = _directory(content, "")
    pieces.append(content[position : directory.start])
    length += len(pieces[-1])
    entries = b"".join(_entry(content, each, starts[each.name], contents.get(each.name)) for each in members.values())
    end = bytearray(content[directory.end :])
    struct.pack_into("<2I", end, directory.record - directory.end + 12, len(entries), length)
    return b"".join([*pieces, entries, bytes(end)])


def _directory(content: bytes, name: str) -> _Directory:
    place = content.rfind(_END_SIGNATURE, max(len(content) - _LONGEST_COMMENT - _END.size, 0))
    while place >= 0:
        record = content[place : place + _END.size]
        if len(record) == _END.size and place + _END.size + _END.unpack(record)[-1] == len(content):
            return _checked(content, place, name)
        place = content.rfind(_END_SIGNATURE, max(len(content) - _LONGEST_COMMENT - _END.size, 0), place)
    msg = f"{name}: no zip file, or cut short: name a complete document, not of the older binary kind nor encrypted"
    raise DocumentError(msg)


def _checked(content: bytes, place: int, name: str) -> _Directory:
    _, disk, first_disk, here, count, size, start, _ = _END.unpack_from(content, place)
    if content[max(place - 20, 0) : place].startswith(_ZIP64_LOCATOR) or _TOO_LARGE in (
        size,
        start,
    ):
        msg = f"{name}: a zip64 file, made for more than 4 GB: save the document again with an office program"
        raise DocumentError(msg)
    if disk or first_disk or here != count or start + size > place:
        raise _damaged(name, "its directory is not where it says")
    return _Directory(start, start + size, count, place)


def _entries(content: bytes, directory: _Directory, name: str) -> list[Member]:
    members: list[Member] = []
    position = directory.start
    for _ in range(directory.count):
        if position + _CENTRAL.size > directory.end or content[position : position + 4] != _CENTRAL_SIGNATURE:
            raise _damaged(name, "its directory is incomplete")
        members.append(_member(content, position, directory, name))
        position = members[-1].entry_end
    if position != directory.end:
        raise _damaged(name, "its directory is longer than its members")
    return members


def _member(content: bytes, position: int, directory: _Directory, name: str) -> Member:
    _, _, _, flags, method, _, _, crc, packed, size, *lengths, disk, _, _, start = _CENTRAL.unpack_from(
        content, position
    )
    if _TOO_LARGE in (packed, size, start) or disk:
        raise _damaged(name, "a member is of the zip64 kind, or on another disk")
    if start + _LOCAL.size > directory.start or content[start : start + 4] != _LOCAL_SIGNATURE:
        raise _damaged(name, "a member is not where the directory says")
    raw = content[position + _CENTRAL.size : position + _CENTRAL.size + lengths[0]]
    data = start + _LOCAL.size + sum(_LOCAL.unpack_from(content, start)[-2:])
    end = data + packed + (_descriptor_length(content, data + packed, crc) if flags & _DESCRIPTOR else 0)
    if end > directory.start:
        raise _damaged(name, "a member reaches into the directory")
    return Member(
        raw.decode(errors="backslashreplace"), flags, method, crc, packed, size, start, data, end,
        position, position + _CENTRAL.size + sum(lengths),
    )  # fmt: skip


def _descriptor_length(content: bytes, position: int, crc: int) -> int:
    """Return the length of what repeats checksum and sizes behind a content, with a signature or without."""
    if content[position : position + 4] == b"PK\x07\x08":
        return 16
    return 12 if content[position : position + 4] == struct.pack("<I", crc) else 0


def _unpacked(data: bytes, member: Member, where: str) -> bytes:
    if member.method == _STORED:
        return data
    if member.method != _DEFLATED:
        msg = f"{where} is compressed by method {member.method}, not by deflate: save the document again"
        raise DocumentError(msg)
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        # One byte more than declared tells that there is more, and no further byte is made.
        return inflater.decompress(data, member.size + 1)
    except zlib.error as error:
        msg = f"{where} is damaged ({error}): save the document again"
        raise DocumentError(msg) from error


def _deflated(data: bytes) -> bytes:
    deflater = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS)
    return deflater.compress(data) + deflater.flush()


def _packed(content: bytes, member: Member, data: _Content) -> bytes:
    """Return a member with new content: its sizes stand before it, so it needs no descriptor behind."""
    signature, version, flags, _, time, date, *_, name, extra = _LOCAL.unpack_from(content, member.start)
    header = _LOCAL.pack(
        signature, version, flags & ~_DESCRIPTOR, _DEFLATED, time, date,
        data.crc, len(data.packed), data.size, name, extra,
    )  # fmt: skip
    return header + content[member.start + _LOCAL.size : member.data] + data.packed


def _entry(content: bytes, member: Member, start: int, data: _Content | None) -> bytes:
    """Return a record of the directory with the member's new place, and what is new about its content."""
    fields = list(_CENTRAL.unpack_from(content, member.entry))
    fields[-1] = start
    if data:
        fields[3], fields[4] = fields[3] & ~_DESCRIPTOR, _DEFLATED
        fields[7:10] = data.crc, len(data.packed), data.size
    return _CENTRAL.pack(*fields) + content[member.entry + _CENTRAL.size : member.entry_end]


def _damaged(name: str, reason: str) -> DocumentError:
    return DocumentError(f"{name}: a damaged zip file ({reason}): save the document again")
