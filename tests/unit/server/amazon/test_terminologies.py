import json

import pytest

from amts.parallel.terminology.files import read_terminology
from amts.parallel.terminology.terms import Term
from amts.server.amazon.faults import Fault
from amts.server.amazon.terminology_rows import terms_of

CSV = "en,zh,fr\nconvolution,卷积,convolution\nbatch,批量,lot\n"
TMX = (
    '<tmx version="1.4"><header srclang="en"/><body><tu><tuv xml:lang="en"><seg>batch</seg></tuv>'
    '<tuv xml:lang="zh"><seg>批量</seg></tuv></tu></body></tmx>'
)


@pytest.fixture
def desk(keeping):
    return keeping()


def put(desk, text=CSV, name="terms", format_name="CSV", directionality="", **request):
    data = {"File": text.encode(), "Format": format_name} | (
        {"Directionality": directionality} if directionality else {}
    )
    return desk.call("ImportTerminology", Name=name, MergeStrategy="OVERWRITE", TerminologyData=data, **request)


def file(desk, location):
    path = location["Location"].removeprefix("http://here/downloads/").partition("?")[0]
    return desk.options.state / path


def refusal(call, *args, **kwargs):
    with pytest.raises(Fault) as caught:
        call(*args, **kwargs)
    return caught.value


def terms(desk, source="en", target="zh", name="terms"):
    return [(term.source, term.target) for term in terms_of(desk.state, desk.caller.account, name, source, target)]


def test_an_import_says_what_it_made(desk):
    answer = put(desk, CSV + "empty,,\n", Description="Ours")
    properties = {name: value for name, value in answer["TerminologyProperties"].items() if value is not None}
    assert properties == {
        "Name": "terms",
        "Description": "Ours",
        "Arn": "arn:aws:translate:eu-west-1:123456789012:terminology/terms/LATEST",
        "SourceLanguageCode": "en",
        "TargetLanguageCodes": ["zh", "fr"],
        "SizeBytes": len(CSV.encode()) + 8,
        "TermCount": 2,
        "SkippedTermCount": 1,
        "CreatedAt": desk.now,
        "LastUpdatedAt": desk.now,
        "Format": "CSV",
    }
    problems = json.loads(file(desk, answer["AuxiliaryDataLocation"]).read_text())
    assert problems["summary"] == {"record_error_count": 0, "record_skipped_count": 1}


def test_another_import_takes_its_place_at_once(desk):
    put(desk, Tags=[{"Key": "a", "Value": "b"}])
    assert terms(desk) == [("convolution", "卷积"), ("batch", "批量")]
    created, desk.now = desk.now, desk.now.replace(month=2)
    found = put(desk, "en,zh\nbatch,批\n")["TerminologyProperties"]
    assert (found["CreatedAt"], found["LastUpdatedAt"], found["TermCount"]) == (created, desk.now, 1)
    assert terms(desk) == [("batch", "批")]
    assert desk.call("ListTagsForResource", ResourceArn=found["Arn"])["Tags"] == [{"Key": "a", "Value": "b"}]
    assert len(list((desk.options.state / "terminologies").iterdir())) == 1


def test_an_import_that_fails_leaves_all_as_it_was(desk):
    put(desk)
    for text in ("no language,at all\na,b\n", "en,zh\n", "en,en\na,b\n", 'en,zh\n"a,b\n', "\udcff"):
        content = text.encode(errors="surrogateescape")
        data = {"File": content, "Format": "CSV"}
        request = {"Name": "terms", "MergeStrategy": "OVERWRITE", "TerminologyData": data}
        found = refusal(desk.call, "ImportTerminology", **request)
        assert (found.code, str(desk.options.state) in found.message) == ("InvalidParameterValueException", False)
    assert terms(desk)[1] == ("batch", "批量")
    assert len(list((desk.options.state / "terminologies").iterdir())) == 1


def test_directions(desk):
    put(desk)
    assert terms(desk, "zh", "en") == []
    assert terms(desk, "zh", "fr") == []
    assert terms(desk, "en-US", "zh-Hans")[0] == ("convolution", "卷积")
    assert terms(desk, "en", "fr") == [("convolution", ""), ("batch", "lot")]
    put(desk, directionality="MULTI")
    assert terms(desk, "zh", "fr")[1] == ("批量", "lot")
    assert refusal(terms, desk, name="none").code == "ResourceNotFoundException"


def test_terms_go_as_amazon_has_them_only_where_its_limits_hold(desk, keeping):
    put(desk, "en,zh\nbatch,批量\n")
    (term,) = terms_of(desk.state, desk.caller.account, "terms", "en", "zh")
    assert (term.case_sensitive, term.inflected) == (False, True)
    strict = keeping(strict=True)
    put(strict, f"en,zh\nbatch,批量\n{'x' * 201},长\n{'y' * 200},长\n")
    found = terms_of(strict.state, strict.caller.account, "terms", "en", "zh")
    assert found[0] == Term("batch", "批量", (), case_sensitive=True, inflected=False)
    assert len(found) == 2


@pytest.mark.parametrize("text", ["en,zh,note\na,b,c\n", "en\na\n", "en-US,zh\na,b\n"])
def test_amazons_limits_on_languages(keeping, text):
    assert refusal(put, keeping(strict=True), text).code == "InvalidParameterValueException"
    put(keeping(), text)


def test_a_hundred_terminologies_where_amazons_limits_hold(keeping):
    strict = keeping(strict=True)
    for number in range(100):
        put(strict, name=f"t{number}")
    assert refusal(put, strict, name="more").code == "LimitExceededException"
    put(strict, name="t7")
    first = strict.call("ListTerminologies", MaxResults=99)
    rest = strict.call("ListTerminologies", MaxResults=99, NextToken=first["NextToken"])
    names = [each["Name"] for page in (first, rest) for each in page["TerminologyPropertiesList"]]
    assert names == sorted(f"t{number}" for number in range(100))


@pytest.mark.parametrize("wanted", ["CSV", "TSV", "TMX"])
@pytest.mark.parametrize(("text", "format_name"), [("en,zh\nbatch,批量\n", "CSV"), (TMX, "TMX")])
def test_it_can_be_had_in_all_formats(desk, text, format_name, wanted):
    put(desk, text, format_name=format_name)
    answer = desk.call("GetTerminology", Name="terms", TerminologyDataFormat=wanted)
    found = file(desk, answer["TerminologyDataLocation"])
    if wanted == format_name:
        assert found.read_text("utf-8") == text
    (entry,) = read_terminology(found, ("", "")).terminology.entries
    assert entry.texts == ("batch", "批量")
    assert answer["TerminologyProperties"]["Format"] == format_name


def test_what_goes_both_ways_can_be_had_as_it_was_imported_only(desk):
    put(desk, directionality="MULTI")
    assert desk.call("GetTerminology", Name="terms")["TerminologyProperties"]["Directionality"] == "MULTI"
    wrong = refusal(desk.call, "GetTerminology", Name="terms", TerminologyDataFormat="TMX")
    assert wrong.code == "InvalidParameterValueException"


def test_entities_are_refused(desk):
    bomb = '<!DOCTYPE tmx [<!ENTITY a "b">]>' + TMX
    assert "Entities" in refusal(put, desk, bomb, format_name="TMX").message


def test_what_is_deleted_is_gone(desk):
    put(desk)
    assert desk.call("DeleteTerminology", Name="terms") == {}
    for operation in ("GetTerminology", "DeleteTerminology"):
        assert refusal(desk.call, operation, Name="terms").code == "ResourceNotFoundException"
    assert list((desk.options.state / "terminologies").iterdir()) == []
