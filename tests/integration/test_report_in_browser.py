"""The report of an evaluation, as a real browser shows it."""

from __future__ import annotations

import shutil
import subprocess

import pytest

from amts.evaluation.report import render_report
from amts.evaluation.result import Arm, Evaluation, Example, Leakage
from amts.records import Score

CHROMIUM = shutil.which("chromium")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine (apt-get install chromium)"),
]


@pytest.fixture
def evaluation() -> Evaluation:
    scores = (Score("bleu", 42.0, "s"), Score("chrf2++", 40.0, "s"), Score("ter", 50.0, "s"))
    return Evaluation(
        title="Held-out documents: one",
        source_language="en",
        target_language="zh",
        arms=(Arm("sentence", "learnt from pairs of sentences", scores, {"one": scores}, {"pairs": 10}),),
        comparisons=(),
        leakage=Leakage(3, 1, ()),
        unscored={},
        examples=(
            Example("one", "A <b>network</b>.", "一个网络。", {"sentence": "一个<i>网</i>。"}, {"sentence": "engine"}),
            Example("one", "A second one.", "第二个。", {"sentence": "第二个。"}, {"sentence": "memory"}),
        ),
        signature="s",
    )


def test_a_browser_shows_all_segments_as_text(evaluation, tmp_path):
    page = tmp_path / "index.html"
    page.write_text(render_report(evaluation), encoding="utf-8")
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
    shown = subprocess.run(
        [str(CHROMIUM), *options, f"--user-data-dir={tmp_path / 'profile'}", "--dump-dom", page.as_uri()],
        capture_output=True, text=True, check=True, timeout=120,
    ).stdout  # fmt: skip
    assert "第二个。" in shown
    assert "42.00" in shown
    assert "<i>网</i>" not in shown
    assert "&lt;b&gt;network&lt;/b&gt;" in shown
