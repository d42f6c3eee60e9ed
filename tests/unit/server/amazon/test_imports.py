import json

import pytest

from amts.parallel.resource import ParallelStore
from amts.records import Pair, Segment
from amts.server.amazon.import_records import Record
from amts.server.amazon.imports import open_handler, pairs

PLACES = {
    format_name: {"S3Uri": f"s3://bucket/d.{format_name.lower()}", "Format": format_name}
    for format_name in ("CSV", "TSV", "TMX")
}


def problems(desk):
    (file,) = desk.options.state.glob("parallel-data/*/problems.json")
    return json.loads(file.read_text("utf-8"))


@pytest.mark.parametrize(
    ("format_name", "content"),
    [
        ("CSV", "\ufeffen,zh\r\nHello.,你好。\r\n"),
        ("TSV", "en\tzh\nHello.\t你好。"),
        (
            "TMX",
            '\ufeff<tmx version="1.4"><header srclang="en"/><body><tu><tuv xml:lang="en"><seg>Hello.</seg></tuv>'
            '<tuv xml:lang="zh"><seg>你好。</seg></tuv></tu></body></tmx>',
        ),
    ],
)
def test_all_formats_are_imported(keeping, format_name, content):
    desk = keeping()
    desk.put(f"d.{format_name.lower()}", content)
    desk.create(ParallelDataConfig=PLACES[format_name])
    desk.work()
    assert desk.get()["Status"] == "ACTIVE"
    assert desk.stored() == [("Hello.", "你好。")]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"en,zh\nHello.,\xff\xfe\n", "Invalid utf-8 encoded texts detected (at byte 13)"),
        (b"", "Invalid header"),
        (b"en,zh\n", "No record could be imported: 0 are malformed, 0 were skipped"),
        (b"en,zh\nonly one field\n", "No record could be imported: 1 are malformed"),
    ],
)
def test_a_file_without_anything_to_use_fails_with_a_report(keeping, content, message):
    desk = keeping()
    desk.put("book.csv", content)
    desk.create()
    desk.work()
    assert desk.get()["Status"] == "FAILED"
    assert message in desk.get()["Message"]
    assert set(problems(desk)) == {"summary", "messages"}
    assert ParallelStore(desk.options.state / "parallel.sqlite").list() == ()


@pytest.mark.parametrize("uri", ["s3://other/book.csv", "s3://bucket/../s3/bucket/book.csv", "s3://bucket"])
def test_what_leads_elsewhere_fails(keeping, uri):
    desk = keeping()
    desk.put("book.csv", "en,zh\na,b\n")
    desk.create(ParallelDataConfig={"S3Uri": uri, "Format": "TSV"})
    desk.work()
    assert desk.get()["Status"] == "FAILED"


def test_an_import_that_is_done_again_gives_the_same(keeping):
    desk = keeping()
    desk.put("book.csv", "en,zh\nHello.,你好。\n")
    desk.create()
    (job,) = desk.jobs.list("amazon-import")
    handler = open_handler(desk.options.to_json())
    (unit,) = handler.plan(job)
    first = handler.run(job, unit)
    assert handler.run(job, unit) == first
    desk.work()
    (unit,) = desk.jobs.units(job.id)
    assert handler.conclude(job, [unit]) == first["counts"]
    assert (desk.get()["Status"], desk.stored()) == ("ACTIVE", [("Hello.", "你好。")])


def test_markup_has_the_same_number_on_both_sides():
    record = Record("Press <b>A</b> or &nbsp;<i>B</i> now", {"zh": "按<i>B</i>或<b>A</b>"})
    (pair,) = pairs([record], "en", "zh", "book")
    marks = [mark.text for mark in pair.source.marks]
    assert [mark.text for mark in pair.target.marks][: len(marks)] == marks
    assert pair.document == "book"


def test_texts_are_cut_into_sentences_where_both_sides_have_as_many():
    records = [Record("It is cold. Stay here.", {"zh": "天冷。留下。"}), Record("One. Two.", {"zh": "一和二。"})]
    found = list(pairs(records, "en", "zh", ""))
    assert [(pair.source.text, pair.target.text) for pair in found] == [
        ("It is cold.", "天冷。"),
        ("Stay here.", "留下。"),
        ("One. Two.", "一和二。"),
    ]
    assert found[2] == Pair(Segment("One. Two."), Segment("一和二。"))


def test_what_amts_found_stays_as_it_cut_it_and_as_sure_as_it_was():
    text = Record("One. Two.", {"zh": "一。二。"}, confidence=0.5)
    whole = Pair(Segment("One. Two."), Segment("一。二。"), confidence=0.5, document="d")
    assert list(pairs([text], "en", "zh", "d")) == [whole]
