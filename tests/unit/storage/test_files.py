import os
import stat
from pathlib import Path

import pytest

from amts.errors import PathError
from amts.storage.files import replacing, write_atomically


def permissions(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_file_is_written_with_its_missing_folders(tmp_path):
    path = tmp_path / "a" / "b" / "file.txt"
    write_atomically(path, b"content\r\n")
    assert path.read_bytes() == b"content\r\n"


def test_only_the_file_itself_is_left_in_its_folder(tmp_path):
    write_atomically(tmp_path / "file", b"1")
    write_atomically(tmp_path / "file", b"2")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
    assert (tmp_path / "file").read_bytes() == b"2"


@pytest.mark.parametrize("mode", [0o600, 0o755, 0o444])
def test_an_existing_file_keeps_its_permission_bits(tmp_path, mode):
    path = tmp_path / "file"
    path.write_bytes(b"old")
    path.chmod(mode)
    write_atomically(path, b"new")
    assert permissions(path) == mode
    assert path.read_bytes() == b"new"


def test_a_new_file_has_the_permission_bits_of_any_new_file(tmp_path):
    (tmp_path / "plain").touch()
    write_atomically(tmp_path / "file", b"")
    assert permissions(tmp_path / "file") == permissions(tmp_path / "plain")


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, GeneratorExit])
def test_an_exception_halfway_leaves_the_old_file_and_nothing_else(tmp_path, error):
    path = tmp_path / "file"
    path.write_bytes(b"old")

    def write_and_fail():
        with replacing(path) as file:
            file.write(b"half")
            raise error

    with pytest.raises(error):
        write_and_fail()
    assert [found.name for found in tmp_path.iterdir()] == ["file"]
    assert path.read_bytes() == b"old"


def test_an_interruption_while_moving_leaves_the_old_file_and_nothing_else(tmp_path, monkeypatch):
    path = tmp_path / "file"
    path.write_bytes(b"old")

    def interrupt(*_arguments):
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_atomically(path, b"new")
    assert [found.name for found in tmp_path.iterdir()] == ["file"]
    assert path.read_bytes() == b"old"


def test_the_old_content_is_there_until_the_block_has_ended(tmp_path):
    path = tmp_path / "file"
    path.write_bytes(b"old")
    with replacing(path) as file:
        file.write(b"new")
        file.flush()
        assert path.read_bytes() == b"old"
    assert path.read_bytes() == b"new"


def test_a_symbolic_link_stays_one(tmp_path):
    (tmp_path / "link").symlink_to(tmp_path / "file")
    write_atomically(tmp_path / "link", b"new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "file").read_bytes() == b"new"


def test_a_name_of_the_greatest_length_can_be_written(tmp_path):
    path = tmp_path / ("n" * 255)
    write_atomically(path, b"new")
    assert path.read_bytes() == b"new"


def test_a_folder_cannot_be_replaced_by_a_file(tmp_path):
    (tmp_path / "folder").mkdir()
    with pytest.raises(
        PathError, match=r"cannot write .*folder: it is a folder or a device, which no file can replace"
    ):
        write_atomically(tmp_path / "folder", b"new")
    assert [found.name for found in tmp_path.iterdir()] == ["folder"]


def test_a_file_cannot_serve_as_a_folder(tmp_path):
    (tmp_path / "file").write_bytes(b"old")
    with pytest.raises(PathError, match="cannot write"):
        write_atomically(tmp_path / "file" / "below", b"new")
    assert (tmp_path / "file").read_bytes() == b"old"


def test_a_device_or_a_pipe_is_not_replaced_by_a_file(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(PathError, match=r"cannot write .*pipe: it is a folder or a device"):
        write_atomically(pipe, b"new")
    assert pipe.is_fifo()
