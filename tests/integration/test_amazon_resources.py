"""Terminologies, parallel data, tags and languages by Amazon's own SDK, on a server with a worker process."""

import time
import urllib.error
import urllib.request

import pytest

from amts.server.opening import open_server
from amts.server.options import ServerOptions
from amts.testing.postgresql import postgresql_programs, postgresql_server
from amts.testing.server import serving

boto3 = pytest.importorskip("boto3")

_SECONDS = 60


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    found = tmp_path_factory.mktemp("server")
    (found / "s3" / "bucket").mkdir(parents=True)
    return found


@pytest.fixture(scope="module")
def bucket(folder):
    return folder / "s3" / "bucket"


def opened(folder, **options):
    return serving(open_server(ServerOptions(folder, **options)))


def client(url, region="eu-west-1"):
    from botocore.config import Config

    config = Config(region_name=region, retries={"max_attempts": 0}, read_timeout=20)
    return boto3.client(
        "translate", endpoint_url=url, aws_access_key_id="any", aws_secret_access_key="any", config=config
    )


@pytest.fixture(scope="module")
def translate(folder):
    with opened(folder) as url:
        yield client(url)


def ended(translate, name, status="Status"):
    """Wait until an import has ended, and return the answer of the last look."""
    end = time.monotonic() + _SECONDS
    while time.monotonic() < end:
        found = translate.get_parallel_data(Name=name)
        if found["ParallelDataProperties"].get(status) not in {"CREATING", "UPDATING", None}:
            return found
        time.sleep(0.05)
    raise TimeoutError(name)


def download(location):
    with urllib.request.urlopen(location["Location"]) as answer:
        return answer.read().decode()


def place(name):
    return {"S3Uri": f"s3://bucket/{name}", "Format": name.rpartition(".")[2].upper()}


def test_parallel_data_live_as_amazons_do(translate, bucket):
    (bucket / "life.tsv").write_text("en\tzh\tfr\nHello.\t你好。\tBonjour.\nbroken\n\t空\tvide\n", "utf-8")
    made = translate.create_parallel_data(Name="life", ParallelDataConfig=place("life.tsv"), Description="<b>Life</b>")
    assert (made["Name"], made["Status"]) == ("life", "CREATING")
    found = ended(translate, "life")
    properties = found["ParallelDataProperties"]
    assert (properties["Status"], properties["TargetLanguageCodes"]) == ("ACTIVE", ["zh", "fr"])
    assert [properties[f"{what}RecordCount"] for what in ("Imported", "Failed", "Skipped")] == [1, 1, 1]
    assert (properties["Description"], "LatestUpdateAttemptStatus" in properties) == ("<b>Life</b>", False)
    assert download(found["DataLocation"]) == (bucket / "life.tsv").read_text("utf-8")
    assert "Line 3" in download(found["AuxiliaryDataLocation"])

    (bucket / "life.tmx").write_text("<tmx/>")
    answer = translate.update_parallel_data(Name="life", ParallelDataConfig=place("life.tmx"))
    assert (answer["Status"], answer["LatestUpdateAttemptStatus"]) == ("ACTIVE", "UPDATING")
    failed = ended(translate, "life", "LatestUpdateAttemptStatus")
    assert failed["ParallelDataProperties"]["LatestUpdateAttemptStatus"] == "FAILED"
    assert failed["ParallelDataProperties"]["ImportedRecordCount"] == 1
    assert "Invalid TMX format" in download(failed["LatestUpdateAttemptAuxiliaryDataLocation"])

    assert translate.delete_parallel_data(Name="life")["Status"] == "DELETING"
    with pytest.raises(translate.exceptions.ResourceNotFoundException):
        translate.get_parallel_data(Name="life")


def test_what_failed_at_first_can_be_updated(translate, bucket):
    translate.create_parallel_data(Name="second-try", ParallelDataConfig=place("late.csv"))
    assert ended(translate, "second-try")["ParallelDataProperties"]["Status"] == "FAILED"
    (bucket / "late.csv").write_text("en,zh\nHello.,你好。\n", "utf-8")
    assert translate.update_parallel_data(Name="second-try", ParallelDataConfig=place("late.csv"))["Status"] == "FAILED"
    found = ended(translate, "second-try", "LatestUpdateAttemptStatus")["ParallelDataProperties"]
    assert (found["Status"], found["LatestUpdateAttemptStatus"]) == ("ACTIVE", "ACTIVE")


def test_the_same_token_makes_one_import_even_after_a_restart(tmp_path):
    bucket = tmp_path / "s3" / "bucket"
    bucket.mkdir(parents=True)
    (bucket / "a.csv").write_text("en,zh\nHello.,你好。\n", "utf-8")
    request = {"Name": "a", "ParallelDataConfig": place("a.csv"), "ClientToken": "token-1"}
    with opened(tmp_path) as url:
        client(url).create_parallel_data(**request)
        ended(client(url), "a")
    with opened(tmp_path) as url:
        translate = client(url)
        assert translate.create_parallel_data(**request)["Status"] == "ACTIVE"
        with pytest.raises(translate.exceptions.ConflictException):
            translate.create_parallel_data(**request, Description="another request")
        with pytest.raises(translate.exceptions.ConflictException):
            translate.create_parallel_data(**{**request, "ClientToken": "token-2"})


@pytest.fixture
def postgresql():
    programs = postgresql_programs()
    if programs is None:
        pytest.skip("PostgreSQL's programs are not installed: `apt-get install postgresql`")
    with postgresql_server(programs) as url:
        yield url


def test_all_is_kept_in_postgresql_as_well(tmp_path, postgresql):
    bucket = tmp_path / "s3" / "bucket"
    bucket.mkdir(parents=True)
    (bucket / "a.csv").write_text("en,zh\nHello.,你好。\n", "utf-8")
    request = {"Name": "a", "ParallelDataConfig": place("a.csv"), "Tags": [{"Key": "k", "Value": "v"}]}
    data = {"File": "en,zh\nbatch,批量\n".encode(), "Format": "CSV"}
    with opened(tmp_path, database=postgresql) as url:
        client(url).create_parallel_data(**request, ClientToken="token")
        client(url).import_terminology(Name="t", MergeStrategy="OVERWRITE", TerminologyData=data)
        ended(client(url), "a")
    assert not (tmp_path / "server.sqlite").exists()
    with opened(tmp_path, database=postgresql) as url:
        translate = client(url)
        assert translate.create_parallel_data(**request, ClientToken="token")["Status"] == "ACTIVE"
        with pytest.raises(translate.exceptions.ConflictException):
            translate.create_parallel_data(**request, ClientToken="another")
        translate.import_terminology(Name="t", MergeStrategy="OVERWRITE", TerminologyData=data)
        (terms,) = translate.list_terminologies()["TerminologyPropertiesList"]
        assert (terms["TermCount"], terms["TargetLanguageCodes"]) == (1, ["zh"])
        (found,) = translate.list_parallel_data()["ParallelDataPropertiesList"]
        assert translate.list_tags_for_resource(ResourceArn=found["Arn"])["Tags"] == request["Tags"]
        translate.delete_parallel_data(Name="a")
        assert translate.list_parallel_data()["ParallelDataPropertiesList"] == []


def test_an_import_goes_on_after_the_server_was_stopped_in_it(tmp_path):
    bucket = tmp_path / "s3" / "bucket"
    bucket.mkdir(parents=True)
    rows = "".join(f"Sentence {number}.,第{number}句。\n" for number in range(3000))
    (bucket / "a.csv").write_text(f"en,zh\n{rows}", "utf-8")
    with opened(tmp_path) as url:
        client(url).create_parallel_data(Name="a", ParallelDataConfig=place("a.csv"))
    with opened(tmp_path) as url:
        assert ended(client(url), "a")["ParallelDataProperties"]["ImportedRecordCount"] == 3000


def test_urls_cannot_be_changed(translate):
    translate.import_terminology(
        Name="urls", MergeStrategy="OVERWRITE", TerminologyData={"File": b"en,zh\na,b\n", "Format": "CSV"}
    )
    location = translate.get_terminology(Name="urls", TerminologyDataFormat="TMX")["TerminologyDataLocation"]
    assert "<seg>a</seg>" in download(location)
    for old, new in (("terminology.tmx", "terminology.csv"), ("Expires=", "Expires=9"), ("/terminologies/", "/../")):
        with pytest.raises(urllib.error.HTTPError) as caught:
            download({"Location": location["Location"].replace(old, new)})
        with caught.value as answer:
            assert answer.code in (403, 404)


def test_terminologies_are_imported_listed_and_deleted(translate):
    file = "en,zh,fr\nbatch,批量,lot\n,,\n".encode()
    data = {"File": file, "Format": "CSV", "Directionality": "MULTI"}
    tags = [{"Key": "team", "Value": "docs"}]
    made = translate.import_terminology(Name="terms", MergeStrategy="OVERWRITE", TerminologyData=data, Tags=tags)
    found = made["TerminologyProperties"]
    assert [found[name] for name in ("SizeBytes", "TermCount", "SkippedTermCount")] == [len(file), 1, 1]
    assert found["Arn"] == "arn:aws:translate:eu-west-1:000000000000:terminology/terms/LATEST"
    assert translate.list_tags_for_resource(ResourceArn=found["Arn"])["Tags"] == tags
    with pytest.raises(translate.exceptions.InvalidParameterValueException):
        translate.get_terminology(Name="terms", TerminologyDataFormat="TSV")
    pages = translate.get_paginator("list_terminologies").paginate(PaginationConfig={"PageSize": 1})
    names = [each["Name"] for page in pages for each in page["TerminologyPropertiesList"]]
    assert "terms" in names
    assert names == sorted(set(names))
    translate.delete_terminology(Name="terms")
    with pytest.raises(translate.exceptions.ResourceNotFoundException):
        translate.get_terminology(Name="terms")


def test_tags_and_too_many_of_them(translate):
    data = {"File": b"en,zh\na,b\n", "Format": "CSV"}
    made = translate.import_terminology(Name="tagged", MergeStrategy="OVERWRITE", TerminologyData=data)
    arn = made["TerminologyProperties"]["Arn"]
    translate.tag_resource(ResourceArn=arn, Tags=[{"Key": f"k{number}", "Value": ""} for number in range(50)])
    with pytest.raises(translate.exceptions.TooManyTagsException) as caught:
        translate.tag_resource(ResourceArn=arn, Tags=[{"Key": "one-more", "Value": ""}])
    assert caught.value.response["ResourceArn"] == arn
    translate.untag_resource(ResourceArn=arn, TagKeys=[f"k{number}" for number in range(1, 50)])
    assert translate.list_tags_for_resource(ResourceArn=arn)["Tags"] == [{"Key": "k0", "Value": ""}]


def test_languages_have_names_in_ten_languages(translate):
    found = translate.list_languages(DisplayLanguageCode="fr")
    assert found["DisplayLanguageCode"] == "fr"
    assert {"LanguageName": "Automatique", "LanguageCode": "auto"} in found["Languages"]
    with pytest.raises(translate.exceptions.ClientError) as caught:
        translate.list_languages(DisplayLanguageCode="eo")
    assert caught.value.response["Error"]["Code"] == "UnsupportedDisplayLanguageCodeException"


@pytest.mark.parametrize(
    "uri",
    [
        "s3://bucket/../../server.sqlite",
        "s3://other/a.csv",
        "s3://bucket/link.csv",
        "s3://bucket/",
        "s3://bucket/%2e%2e/a",
    ],
)
def test_files_outside_of_the_buckets_cannot_be_had(translate, folder, bucket, uri):
    if not (bucket / "link.csv").is_symlink():
        (folder / "secret.csv").write_text("en,zh\nsecret,秘密\n", "utf-8")
        (bucket / "link.csv").symlink_to(folder / "secret.csv")
    name = f"outside-{uri.encode().hex()[:60]}"
    translate.create_parallel_data(Name=name, ParallelDataConfig={"S3Uri": uri, "Format": "CSV"})
    found = ended(translate, name)
    assert found["ParallelDataProperties"]["Status"] == "FAILED"
    assert str(folder) not in str(found)


def test_hostile_files_fail_and_harm_nobody(translate, bucket):
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 9))
    (bucket / "bomb.tmx").write_text(f'<!DOCTYPE tmx [<!ENTITY e0 "ha">{entities}]><tmx><header srclang="en"/></tmx>')
    translate.create_parallel_data(Name="bomb", ParallelDataConfig=place("bomb.tmx"))
    found = ended(translate, "bomb")["ParallelDataProperties"]
    assert (found["Status"], "Entities" in found["Message"]) == ("FAILED", True)
