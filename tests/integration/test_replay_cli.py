import json

import pytest

from amts.testing.toy_history import TEMPLATE, post_edited_book


@pytest.fixture
def book(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return post_edited_book(tmp_path / "book").root


def options(book):
    return ("evaluate", "--replay", "--source", book, "--pair", TEMPLATE, "--from", "en", "--to", "eo")


def test_a_history_is_played_again_into_a_folder(amts, book, tmp_path):
    code, out, _ = amts(*options(book), "--out", "played", "--triples", "triples.jsonl")
    assert code == 0
    assert "updates, 2021-01-01 to 2021-01-06: events 1, documents 1" in out
    assert "people's sentences replaced" in out
    numbers = json.loads((tmp_path / "played" / "replay.json").read_text())
    assert list(numbers["workloads"][0]["arms"]) == ["B0", "B1", "B2", "A0"]
    assert "saved against B0" in (tmp_path / "played" / "replay.md").read_text()
    assert "<svg" in (tmp_path / "played" / "index.html").read_text()
    lines = (tmp_path / "triples.jsonl").read_text().splitlines()
    assert {"source", "draft", "final", "edits"} <= set(json.loads(lines[0]))
    assert len(lines) > 100


def test_without_the_draft_arm_only_updates_are_played(amts, book):
    code, out, _ = amts(*options(book), "--arms", "B0,B1", "--since", "2021-01-05", "--json")
    assert code == 0
    assert [each["name"] for each in json.loads(out)["workloads"]] == ["updates"]


def test_the_projects_engine_learns_from_what_was_there(amts, book):
    code, out, _ = amts(*options(book), "--arms", "B3,A", "--json")
    assert code == 0
    (update,) = json.loads(out)["workloads"]
    assert update["arms"]["A"]["overwritten"] == 0
    assert set(update["arms"]["A"]["shares"]) & {"machine", "from scratch"}


def test_days_and_options_that_make_no_sense_are_refused(amts, book):
    code, _, err = amts(*options(book), "--since", "yesterday")
    assert (code, "--since 'yesterday' is no day" in err) == (2, True)
    code, _, err = amts("evaluate", "--since", "2021-01-01")
    assert (code, "go with --replay" in err) == (2, True)
    code, _, err = amts(*options(book), "--max-cost", "5")
    assert (code, "--max-cost goes with --hold-out" in err) == (2, True)


def test_a_folder_without_a_history_is_refused(amts, tmp_path):
    (tmp_path / "bare").mkdir()
    (tmp_path / "bare" / "a_origin.md").write_text("A.\n")
    code, _, err = amts(*options(tmp_path / "bare"))
    assert code == 2
    assert "lies in no git repository" in err
