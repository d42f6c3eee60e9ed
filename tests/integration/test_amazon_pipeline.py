"""A project translated by engine `amazon`: on AMTS's own server, over S3, and, with credentials, on Amazon's."""

import os
import re
import shutil
import subprocess
import sys
import time
from collections import Counter

import boto3
import pytest

from amts.cli.app import run
from amts.server.opening import open_server
from amts.server.options import ServerOptions
from amts.testing import toy_language
from amts.testing.server import serving

CHAPTERS = 12
AMAZON = ("region", "folder", "role")
GIVEN = {name: value for name, value in os.environ.items() if name.startswith("AWS_")}
SOURCE, TARGET = toy_language.chapter(0)


@pytest.fixture(scope="module")
def state(tmp_path_factory):
    """Return the folder of a server, which keeps what it has learnt from test to test."""
    folder = tmp_path_factory.mktemp("server") / "state"
    (folder / "s3" / "books").mkdir(parents=True)
    return folder


@pytest.fixture(autouse=True)
def _no_credentials(monkeypatch, tmp_path):
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")


@pytest.fixture
def project(tmp_path):
    """Return what makes a project of the toy language whose first chapter is not translated."""
    for number in range(CHAPTERS):
        for tag, text in zip(("en", "eo"), toy_language.chapter(number), strict=True):
            if (tag, number) != ("eo", 0):
                (tmp_path / tag).mkdir(exist_ok=True)
                (tmp_path / tag / f"{number}.md").write_text(text, encoding="utf-8")

    def make(settings):
        text = f'source = "en"\nengine = "amazon"\n[targets]\neo = "en/**=eo/**"\n[engines.amazon]\n{settings}\n'
        (tmp_path / "amts.toml").write_text(text, encoding="utf-8")
        return tmp_path

    return make


def own(url, state, more=""):
    return f'endpoint_url = "{url}"\nfolder = "s3://books/amts"\ns3_root = "{state / "s3"}"\n{more}'


def translate(folder, *more):
    return run(["translate", "--project", str(folder), *more])


def right_words(folder):
    """Return how many words of the chapter are those of its translation, as a share."""
    words = (folder / "eo" / "0.md").read_text(encoding="utf-8").split()
    wanted = TARGET.split()
    assert len(words) == len(wanted)
    return sum(map(str.__eq__, words, wanted)) / len(wanted)


def client(url):
    keys = {"aws_access_key_id": "a", "aws_secret_access_key": "b", "region_name": "us-east-1"}
    return boto3.client("translate", endpoint_url=url, **keys)


def jobs(url):
    return Counter(
        each["JobName"]
        for each in client(url).list_text_translation_jobs(MaxResults=500)["TextTranslationJobPropertiesList"]
    )


def test_the_pipeline_runs_on_our_own_server_and_what_was_paid_for_is_not_asked_again(project, state, capsys):
    with serving(open_server(ServerOptions(state))) as url:
        folder = project(own(url, state, "customised_rate = 60"))
        assert translate(folder, "--max-cost", "2") == 0
        shown = capsys.readouterr()
        assert 0.05 < float(re.search(r"spent: .*\(([\d.]+) USD", shown.out)[1]) < 0.07
        assert "active-custom kept: the service knows nothing without parallel data" in shown.out
        assert "to see whether parallel data help" not in shown.err  # there are too few pairs for that
        assert right_words(folder) > 0.95
        done = jobs(url)
        (folder / "eo" / "0.md").unlink()
        assert translate(folder, "--max-cost", "0") == 0
        assert "spent: 0 characters" in capsys.readouterr().out
        assert jobs(url) == done
        assert set(done.values()) == {1}


def test_several_languages_are_translated_at_the_same_time(project, state, capsys):
    with serving(open_server(ServerOptions(state))) as url:
        folder = project(own(url, state))
        path = folder / "amts.toml"
        path.write_text(path.read_text().replace("[engines", 'it = "en/**=it/**"\n[engines'))
        shutil.copytree(folder / "eo", folder / "it")
        assert translate(folder, "--to", "eo,it", "--max-cost", "2") == 0
    out = capsys.readouterr().out
    assert [tag for tag in ("eo", "it") if f"adaptation to {tag}: active-custom kept" in out] == ["eo", "it"]
    assert (folder / "it" / "0.md").read_text() == (folder / "eo" / "0.md").read_text()


def test_an_evaluation_has_no_arm_that_knows_what_is_held_out_and_tells_its_costs(project, state, tmp_path, capsys):
    with serving(open_server(ServerOptions(state))) as url:
        folder = project(own(url, state, 'customised_rate = 60\nparallel_data = "judged"'))
        words = ["evaluate", "--project", str(folder), "--hold-out", "1", "--out", str(tmp_path / "evaluation")]
        assert run([*words, "--max-cost", "0.05"]) == 4
        assert "more than the limit of 0.025" in capsys.readouterr().err
        assert run([*words, "--max-cost", "5"]) == 0
        shown = capsys.readouterr()
        assert run([*words, "--arms", "plain"]) == 2
    assert "each of 2 arms may cost" in shown.err
    assert "no plain arm" in shown.err
    assert "spent: " in shown.out
    assert "sentence against paragraph" in shown.out
    assert "the engine amazon knows nothing but the project's own pairs" in capsys.readouterr().err


def test_parallel_data_are_for_one_language(project, capsys):
    assert translate(project(""), "--to", "eo,it", "--data", "mine") == 2
    assert "for one language" in capsys.readouterr().err


def test_what_may_cost_too_much_is_not_begun(project, state, capsys):
    with serving(open_server(ServerOptions(state))) as url:
        folder = project(own(url, state, 'customised_rate = 60\nparallel_data = "dear"'))
        assert translate(folder, "--max-cost", "0.05") == 4
    assert "more than the limit of 0.05" in capsys.readouterr().err
    assert not (folder / "eo" / "0.md").exists()


def test_an_engine_that_knows_no_money_needs_no_limit(project, capsys):
    folder = project("")
    path = folder / "amts.toml"
    path.write_text(path.read_text().replace('engine = "amazon"', 'engine = "phrase"'))
    assert translate(folder, "--max-cost", "5") == 2
    assert "the engine phrase knows no money" in capsys.readouterr().err


def test_a_service_that_is_not_there_is_an_error_and_nothing_is_written(project, tmp_path, capsys):
    folder = project('endpoint_url = "http://127.0.0.1:9"\nretries = 0')
    assert translate(folder) == 4
    assert "cannot be reached" in capsys.readouterr().err
    assert not (folder / "eo" / "0.md").exists()


MOMENTS = {
    "as soon as its texts are handed over": "state/s3/books/killed/jobs/*/in/*",
    "as soon as it means to start a job": "book/.amts/cache/engines/amazon/*.json",
    "as soon as the job has ended": "state/s3/books/killed/jobs/*/out/*/*.html",
}


@pytest.mark.parametrize(
    "moment", [each if "means" in each else pytest.param(each, marks=pytest.mark.slow) for each in MOMENTS]
)
def test_a_pipeline_that_is_killed_goes_on_and_starts_no_second_job(moment, state, project, tmp_path):
    with serving(open_server(ServerOptions(state))) as url:
        settings = own(url, state, f'parallel_data = "killed{list(MOMENTS).index(moment)}"')
        folder = project(settings.replace("s3://books/amts", "s3://books/killed"))
        roots = {"state": state, "book": folder}
        root, _, pattern = MOMENTS[moment].partition("/")
        before, known = set(roots[root].glob(pattern)), jobs(url)
        with subprocess.Popen([sys.executable, "-m", "amts", "translate", "--project", str(folder)]) as process:
            wait_for_file(roots[root], pattern, before, process)
            process.kill()
        assert translate(folder) == 0
        assert right_words(folder) > 0.95
        assert (jobs(url) - known).total() == 1


def wait_for_file(root, pattern, before, process):
    deadline = time.monotonic() + 60
    while not set(root.glob(pattern)) - before:
        assert process.poll() is None, "it ended before it could be killed"
        assert time.monotonic() < deadline
        time.sleep(0.005)


def test_texts_travel_over_s3_too(project, tmp_path, monkeypatch):
    moto = pytest.importorskip("moto.server", reason="moto[server] stands in for S3")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "a")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "b")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    server = moto.ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        s3 = f"http://{host}:{port}"
        storage = boto3.client("s3", endpoint_url=s3)
        storage.create_bucket(Bucket="books")
        with serving(open_server(ServerOptions(tmp_path / "state", s3_endpoint=s3))) as url:
            folder = project(f'endpoint_url = "{url}"\nfolder = "s3://books/amts"\ns3_endpoint = "{s3}"')
            assert translate(folder) == 0
        assert right_words(folder) > 0.95
        keys = [each["Key"] for each in storage.list_objects_v2(Bucket="books")["Contents"]]
        assert [key for key in keys if key.endswith("/eo.00000.html")]
    finally:
        server.stop()


@pytest.mark.skipif(
    not os.environ.get("AMTS_AMAZON_FOLDER"),
    reason="set AMTS_AMAZON_FOLDER, AMTS_AMAZON_ROLE and AMTS_AMAZON_REGION to spend 0.10 USD on the real service",
)
def test_the_pipeline_runs_on_amazons_own_service(project, monkeypatch):
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    for name, value in GIVEN.items():
        monkeypatch.setenv(name, value)
    folder = project("\n".join(f'{name} = "{os.environ[f"AMTS_AMAZON_{name.upper()}"]}"' for name in AMAZON))
    path = folder / "amts.toml"
    path.write_text(path.read_text().replace("eo = ", "fr = "))  # Amazon knows no Esperanto
    assert translate(folder, "--max-cost", "2") == 0
    assert (folder / "eo" / "0.md").read_text(encoding="utf-8") != SOURCE
