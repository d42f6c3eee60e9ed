import pytest
from hypothesis import given
from hypothesis import strategies as st

from amts.errors import DataError
from amts.server.amazon.import_tmx import read_tmx


def tmx(*units, header='<header srclang="en"/>', before=""):
    return f'{before}<tmx version="1.4">{header}<body>{"".join(units)}</body></tmx>'.encode()


def tu(*texts, attributes=""):
    variants = (f'<tuv xml:lang="{tag}"><seg>{text}</seg></tuv>' for tag, text in texts)
    return f"<tu {attributes}>{''.join(variants)}</tu>"


def records(content, **options):
    return [(each.source, dict(each.targets)) for each in read_tmx(content, **options).records]


def test_units_may_have_several_targets_in_any_order():
    found = records(tmx(tu(("zh", "一"), ("en", "one"), ("fr", "un"))))
    assert found == [("one", {"zh": "一", "fr": "un"})]


def test_the_usual_document_type_is_harmless():
    assert records(tmx(tu(("en", "a"), ("zh", "一")), before='<!DOCTYPE tmx SYSTEM "tmx14.dtd">')) == [
        ("a", {"zh": "一"})
    ]


def test_codes_become_the_markup_that_they_hold():
    found = records(tmx(tu(("en", 'a <bpt i="1">&lt;b></bpt>b<ept i="1">&lt;/b></ept>'), ("zh", "<hi>一</hi>"))))
    assert found == [("a <b>b</b>", {"zh": "一"})]


def test_of_the_same_source_the_one_changed_last_holds_or_else_the_last():
    newest = tu(("en", "a"), ("zh", "new"), attributes='changedate="20260102T000000Z"')
    older = tu(("en", "a"), ("zh", "old"), attributes='changedate="20260101T000000Z"')
    undated = [tu(("en", "b"), ("zh", "first")), tu(("en", "b"), ("zh", "last"))]
    intake = read_tmx(tmx(newest, older, *undated))
    assert [each.targets["zh"] for each in intake.records] == ["new", "last"]
    assert intake.skipped == 2


def test_malformed_units_are_counted_and_said():
    nothing = tu(("en", "a"))
    without_source = tu(("fr", "b"), ("zh", "二"))
    twice = tu(("en", "c"), ("en", "c"), ("zh", "三"))
    no_language = "<tu><tuv><seg>d</seg></tuv></tu>"
    no_text = '<tu><tuv xml:lang="en"/><tuv xml:lang="zh"><seg>x</seg></tuv></tu>'
    intake = read_tmx(tmx(tu(("en", "ok"), ("zh", "好")), nothing, without_source, twice, no_language, no_text))
    assert (len(intake.records), intake.failed, intake.skipped) == (1, 5, 0)
    assert intake.report()["messages"][1] == {
        "content": "Number 3 TU element",
        "message": "Invalid TMX format. One tu element should contain exactly one tuv element with the source "
        "language code: en",
    }


def test_an_unknown_language_fails_its_unit_only():
    intake = read_tmx(tmx(tu(("en", "a"), ("qq", "b")), tu(("en", "a"), ("zh", "一"))))
    assert (len(intake.records), intake.failed) == (1, 1)


BOMB = '<!DOCTYPE tmx [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE tmx [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize("before", [BOMB, OUTSIDE, f"<!-- <tmx> -->{BOMB}", OUTSIDE.replace("ENTITY", "ENTITY %")])
def test_entities_are_refused(before):
    with pytest.raises(DataError, match="Entities must not be declared"):
        read_tmx(tmx(tu(("en", "&a;"), ("zh", "&b;")), before=before))


def test_deep_nesting_is_refused():
    with pytest.raises(DataError, match="nested more than 100"):
        read_tmx(tmx(tu(("en", "<hi>" * 50_000 + "</hi>" * 50_000), ("zh", "一"))))


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "no element found"),
        (b"<tmx>", "no element found"),
        (b"<html/>", "root element is html"),
        (b"<tmx><body><tu/></body></tmx>", "must be a header"),
        (tmx(header="<header/>"), "srclang"),
        (tmx(header='<header srclang="*all*"/>'), "srclang"),
        (b'<?xml version="1.0" encoding="utf-16"?><tmx/>', "Invalid TMX format"),
        (b'<?xml version="1.0" encoding="no-such"?><tmx/>', "Invalid TMX format"),
    ],
)
def test_what_is_no_tmx_is_refused(content, reason):
    with pytest.raises(DataError, match=reason):
        read_tmx(content)


@given(st.text(alphabet='<>/&;"= tumxvsegbodyhar:ln-!?[]', max_size=200))
def test_anything_is_read_or_refused(text):
    for content in (text.encode(), tmx(text), tmx(f"<tu>{text}</tu>")):
        try:
            read_tmx(content)
        except DataError as error:
            assert "Invalid TMX format" in str(error)  # noqa: PT017  (it may also be fine)


def found_by_amts(source, target, confidence):
    return tu(("en", source), ("zh", target)).replace(">", f'><prop type="x-amts-confidence">{confidence}</prop>', 1)


def test_what_amts_found_is_all_kept_with_how_sure_it_was():
    content = tmx(found_by_amts("a", "first", 0.5), found_by_amts("a", "last", 1), tu(("en", "b"), ("zh", "二")))
    found = read_tmx(content).records
    assert [(each.targets["zh"], each.confidence) for each in found] == [("first", 0.5), ("last", 1), ("二", None)]
    assert [each.targets["zh"] for each in read_tmx(content, strict=True).records] == ["last", "二"]


@pytest.mark.parametrize(("written", "confidence"), [("7", 1), ("-1", 0), ("nan", None), ("sure", None)])
def test_a_confidence_that_is_none_counts_as_well_as_it_can(written, confidence):
    (record,) = read_tmx(tmx(found_by_amts("a", "b", written))).records
    assert record.confidence == confidence
