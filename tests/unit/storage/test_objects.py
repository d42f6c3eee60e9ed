import os
from urllib.request import urlopen

import boto3
import pytest
from hypothesis import given
from hypothesis import strategies as st
from moto.server import ThreadedMotoServer

from amts.errors import DataError, InputError, PathError, RetryError
from amts.storage.objects import Stored, open_objects, parse_uri

BUCKET = "books"


@pytest.fixture(scope="module")
def s3():
    """The endpoint of a server that speaks the API of S3."""
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    yield "http://{}:{}".format(*server.get_host_and_port())
    server.stop()


@pytest.fixture
def _credentials(monkeypatch):
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")


@pytest.fixture
def client(s3, _credentials):
    """A client of S3 with an empty bucket."""
    client = boto3.client("s3", endpoint_url=s3)
    client.create_bucket(Bucket=BUCKET)
    yield client
    client.close()
    urlopen(f"{s3}/moto-api/reset", data=b"").close()


@pytest.fixture
def root(tmp_path):
    (tmp_path / "root" / BUCKET).mkdir(parents=True)
    return tmp_path / "root"


@pytest.fixture
def local(root):
    return open_objects(root)


@pytest.fixture(params=["local", "s3"])
def objects(request):
    """Objects with an empty bucket, in a folder and at S3."""
    if request.param == "local":
        return request.getfixturevalue("local")
    request.getfixturevalue("client")
    return open_objects(None, request.getfixturevalue("s3"))


def test_what_is_written_is_read(objects):
    objects.write("s3://books/en/a.md", b"one")
    objects.write("s3://books/en/a.md", b"two")
    assert objects.read("s3://books/en/a.md") == b"two"
    assert objects.exists("s3://books/en/a.md")


@pytest.mark.parametrize("key", ["a b.md", "ü/第一章.md", "100%.md", "%2e%2e/x", "a+b&c=d?.md", "..md", "a#b", "~/'x'"])
def test_names_may_have_all_kinds_of_characters(objects, key):
    objects.write(f"s3://books/in/{key}", b"x")
    assert objects.read(f"s3://books/in/{key}") == b"x"
    assert list(objects.list("s3://books/in/")) == [Stored(f"s3://books/in/{key}", 1)]


def test_objects_are_listed_by_key_in_a_folder_and_the_folders_in_it(objects):
    for key in ("in/b.md", "in/a/z.md", "in/a.md", "in/Ü.md", "inner/x.md", "x.md"):
        objects.write(f"s3://books/{key}", key.encode())
    listed = ["in/a.md", "in/a/z.md", "in/b.md", "in/Ü.md"]
    assert [found.uri for found in objects.list("s3://books/in")] == [f"s3://books/{key}" for key in listed]
    assert list(objects.list("s3://books/in/")) == list(objects.list("s3://books/in"))
    assert len(list(objects.list("s3://books"))) == len(list(objects.list("s3://books/"))) == 6
    assert list(objects.list("s3://books/nowhere/")) == []


@pytest.mark.slow
@pytest.mark.usefixtures("client")
def test_more_objects_are_listed_than_come_with_one_answer(s3):
    objects = open_objects(None, s3)
    for number in range(1100):
        objects.write(f"s3://books/in/{number:04}", b"x")
    assert [found.uri[-4:] for found in objects.list("s3://books/in")] == [f"{number:04}" for number in range(1100)]


def test_an_empty_object_is_listed_the_mark_of_a_folder_is_not(client, s3, root, local):
    for key in ("in/", "in/sub/", "in/empty.md"):
        client.put_object(Bucket=BUCKET, Key=key, Body=b"")
    (root / BUCKET / "in" / "sub").mkdir(parents=True)
    (root / BUCKET / "in" / "empty.md").touch()
    for objects in (open_objects(None, s3), local):
        assert list(objects.list("s3://books/in/")) == [Stored("s3://books/in/empty.md", 0)]


def test_an_object_that_was_deleted_is_gone(objects):
    objects.write("s3://books/a", b"x")
    objects.delete("s3://books/a")
    objects.delete("s3://books/a")
    assert not objects.exists("s3://books/a")
    with pytest.raises(PathError, match="there is no object s3://books/a"):
        objects.read("s3://books/a")


def test_a_folder_is_no_object(objects):
    objects.write("s3://books/in/a", b"x")
    assert not objects.exists("s3://books/in")


def test_an_object_larger_than_the_limit_is_not_read(objects):
    objects.write("s3://books/a", b"12345")
    assert objects.read("s3://books/a", limit=5) == b"12345"
    with pytest.raises(DataError, match="has 5 bytes, at most 4"):
        objects.read("s3://books/a", limit=4)


@pytest.mark.parametrize("act", [
    lambda objects: objects.read("s3://nowhere/a"), lambda objects: objects.write("s3://nowhere/a", b""),
    lambda objects: objects.delete("s3://nowhere/a"), lambda objects: objects.exists("s3://nowhere/a"),
    lambda objects: list(objects.list("s3://nowhere/a")),
], ids=["read", "write", "delete", "exists", "list"])  # fmt: skip
def test_a_bucket_that_does_not_exist_is_an_error_with_its_name(objects, act):
    with pytest.raises(PathError, match="there is no bucket nowhere"):
        act(objects)


HOSTILE = [
    "", "books/a", "file:///etc/passwd", "S3://books/a", "s3://", "s3:///a", "s3://books", "s3://books/",
    "s3://books/../other/a", "s3://books/a/../../b", "s3://books/..", "s3://books/./a", "s3://books//etc/passwd",
    "s3://books/a//b", "s3://books/a/", "s3://books/a\\..\\b", "s3://books/a\nb", "s3://books/a\0b",
    "s3://books/a\x7f", "s3://books/a\x85", "s3://books/\ud800", "s3://books/a#1", "s3://books/" + "a" * 300,
    "s3://books/" + "a/" * 600 + "a", "s3://BOOKS/a", "s3://bo/a", "s3://../a", "s3://b..ks/a", "s3://-books/a",
    "s3://10.0.0.1/a", "s3://books@host/a", "s3://books:80/a", "s3://books?x/a", "s3://" + "b" * 64 + "/a",
]  # fmt: skip


@pytest.mark.parametrize("uri", HOSTILE)
def test_uris_that_lead_elsewhere_are_refused_before_anything_is_touched(local, uri):
    for act in (local.read, local.exists, local.delete, lambda uri: local.write(uri, b"x")):
        with pytest.raises(PathError):
            act(uri)


@pytest.mark.parametrize("uri", [uri for uri in HOSTILE if uri not in ("s3://books", "s3://books/", "s3://books/a/")])
def test_folders_that_lead_elsewhere_are_not_listed(local, uri):
    with pytest.raises(PathError):
        list(local.list(uri))


@given(st.text(st.sampled_from("./\\a%#1~: \0\u2025\uff0e\u2215s3"), max_size=12))
def test_no_key_leads_out_of_its_bucket(key):
    try:
        bucket, found = parse_uri(f"s3://books/{key}")
    except PathError:
        return
    assert (bucket, found) == ("books", key)
    path = os.path.normpath(f"/root/books/{key}")
    assert path == f"/root/books/{key}"


@pytest.mark.parametrize("target", ["outside", "other"])
def test_links_that_lead_out_of_a_bucket_are_refused(root, local, target):
    elsewhere = root / "other-bucket" if target == "other" else root.parent / "outside"
    elsewhere.mkdir()
    (elsewhere / "secret").write_text("secret")
    (root / BUCKET / "file").symlink_to(elsewhere / "secret")
    (root / BUCKET / "folder").symlink_to(elsewhere)
    for key in ("file", "folder/secret"):
        for act in (local.read, local.exists, local.delete, lambda uri: local.write(uri, b"x")):
            with pytest.raises(PathError, match="by a link"):
                act(f"s3://books/{key}")
    for folder in ("", "folder", "folder/"):
        with pytest.raises(PathError, match="by a link"):
            list(local.list(f"s3://books/{folder}"))
    assert (elsewhere / "secret").read_text() == "secret"


def test_a_bucket_that_is_a_link_is_none(root, local, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (root / "linked").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(PathError, match="there is no bucket linked"):
        local.write("s3://linked/a", b"x")


def test_links_within_a_bucket_are_followed(root, local):
    local.write("s3://books/a", b"x")
    (root / BUCKET / "b").symlink_to("a")
    assert local.read("s3://books/b") == b"x"


def test_links_in_a_circle_are_an_error(root, local):
    (root / BUCKET / "in").mkdir()
    (root / BUCKET / "in" / "again").symlink_to("..")
    with pytest.raises(PathError):
        list(local.list("s3://books"))


def test_a_file_where_a_folder_should_be_is_an_error(local):
    local.write("s3://books/a", b"x")
    for act in (local.read, local.exists, lambda uri: local.write(uri, b"x")):
        with pytest.raises(PathError, match="s3://books/a/b cannot be used: Not a directory") as caught:
            act("s3://books/a/b")
        assert "root" not in str(caught.value)
    with pytest.raises(PathError):
        local.write("s3://books/in/b", b"x") or local.write("s3://books/in", b"x")


def test_a_file_whose_name_no_uri_can_say_is_an_error_not_left_out(root, local):
    (root / BUCKET / "a\tb").touch()
    with pytest.raises(PathError):
        list(local.list("s3://books"))


def test_a_reader_never_sees_half_an_object(root, local):
    local.write("s3://books/a", b"x" * 1000)
    assert [path.name for path in (root / BUCKET).iterdir()] == ["a"]


def test_what_killed_writers_left_is_gone_when_the_object_is_written_again(root, local):
    for name in ("a#1", "a#2", "b#1"):
        (root / BUCKET / name).touch()
    local.write("s3://books/a", b"whole")
    assert sorted(path.name for path in (root / BUCKET).iterdir()) == ["a", "b#1"]


@pytest.mark.usefixtures("_credentials")
def test_a_service_that_does_not_answer_may_later(monkeypatch):
    monkeypatch.setattr("amts.storage.buckets._RETRIES", 0)
    with pytest.raises(RetryError, match="cannot be reached now"):
        open_objects(None, "http://127.0.0.1:9").read("s3://books/a")


def test_errors_of_uris_are_errors_of_the_caller():
    assert issubclass(PathError, InputError)
