import json

import pytest

from amts.evaluation.chart import cost_chart
from amts.evaluation.report import render_replay
from amts.evaluation.significance import Saving
from amts.evaluation.workload import Replay, Share, Work, Workload, replay_json, replay_markdown

SAVED = Saving(0.8, (0.71, 0.89), 5, "cluster-bs:10|seed:1")


@pytest.fixture
def replay():
    again = Work("B0", "again", {"read": 100.0}, {}, {"from scratch": Share(10, 100, 100)}, 9)
    ours = Work("A", "ours & yours", {"read": 20.0}, {"B0": {"read": SAVED}}, {"untouched": Share(8, 80, 0)}, 0)
    workload = Workload(
        "updates", "the source moved", {"read": "in words"}, (again, ours), {"events": 3}, {"kept": (9, 10)}
    )
    return Replay("Replay of a book", "en", "zh", "2021-01-01", "2021-12-31", (workload,), "replay.v1", {"audit": 0.05})


def test_the_table_says_what_is_saved_with_its_interval_and_what_is_replaced(replay):
    table = replay_markdown(replay)
    assert "**updates**, 2021-01-01 to 2021-12-31: events 3" in table
    assert "| saved against B0 | A |\n| --- | --- |\n| read | 80.0% (71.0% to 89.0%) |" in table
    assert "| people's sentences replaced | 0 |" in table
    assert "| from scratch | 100 (100) |  |" in table
    assert "- kept: 9 of 10 (90.0%)" in table


def test_json_has_all_numbers(replay):
    arm = json.loads(replay_json(replay))["workloads"][0]["arms"]["A"]
    assert arm["savings"]["B0"]["read"]["interval"] == [0.71, 0.89]
    assert arm["shares"]["untouched"] == {"sentences": 8, "words": 80, "cost": 0}


def test_the_page_shows_bars_and_tables_and_loads_nothing(replay):
    page = render_replay(replay)
    assert "80.0% (71.0% to 89.0%)" in page
    assert "ours &amp; yours" in page
    assert "<svg" in page
    assert "http://" not in page.replace("http://www.w3.org/2000/svg", "")


def test_bars_are_percentages_of_the_first_arm(replay):
    chart = cost_chart(replay.workloads[0])
    assert [(bar.name, bar.value) for bar in chart.groups[0].bars] == [("B0", 100), ("A", 20)]
