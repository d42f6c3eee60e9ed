from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from amts.server.amazon.downloads import Downloads, download_routes


@pytest.fixture
def desk(keeping):
    found = keeping()
    found.put("book.csv", "en,zh\nHello.,你好。\nbad\n")
    found.create()
    found.work()
    return found


@pytest.fixture
def client(desk):
    return TestClient(Starlette(routes=download_routes(desk.state, desk.options.state)))


def get(client, url):
    parts = urlsplit(url)
    return client.get(f"{parts.path}?{parts.query}")


def test_what_was_imported_can_be_had_and_the_report_on_it(desk, client):
    answer = desk.call("GetParallelData", Name="book")
    assert answer["DataLocation"]["RepositoryType"] == "S3"
    assert answer["DataLocation"]["Location"].startswith("http://here/downloads/parallel-data/")
    found = get(client, answer["DataLocation"]["Location"])
    assert (found.status_code, found.text) == (200, "en,zh\nHello.,你好。\nbad\n")
    assert found.headers["content-disposition"] == 'attachment; filename="data.csv"'
    assert found.headers["x-content-type-options"] == "nosniff"
    report = get(client, answer["AuxiliaryDataLocation"]["Location"]).json()
    assert report["summary"] == {"record_error_count": 1, "record_skipped_count": 0}
    assert report["messages"][0]["content"] == "Line 3"


def test_urls_expire_after_half_an_hour(desk, client):
    url = desk.call("GetParallelData", Name="book")["DataLocation"]["Location"]
    desk.now += timedelta(minutes=29)
    assert get(client, url).status_code == 200
    desk.now += timedelta(minutes=2)
    assert (get(client, url).status_code, "expired" in get(client, url).text) == (403, True)


def test_what_this_server_did_not_sign_is_refused(desk, client):
    url = desk.call("GetParallelData", Name="book")["DataLocation"]["Location"]
    later = url.replace("Expires=1", "Expires=2")
    other = url.replace("data.csv", "problems.json")
    bare = url.partition("?")[0]
    for wrong in (later, other, bare, f"{bare}?Expires=x&Signature=é", url[:-1]):
        assert get(client, wrong).status_code == 403


@pytest.mark.parametrize(
    "name", ["server.sqlite", "parallel-data/../server.sqlite", "/etc/passwd", "parallel-data/ab/x"]
)
def test_nothing_else_can_be_had_even_if_it_were_signed(desk, client, name):
    assert get(client, Downloads(desk.state).url("http://here", name)).status_code in (403, 404)


def test_what_has_been_replaced_is_gone(desk, client):
    url = desk.call("GetParallelData", Name="book")["DataLocation"]["Location"]
    (file,) = desk.options.state.glob("parallel-data/*/data.csv")
    file.unlink()
    assert get(client, url).status_code == 404
