from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from amts.errors import DataError
from amts.evaluation.report import render_report, render_side_by_side
from amts.evaluation.result import Example, Leakage
from amts.records import Mark, MarkKind, Match, Pair, Segment

VOID = {"meta", "link", "input", "br", "hr", "img", "wbr"}
LOADING = {"src", "srcset", "href", "action", "data", "poster", "xlink:href"}
ATTACK = "<script>alert('x')</script>\"'&"


class Page(HTMLParser):
    """Collects what a page holds, and refuses tags that do not balance."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.marks: list[str] = []
        self.texts: list[tuple[str | None, str | None, str]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)
        if tag == "mark":
            self.marks.append("")

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open and self.open[-1] == "mark":
            self.marks[-1] += data

    def named(self, name):
        return [attributes for tag, attributes in self.tags if tag == name]


@pytest.fixture
def page(evaluation) -> Page:
    return Page(render_report(evaluation))


def _sheet(**changes) -> str:
    given = {
        "title": "One page",
        "languages": ["en", "zh", "ar"],
        "rows": [["Hello.", "你好。", "مرحبا."], ["Bye.", "Bye.", ""]],
        "notes": ["Structure is equal.", "1 segment is empty."],
        "origins": [["", "memory", "engine"], ["", "source", "retry"]],
    }
    return render_side_by_side(**(given | changes))


@pytest.mark.parametrize("kind", ["report", "sheet"])
def test_tags_balance(kind, evaluation):
    page = Page(render_report(evaluation) if kind == "report" else _sheet())
    assert page.open == []
    assert len(page.named("h1")) == 1


@pytest.mark.parametrize("kind", ["report", "sheet"])
def test_nothing_is_loaded_from_anywhere(kind, evaluation):
    html = render_report(evaluation) if kind == "report" else _sheet()
    assert not re.search(r"https?://|@import|url\(", html)
    loaded = [value for _, attributes in Page(html).tags for name, value in attributes.items() if name in LOADING]
    assert "data:," in loaded
    assert all(str(value).startswith(("#", "data:,")) for value in loaded)
    assert "default-src 'none'" in html


def test_texts_cannot_become_markup(evaluation):
    arm = replace(evaluation.arms[0], name=ATTACK, description=ATTACK, facts={ATTACK: ATTACK})
    example = Example(ATTACK, ATTACK, ATTACK, {ATTACK: ATTACK + "!"}, {ATTACK: ATTACK})
    attacked = replace(
        evaluation,
        title=ATTACK,
        arms=(arm,),
        examples=(example,),
        leakage=Leakage(1, 0, (ATTACK,)),
        unscored={ATTACK: 1},
        signature=ATTACK,
    )
    html = render_report(attacked)
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert(" in html
    assert len(Page(html).named("script")) == 1


def test_the_side_by_side_page_has_no_script_whatever_its_texts(evaluation):
    html = _sheet(title=ATTACK, rows=[[ATTACK] * 3], notes=[ATTACK], origins=[["", ATTACK, "memory"]])
    assert Page(html).named("script") == []
    assert html.count("&lt;script&gt;") >= 6


def test_texts_say_their_language_and_direction(evaluation):
    arabic = Page(render_report(replace(evaluation, target_language="ar")))
    spans = {(each.get("lang"), each.get("dir")) for each in arabic.named("span") if "lang" in each}
    assert spans == {("en", "ltr"), ("ar", "rtl")}


def test_only_what_differs_from_the_reference_is_marked(page):
    assert page.marks == ["Marked", "速度"]


PAIR = Pair(Segment("A ⟦1⟧ rate.", (Mark(MarkKind.HTML, "<b>"),)), Segment(ATTACK), document="near.md")


@pytest.fixture
def explained(evaluation):
    """An evaluation with a plain arm, whose first segment says how it came about."""
    first = replace(
        evaluation.examples[0],
        outputs={"plain": "学习速度<i>。", "adapted": "学习率。"},
        matches={"adapted": (Match(PAIR, 0.834),)},
        engines={"plain": ("phrase.v3:1",), "adapted": ("phrase.v3:2<",)},
    )
    arms = replace(evaluation.arms[0], name="plain"), evaluation.arms[1]
    return replace(evaluation, arms=arms, comparisons=(), examples=(first,))


def test_a_segment_says_what_adaptation_changed_by_which_pairs_and_engine(explained):
    html = render_report(explained)
    assert '<span class="text" lang="zh" dir="ltr">学习<del>速度&lt;i&gt;</del><ins>率</ins>。</span>' in html
    assert "83&nbsp;%</span>" in html
    assert "A &lt;b&gt; rate." in html
    assert "near.md" in html
    assert "engine phrase.v3:2&lt;" in html
    assert "<script>alert" not in html
    assert Page(html).open == []


def test_a_segment_that_adaptation_left_as_it_was_says_so(explained):
    same = replace(explained.examples[0], outputs=dict.fromkeys(("plain", "adapted"), "学习率。"))
    html = render_report(replace(explained, examples=(same,)))
    assert "adapted: the same as plain" in html
    assert Page(html).named("ins") == [{}]  # the one that the page explains itself with


def test_without_a_plain_arm_nothing_is_said_of_changes(evaluation):
    assert Page(render_report(evaluation)).named("ins") == []


def test_outputs_that_equal_the_reference_leave_words_out_or_are_missing_say_so(evaluation):
    html = render_report(evaluation)
    assert html.count("same as reference") == 1
    assert html.count("leaves out part of the reference") == 1
    assert html.count("not translated") == 1


def test_every_number_and_signature_is_on_the_page(evaluation):
    html = render_report(evaluation)
    shown = [
        "20.11",
        "28.90",
        "30.22",
        "43.00",
        "70.33",
        "57.50",
        "25.68",
        "14,210",
        "412",
        "A leaked sentence.",
    ]
    shown += ["tok:zh|v:1", "nw:2|v:1", "asian:yes|v:1", "split:by-document|seed:7", "tok:zh|bs:1000"]
    assert [text for text in shown if text not in html] == []


def test_the_chart_has_a_title_a_description_and_a_bar_for_each_score(page):
    chart = page.named("svg")[0]
    assert chart["role"] == "img"
    assert chart["aria-labelledby"] == "bars-title bars-description"
    assert "bars-title" in [each.get("id") for each in page.named("title")]
    assert [each["id"] for each in page.named("desc")] == ["bars-description"]
    assert len(page.named("rect")) == 6


def test_each_document_folds_and_only_the_first_is_open(page):
    folded = [each for each in page.named("details") if each.get("class") == "chapter"]
    assert [("open" in each) for each in folded] == [True, False]


def test_ids_are_unique(page):
    ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert len(ids) == len(set(ids))


def test_a_report_without_examples_comparisons_and_facts_is_still_whole(evaluation):
    arms = tuple(replace(arm, facts={}, documents={}) for arm in evaluation.arms)
    bare = replace(evaluation, arms=arms, comparisons=(), examples=(), unscored={}, leakage=Leakage(9, 0, ()))
    page = Page(render_report(bare))
    assert page.open == []
    assert page.named("script") == []
    assert page.named("form") == []


def test_a_report_is_the_same_each_time(evaluation):
    assert render_report(evaluation) == render_report(evaluation)


def test_hundreds_of_segments_are_all_on_the_page(evaluation):
    many = replace(evaluation, examples=evaluation.examples * 150)
    assert render_report(many).count('class="segment"') == 300


def test_the_side_by_side_page_has_a_badge_for_each_origin_and_their_counts():
    html = _sheet()
    for origin in ("memory", "engine", "retry", "source"):
        assert html.count(f">{origin}</span>") == 2  # its cell, and the table of counts
    assert "Structure is equal." in html


def test_a_text_left_untranslated_is_in_the_source_language():
    spans = [each for each in Page(_sheet()).named("span") if "lang" in each]
    assert [each["lang"] for each in spans] == ["en", "zh", "ar", "en", "en"]
    assert spans[2]["dir"] == "rtl"


def test_without_origins_there_are_no_badges():
    assert 'class="badge' not in _sheet(origins=None)


def test_a_row_without_a_cell_for_each_language_is_refused():
    with pytest.raises(DataError, match="row 2 has 2 texts and 3 origins, expected 3 of each"):
        _sheet(rows=[["Hello.", "你好。", "مرحبا."], ["Bye.", "再见。"]])


def test_origins_for_another_number_of_rows_are_refused():
    with pytest.raises(DataError, match="2 rows of texts and 1 rows of origins"):
        _sheet(origins=[["", "memory", "engine"]])
