import json

import pytest

from amts.cli import console
from amts.cli.console import Bars, counted, show_json, show_table
from amts.progress import Step


def test_short_work_needs_no_bar(capsys, monkeypatch):
    monkeypatch.setattr(console, "PATIENCE_SECONDS", float("inf"))
    with Bars() as bars:
        bars(Step("align", 0, 2))
    assert capsys.readouterr() == ("", "")


def test_where_there_is_no_terminal_each_task_is_one_line_on_stderr(capsys, monkeypatch):
    monkeypatch.setattr(console, "PATIENCE_SECONDS", 0)
    with Bars() as bars:
        for step in (Step("align", 0, 2), Step("align", 1, 2), Step("align", 2, 2), Step("train", 0, 0)):
            bars(step)
    assert capsys.readouterr() == ("", "align ...\ntrain ...\n")


def test_on_a_terminal_a_bar_is_drawn_and_taken_away(capsys, monkeypatch):
    monkeypatch.setattr(console, "PATIENCE_SECONDS", 0)
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    monkeypatch.setenv("TERM", "xterm")
    with Bars() as bars:
        for step in (Step("align [all]", 0, 2), Step("align [all]", 1, 2), Step("train", 0, 0)):
            bars(step)
        names = [task.description for task in bars._progress.tasks]
    assert names == ["train"]
    assert capsys.readouterr().out == ""


def test_the_end_of_the_work_stops_the_bar_even_after_an_error(monkeypatch):
    monkeypatch.setattr(console, "PATIENCE_SECONDS", 0)
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    bars = Bars()
    bars(Step("align", 0, 2))
    assert bars._progress.live.is_started is True
    bars.__exit__(KeyError, KeyError(), None)
    assert bars._progress.live.is_started is False


def test_json_has_all_letters(capsys):
    show_json({"zh": ["学习", None]})
    out = capsys.readouterr().out
    assert "学习" in out
    assert json.loads(out) == {"zh": ["学习", None]}


def test_a_table_has_its_columns_one_below_the_other(capsys):
    show_table("", ["name", "pairs"], [["a", "1"], ["book", "1,000"]])
    assert capsys.readouterr().out.splitlines() == ["name  pairs", "a         1", "book  1,000"]


@pytest.mark.parametrize("name", ["[slug].md", "[bold]x[/bold]", ":smile:.md", "[/]"])
def test_names_are_no_markup(capsys, name):
    show_table("", ["name"], [[name]])
    assert name in capsys.readouterr().out


@pytest.mark.parametrize(("number", "text"), [(0, "0 pairs"), (1, "1 pair"), (2, "2 pairs"), (1234, "1,234 pairs")])
def test_things_are_counted(number, text):
    assert counted(number, "pair") == text
