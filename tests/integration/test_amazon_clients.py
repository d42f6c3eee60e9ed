"""The whole server, as the clients of Amazon Translate see it."""

import json
import os
import shutil
import subprocess
import time
from itertools import islice
from pathlib import Path

import boto3
import httpx
import pytest
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import ClientError

from amts.server.amazon.shapes import OPERATIONS
from amts.server.keys import KeyRing, add_key
from amts.server.opening import open_server
from amts.server.options import ServerOptions
from amts.testing import toy_language
from amts.testing.server import serving

ROLE = "arn:aws:iam::000000000000:role/translate"
PAIR = {"SourceLanguageCode": "en", "TargetLanguageCode": "fr"}
PATIENCE = 60
ASK_ONCE = {"retries": {"total_max_attempts": 1, "mode": "standard"}}


def plain(text):
    return text.replace("*", "").replace("`", "")


SENTENCES = [(plain(source), plain(target)) for source, target in islice(toy_language.sentences(1), 120)]


def fill(bucket):
    """Write what the tests need into a bucket that is a folder."""
    for folder in ("in", "out"):
        (bucket / folder).mkdir(parents=True)
    rows = "".join(f"{source},{target}\n" for source, target in SENTENCES)
    (bucket / "pairs.csv").write_text(f"en,fr\n{rows}")
    (bucket / "in" / "a.html").write_text(f"<html><body><p>{SENTENCES[0][0]}</p></body></html>")


@pytest.fixture(scope="module")
def signed(tmp_path_factory):
    """A server that asks for signatures: its URL and a key."""
    state = tmp_path_factory.mktemp("state")
    fill(state / "s3" / "books")
    key = add_key(state / "keys.toml")
    with serving(open_server(ServerOptions(state), KeyRing(state / "keys.toml"))) as url:
        yield url, key


def client_of(url, key):
    return boto3.client(
        "translate", endpoint_url=url, region_name="eu-west-1", aws_access_key_id=key.name,
        aws_secret_access_key=key.secret, config=Config(**ASK_ONCE),
    )  # fmt: skip


@pytest.fixture(scope="module")
def client(signed):
    return client_of(*signed)


def until(ask, reached):
    """Return the answer that has been waited for."""
    deadline = time.monotonic() + PATIENCE
    while not reached(answer := ask()):
        assert time.monotonic() < deadline, answer
        time.sleep(0.05)
    return answer


@pytest.fixture(scope="module")
def data(client):
    """The name of parallel data that are active."""
    config = {"S3Uri": "s3://books/pairs.csv", "Format": "CSV"}
    assert client.create_parallel_data(Name="toy", ParallelDataConfig=config)["Status"] == "CREATING"
    ended = until(lambda: client.get_parallel_data(Name="toy"), has_ended)
    assert ended["ParallelDataProperties"]["Status"] == "ACTIVE"
    return "toy"


def has_ended(answer):
    return answer["ParallelDataProperties"]["Status"] not in {"CREATING", "UPDATING", "DELETING"}


def start(client, **more):
    job = client.start_text_translation_job(
        InputDataConfig={"S3Uri": "s3://books/in/", "ContentType": "text/html"},
        OutputDataConfig={"S3Uri": "s3://books/out/"}, DataAccessRoleArn=ROLE, SourceLanguageCode="en",
        TargetLanguageCodes=["fr"], **{"ParallelDataNames": ["toy"], **more},
    )  # fmt: skip
    return job["JobId"]


def describe(client, job):
    return client.describe_text_translation_job(JobId=job)["TextTranslationJobProperties"]


def test_texts_and_documents(signed, data):
    url, key = signed
    client = client_of(f"{url}/parallel-data/{data}", key)
    source, target = SENTENCES[0]

    assert client.translate_text(Text=source, **PAIR)["TranslatedText"] == target
    document = {"Content": f"<p>{source}</p>".encode(), "ContentType": "text/html"}
    answer = client.translate_document(Document=document, **PAIR)
    assert answer["TranslatedDocument"]["Content"] == f"<p>{target}</p>".encode()


def test_jobs(client, data):
    job = start(client, JobName="first", ParallelDataNames=[data])
    ended = until(lambda: describe(client, job), lambda answer: "EndTime" in answer)

    assert (ended["JobStatus"], ended["JobName"]) == ("COMPLETED", "first")
    listed = client.list_text_translation_jobs(Filter={"JobName": "first"})["TextTranslationJobPropertiesList"]
    assert [each["JobId"] for each in listed] == [job]
    assert client.stop_text_translation_job(JobId=job)["JobStatus"] == "COMPLETED"


def test_a_job_is_started_once_for_a_token(client, data):
    assert start(client, ClientToken="once") == start(client, ClientToken="once")


def test_parallel_data(client, data, signed):
    listed = client.list_parallel_data()["ParallelDataPropertiesList"]
    assert data in [each["Name"] for each in listed]
    location = client.get_parallel_data(Name=data)["DataLocation"]["Location"]
    assert httpx.get(location).text.startswith("en,fr\n")
    assert httpx.get(location.replace("Signature=", "Signature=0")).status_code == 403

    config = {"S3Uri": "s3://books/pairs.csv", "Format": "CSV"}
    client.create_parallel_data(Name="passing", ParallelDataConfig=config)
    until(lambda: client.get_parallel_data(Name="passing"), has_ended)
    client.update_parallel_data(Name="passing", ParallelDataConfig=config)
    until(
        lambda: client.get_parallel_data(Name="passing")["ParallelDataProperties"],
        lambda answer: answer["LatestUpdateAttemptStatus"] == "ACTIVE",
    )
    assert client.delete_parallel_data(Name="passing")["Status"] == "DELETING"
    with pytest.raises(client.exceptions.ResourceNotFoundException):
        client.delete_parallel_data(Name="passing")


def test_terminologies_and_tags(client):
    file = {"File": b"en,fr\nhouse,maison\n", "Format": "CSV"}
    tags = [{"Key": "book", "Value": "one"}]

    made = client.import_terminology(Name="terms", MergeStrategy="OVERWRITE", TerminologyData=file, Tags=tags)
    arn = made["TerminologyProperties"]["Arn"]
    assert client.get_terminology(Name="terms")["TerminologyProperties"]["TermCount"] == 1
    pages = client.get_paginator("list_terminologies").paginate(PaginationConfig={"PageSize": 1})
    names = [each["Name"] for page in pages for each in page["TerminologyPropertiesList"]]
    assert names == ["terms"]
    client.tag_resource(ResourceArn=arn, Tags=[{"Key": "page", "Value": "two"}])
    client.untag_resource(ResourceArn=arn, TagKeys=["book"])
    assert client.list_tags_for_resource(ResourceArn=arn)["Tags"] == [{"Key": "page", "Value": "two"}]
    client.delete_terminology(Name="terms")
    with pytest.raises(client.exceptions.ResourceNotFoundException):
        client.get_terminology(Name="terms")


def test_languages(client, data):
    codes = [each["LanguageCode"] for each in client.list_languages()["Languages"]]
    assert {"auto", "en", "fr"} <= set(codes)


@pytest.mark.parametrize(
    ("operation", "wrong", "code"),
    [
        ("translate_text", {"Text": "a" * 20_000, **PAIR}, "TextSizeLimitExceededException"),
        ("translate_text", {"Text": "a", **PAIR, "Settings": {"Formality": "RUDE"}}, "InvalidRequestException"),
        ("translate_text", {"Text": "a", **PAIR, "TerminologyNames": ["a", "b"]}, "InvalidRequestException"),
        ("translate_text", {"Text": "a", **PAIR, "TerminologyNames": ["unknown"]}, "ResourceNotFoundException"),
        ("translate_text", {"Text": "a", **PAIR, "TargetLanguageCode": "xx"}, "UnsupportedLanguagePairException"),
        ("get_parallel_data", {"Name": "<script>"}, "InvalidParameterValueException"),
        ("get_parallel_data", {"Name": "../../keys"}, "InvalidParameterValueException"),
        ("get_terminology", {"Name": "unknown"}, "ResourceNotFoundException"),
        ("describe_text_translation_job", {"JobId": "unknown"}, "ResourceNotFoundException"),
        ("list_tags_for_resource", {"ResourceArn": "nonsense"}, "InvalidParameterValueException"),
        ("list_languages", {"DisplayLanguageCode": "xx"}, "UnsupportedDisplayLanguageCodeException"),
        ("list_parallel_data", {"NextToken": "nonsense"}, "InvalidParameterValueException"),
    ],
)
def test_what_boto3_lets_through_is_refused(client, operation, wrong, code):
    with pytest.raises(ClientError) as caught:
        getattr(client, operation)(**wrong)
    assert caught.value.response["Error"]["Code"] == code
    assert caught.value.response["Error"]["Message"]


def test_without_a_signature_nothing_is_to_be_had(signed):
    url, _ = signed
    unsigned = boto3.client(
        "translate", endpoint_url=url, region_name="eu-west-1", config=Config(signature_version=UNSIGNED)
    )
    with pytest.raises(ClientError, match="MissingAuthenticationTokenException"):
        unsigned.list_parallel_data()
    assert httpx.post(f"{url}/amts/translate-texts", json={}).status_code == 403
    assert httpx.post(f"{url}/translate", json={"q": "a", "source": "en", "target": "fr"}).status_code == 403


def test_a_server_without_signatures_hears_everybody(tmp_path):
    with serving(open_server(ServerOptions(tmp_path))) as url:
        for config in (Config(signature_version=UNSIGNED), Config()):
            asking = boto3.client(
                "translate", endpoint_url=url, region_name="eu-west-1", aws_access_key_id="any",
                aws_secret_access_key="thing", config=config,
            )  # fmt: skip
            assert asking.list_terminologies()["TerminologyPropertiesList"] == []


@pytest.fixture
def aws(signed, tmp_path):
    """The AWS CLI, which talks to the server: words in, JSON out."""
    if shutil.which("aws") is None:
        pytest.skip("the AWS CLI is not installed: pip install awscli")
    url, key = signed
    environment = {
        **os.environ, "AWS_ACCESS_KEY_ID": key.name, "AWS_SECRET_ACCESS_KEY": key.secret,
        "AWS_DEFAULT_REGION": "eu-west-1", "AWS_ENDPOINT_URL_TRANSLATE": f"{url}/parallel-data/toy",
        "AWS_PAGER": "", "HOME": str(tmp_path),
    }  # fmt: skip

    def run(*words, fails=False):
        done = subprocess.run(
            ["aws", "translate", *words], env=environment, capture_output=True, text=True, timeout=PATIENCE, check=False
        )
        assert bool(done.returncode) is fails, done.stderr
        return done.stderr if fails else json.loads(done.stdout or "null")

    return run


@pytest.mark.slow
def test_the_cli_does_what_boto3_does(aws, data, tmp_path):
    source, target = SENTENCES[0]
    languages = ("--source-language-code", "en", "--target-language-code", "fr")
    (tmp_path / "terms.csv").write_text("en,fr\nhouse,maison\n")
    (tmp_path / "page.html").write_text(f"<p>{source}</p>")

    assert aws("translate-text", "--text", source, *languages)["TranslatedText"] == target
    document = ("--document-content", f"fileb://{tmp_path}/page.html", "--document", "ContentType=text/html")
    assert "TranslatedDocument" in aws("translate-document", *document, *languages)
    assert aws("list-languages")["DisplayLanguageCode"] == "en"
    file = ("--data-file", f"fileb://{tmp_path}/terms.csv", "--terminology-data", "Format=CSV")
    made = aws("import-terminology", "--name", "cli", "--merge-strategy", "OVERWRITE", *file)
    assert made["TerminologyProperties"]["TermCount"] == 1
    assert aws("list-terminologies")["TerminologyPropertiesList"][0]["Name"] == "cli"
    assert aws("delete-terminology", "--name", "cli") is None
    assert "ResourceNotFoundException" in aws("get-terminology", "--name", "cli", fails=True)
    assert aws("get-parallel-data", "--name", data)["ParallelDataProperties"]["Status"] == "ACTIVE"
    job = aws(
        "start-text-translation-job", "--input-data-config", "S3Uri=s3://books/in/,ContentType=text/html",
        "--output-data-config", "S3Uri=s3://books/out/", "--data-access-role-arn", ROLE, "--source-language-code", "en",
        "--target-language-codes", "fr",
    )["JobId"]  # fmt: skip
    assert aws("describe-text-translation-job", "--job-id", job)["TextTranslationJobProperties"]["JobId"] == job
    assert aws("stop-text-translation-job", "--job-id", job)["JobId"] == job


SCRIPT = """
import { TranslateClient, TranslateTextCommand, GetTerminologyCommand } from "@aws-sdk/client-translate";
const client = new TranslateClient({ endpoint: process.env.URL_OF_SERVER, region: "eu-west-1", maxAttempts: 1,
  credentials: { accessKeyId: process.env.KEY, secretAccessKey: process.env.SECRET } });
const answer = await client.send(new TranslateTextCommand({ Text: process.env.TEXT, SourceLanguageCode: "en",
  TargetLanguageCode: "fr" }));
let error = "none";
try { await client.send(new GetTerminologyCommand({ Name: "unknown" })); } catch (thrown) { error = thrown.name; }
console.log(JSON.stringify({ text: answer.TranslatedText, error }));
"""


@pytest.mark.endurance  # it needs a registry of packages
def test_the_sdk_for_javascript_understands_the_server(signed, data, tmp_path):
    if not shutil.which("npm"):
        pytest.skip("npm is not installed")
    command = ["npm", "install", "--no-audit", "--no-fund", "@aws-sdk/client-translate@3"]
    if subprocess.run(command, cwd=tmp_path, capture_output=True, timeout=300, check=False).returncode:
        pytest.skip("npm cannot install @aws-sdk/client-translate here")
    (tmp_path / "ask.mjs").write_text(SCRIPT)
    url, key = signed
    environment = {
        **os.environ,
        "URL_OF_SERVER": f"{url}/parallel-data/{data}",
        "KEY": key.name,
        "SECRET": key.secret,
        "TEXT": SENTENCES[0][0],
    }

    done = subprocess.run(
        ["node", "ask.mjs"], cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=60, check=False
    )

    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {"text": SENTENCES[0][1], "error": "ResourceNotFoundException"}


def test_the_tests_above_call_all_operations():
    text = Path(__file__).read_text()
    called = {name for name in OPERATIONS if f"client.{boto3_name(name)}(" in text or f'"{boto3_name(name)}"' in text}
    assert called == set(OPERATIONS)


def boto3_name(operation):
    return "".join(f"_{each.lower()}" if each.isupper() else each for each in operation).removeprefix("_")
