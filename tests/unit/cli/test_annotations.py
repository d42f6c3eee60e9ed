"""Findings as code hosts read them."""

import pytest

from amts.cli.annotations import Annotation, github_command, sarif, text_line

FOUND = Annotation("behind", "warning", "zh/a b,c:d.md", 12, "100 %\nof it")
WHOLE = Annotation("limit", "error", "amts.toml", 0, "too much")


def test_what_ends_a_workflow_command_is_escaped():
    assert github_command(FOUND) == ("::warning file=zh/a b%2Cc%3Ad.md,line=12,title=amts%3A behind::100 %25%0Aof it")


@pytest.mark.parametrize(("level", "command"), [("error", "error"), ("warning", "warning"), ("note", "notice")])
def test_levels_have_their_commands(level, command):
    assert github_command(Annotation("x", level, "a", 0, "b")) == f"::{command} file=a,title=amts%3A x::b"


def test_text_is_a_line_as_compilers_write_it():
    assert text_line(FOUND) == "zh/a b,c:d.md:12: warning: 100 % of it [behind]"
    assert text_line(WHOLE) == "amts.toml: error: too much [limit]"


def test_sarif_has_all_that_the_standard_demands():
    log = sarif([FOUND, WHOLE], {"limit": "Too much", "behind": "Too late"})
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    driver = run["tool"]["driver"]
    assert driver["name"] == "amts"
    assert [rule["id"] for rule in driver["rules"]] == ["limit", "behind"]
    first, second = run["results"]
    assert (first["ruleIndex"], second["ruleIndex"]) == (1, 0)
    assert first["message"] == {"text": "100 %\nof it"}
    place = first["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "zh/a%20b%2Cc%3Ad.md"
    assert place["region"] == {"startLine": 12}
    assert "region" not in second["locations"][0]["physicalLocation"]
    assert {each["level"] for each in run["results"]} <= {"none", "note", "warning", "error"}
