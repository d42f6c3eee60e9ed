import pytest

from amts.adaptation.active_custom import LearnsFromParallelData
from amts.engines.amazon.opening import open_amazon
from amts.engines.options import opened
from amts.errors import InputError
from amts.records import Segment

HERE = {"endpoint_url": "http://127.0.0.1:9"}
ROLE = "arn:aws:iam::123456789012:role/translate"


@pytest.fixture(autouse=True)
def _no_credentials(monkeypatch, tmp_path):
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE", "AWS_DEFAULT_REGION"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")


@pytest.fixture
def make(tmp_path):
    return lambda **options: opened(open_amazon, "amazon", options, {}, "en", "zh-Hant", tmp_path)


def test_without_a_folder_it_cannot_be_customised(make, tmp_path):
    assert not isinstance(make(**HERE), LearnsFromParallelData)
    assert isinstance(make(**HERE, folder="s3://books/amts", s3_root=str(tmp_path)), LearnsFromParallelData)
    with pytest.raises(InputError, match="there is no such folder"):
        make(**HERE, folder="s3://books/amts", s3_root="/nowhere")


def test_elsewhere_nothing_is_charged_unless_said(make):
    assert make(**HERE).estimate([Segment("house")]).money == 0
    assert make(**HERE, character_rate=2_000_000).estimate([Segment("house")]).money == 10
    assert make(region="us-east-1", character_rate=0).estimate([Segment("house")]).money == 0
    assert make(region="us-east-1").estimate([Segment("house")]).money == pytest.approx(75e-6)


def test_requests_to_another_service_need_no_credentials(make):
    from botocore import UNSIGNED

    assert make(**HERE).engine.connection.client.meta.config.signature_version is UNSIGNED
    assert make(region="us-east-1").engine.connection.client.meta.config.signature_version is not UNSIGNED


def test_the_signature_tells_the_service_and_the_languages(make):
    assert make(**HERE).signature == "amazon:127.0.0.1:9:en-zh-TW:html1"
    assert make(region="eu-west-1", terminology="mine").signature == (
        "amazon:translate.eu-west-1.amazonaws.com:en-zh-TW:html1:terms-mine"
    )


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"region": "us-east-1", "folder": "s3://books"}, "role is ''"),
        ({"region": "us-east-1", "folder": "s3://books", "role": "me"}, "role is 'me'"),
        ({**HERE, "folder": "/books"}, "folder is '/books'"),
        ({**HERE, "parallel_data": "my__data"}, "parallel_data is 'my__data'"),
        ({**HERE, "concurrency": 0}, "concurrency is 0"),
        ({**HERE, "money": -1.0}, "money is -1"),
        ({**HERE, "bucket": "books"}, "unknown option 'bucket'"),
        ({}, "region"),
    ],
)
def test_options_that_make_no_sense_are_refused(make, options, words):
    with pytest.raises(InputError, match=words):
        make(**options)
