from dataclasses import replace

import pytest

from amts.server.amazon.faults import Fault
from amts.server.translators import PairError


def text(server, text, source="en", target="eo", **more):
    return server.call("TranslateText", Text=text, SourceLanguageCode=source, TargetLanguageCode=target, **more)


def document(server, content, kind="text/plain", source="en", target="eo", **more):
    return server.call(
        "TranslateDocument",
        Document={"Content": content, "ContentType": kind},
        SourceLanguageCode=source,
        TargetLanguageCode=target,
        **more,
    )


def code_of(call, *arguments, **more):
    with pytest.raises(Fault) as raised:
        call(*arguments, **more)
    return raised.value.code


def test_a_text_is_translated(translating):
    assert text(translating(), "The dog sees every house.") == {
        "TranslatedText": "La hundo vidas ciu domo.",
        "SourceLanguageCode": "en",
        "TargetLanguageCode": "eo",
    }


def test_the_same_language_gives_the_text_back(translating):
    assert text(translating(), "The dog <b>sees", target="en")["TranslatedText"] == "The dog <b>sees"


def test_a_language_that_is_none_is_refused_with_both_codes(translating):
    with pytest.raises(Fault, match=r"Unsupported language pair: en to ef\. Target language 'ef' is not") as raised:
        text(translating(), "The dog.", target="ef")
    assert raised.value.code == "UnsupportedLanguagePairException"
    assert raised.value.members == {"SourceLanguageCode": "en", "TargetLanguageCode": "ef"}


def test_a_language_without_an_engine_is_refused(translating):
    assert code_of(text, translating(), "The dog.", target="de") == "UnsupportedLanguagePairException"


def test_a_language_that_amazon_has_not_is_refused_where_its_limits_hold(translating):
    assert code_of(text, translating(strict=True), "The dog.") == "UnsupportedLanguagePairException"


def test_the_source_language_is_detected(translating):
    long = "The old teacher remembers the quiet river near the mountain, and the child often sees the small bird."
    assert text(translating(), long, source="auto")["SourceLanguageCode"] == "en"


def test_markup_says_nothing_about_the_language(translating):
    html = "<p>The old teacher remembers the quiet river, and the child sees the small bird.</p>"
    assert text(translating(), html, source="auto")["SourceLanguageCode"] == "en"


def test_a_language_that_cannot_be_told_is_refused(translating):
    server = translating()
    assert code_of(text, server, "12345", source="auto") == "DetectedLanguageLowConfidenceException"


def test_terms_are_applied_and_named(translating):
    server = translating()
    server.add_terms("animals", dog="HUNDEGO", river="RIVERETO")
    answer = text(server, "The dog sees the dog.", TerminologyNames=["animals"])
    assert answer["TranslatedText"] == "La HUNDEGO vidas la HUNDEGO."
    assert answer["AppliedTerminologies"] == [
        {"Name": "animals", "Terms": [{"SourceText": "dog", "TargetText": "HUNDEGO"}]}
    ]


def test_a_terminology_of_which_nothing_is_used_is_named_without_terms(translating):
    server = translating()
    server.add_terms("animals", comet="kometo")
    answer = text(server, "The dog.", TerminologyNames=["animals"])
    assert answer["AppliedTerminologies"] == [{"Name": "animals", "Terms": []}]


def test_an_unknown_terminology_or_two_of_them_are_refused(translating):
    server = translating()
    assert code_of(text, server, "The dog.", TerminologyNames=["none"]) == "ResourceNotFoundException"
    assert code_of(text, server, "The dog.", TerminologyNames=["a", "b"]) == "InvalidRequestException"


def test_settings_that_are_not_honoured_are_not_echoed(translating):
    assert "AppliedSettings" not in text(translating(), "The dog.", Settings={"Formality": "FORMAL"})


def test_parallel_data_named_by_the_caller_adapt_the_engine(translating, lessons):
    server = translating(data=False)
    server.add_data("toy")
    server.add_data("mine")
    caller = replace(server.caller, parallel_data=("toy", "mine"))
    text(server, "The dog.", caller=caller)
    assert [len(lesson) for lesson in lessons] == [600]


def test_where_amazons_limits_hold_texts_have_no_parallel_data(translating):
    server = translating(strict=True)
    caller = replace(server.caller, parallel_data=("toy",))
    assert code_of(text, server, "The dog.", caller=caller) == "InvalidRequestException"
    assert code_of(server.start, TargetLanguageCodes=["es"], caller=caller) == "InvalidRequestException"
    assert "/amts/translate-texts" not in server.operations


def test_nothing_is_learnt_from_parallel_data_that_nobody_named(translating):
    server = translating(data=False)
    server.add_data("toy")
    assert code_of(text, server, "The dog.") == "UnsupportedLanguagePairException"


def test_the_parallel_data_of_an_account_are_for_no_other(translating):
    server = translating(data=False)
    server.add_data("secret", account="111122223333")
    owner = replace(server.caller, account="111122223333", parallel_data=("secret",))
    assert text(server, "The dog.", caller=owner)["TranslatedText"] == "La hundo."
    assert code_of(text, server, "The dog.", caller=replace(owner, account="0" * 12)) == "ResourceNotFoundException"
    pairs = {account: server.engines.pairs(account) for account in (owner.account, server.caller.account)}
    assert pairs == {owner.account: {("en", "eo")}, server.caller.account: set()}
    assert server.engines.general(owner.account, "en", "eo")
    with pytest.raises(PairError):
        server.engines.general(server.caller.account, "en", "eo")


def test_languages_are_listed_as_long_as_there_are_data_for_them(translating):
    server = translating(data=False)
    server.add_data("toy")
    listed = server.call("ListLanguages")["Languages"]
    assert [each["LanguageCode"] for each in listed] == ["auto", "en", "eo"]
    server.call("DeleteParallelData", Name="toy")
    assert [each["LanguageCode"] for each in server.call("ListLanguages")["Languages"]] == ["auto"]


def test_unknown_parallel_data_are_refused(translating):
    server = translating()
    caller = replace(server.caller, parallel_data=("none",))
    assert code_of(text, server, "The dog.", caller=caller) == "ResourceNotFoundException"


def test_a_document_keeps_what_is_no_text(translating):
    content = b"<html><body><h1>The dog</h1><script>x = 1</script><p>The <b>house</b>.</p></body></html>"
    made = document(translating(), content, "text/html")["TranslatedDocument"]["Content"]
    assert made == content.replace(b"The dog", b"La hundo").replace(b"The <b>house</b>", b"La <b>domo</b>")


def test_markdown_is_a_content_type_of_ours(translating):
    made = document(translating(), b"# The dog\n\n```\nthe dog\n```\n", "text/markdown")
    assert made["TranslatedDocument"]["Content"] == b"# La hundo\n\n```\nthe dog\n```\n"


def test_an_unknown_content_type_is_refused(translating):
    assert code_of(document, translating(), b"x", "image/png") == "InvalidRequestException"


def test_our_content_types_are_unknown_where_amazons_limits_hold(translating):
    assert code_of(document, translating(strict=True), b"x", "text/markdown") == "InvalidRequestException"


def test_where_amazons_limits_hold_one_language_of_a_document_is_english(translating):
    answer = code_of(document, translating(strict=True), b"x", source="fr", target="de")
    assert answer == "UnsupportedLanguagePairException"


def test_many_texts_are_translated_in_one_request(translating):
    server = translating()
    request = {"Texts": ["The dog.", "The house."], "SourceLanguageCode": "en", "TargetLanguageCode": "eo"}
    answer = server.operations["/amts/translate-texts"](server.caller, request)
    assert [each["TranslatedText"] for each in answer["Translations"]] == ["La hundo.", "La domo."]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"Texts": "The dog."}, "str at 'texts' can not be converted to a List"),
        ({"Texts": []}, "'texts' failed to satisfy constraint: Member must have length greater than or equal to 1"),
        ({"Texts": ["a"] * 1001}, "'texts' failed to satisfy constraint: Member must have length less than"),
        ({"Texts": ["The dog.", 1]}, "int at 'texts.2.member' can not be converted to a String"),
        ({"Texts": ["The dog.", None]}, "There is a null in Texts"),
        ({"Texts": ["a\0b"]}, "'texts.1.member' failed to satisfy constraint: Member must not contain the character"),
        ({"SourceLanguageCode": None}, "Value null at 'sourceLanguageCode'"),
        ({"TargetLanguageCode": 3}, "int at 'targetLanguageCode' can not be converted to a String"),
        ({"TerminologyNames": "a"}, "str at 'terminologyNames' can not be converted to a List"),
        ({"ParallelDataNames": ["none"]}, "There is no parallel data named none"),
    ],
)
def test_a_malformed_request_for_many_texts_is_refused_with_what_is_wrong(translating, change, message):
    server = translating()
    request = {"Texts": ["The dog."], "SourceLanguageCode": "en", "TargetLanguageCode": "eo"} | change
    with pytest.raises(Fault) as caught:
        server.operations["/amts/translate-texts"](server.caller, request)
    assert message in caught.value.message


def test_many_texts_may_name_parallel_data_and_have_empty_ones_among_them(translating, lessons):
    server = translating(data=False)
    server.add_data("toy")
    request = {"Texts": ["The dog.", "", " "], "SourceLanguageCode": "en", "TargetLanguageCode": "eo"}
    answer = server.operations["/amts/translate-texts"](server.caller, request | {"ParallelDataNames": ["toy"]})
    assert [each["TranslatedText"] for each in answer["Translations"]] == ["La hundo.", "", " "]
    assert len(lessons) == 1


def test_each_of_many_texts_has_the_limit_of_one(translating):
    server = translating()
    request = {"Texts": ["界" * 3334], "SourceLanguageCode": "en", "TargetLanguageCode": "eo"}
    with pytest.raises(Fault, match="is 10002 bytes"):
        server.operations["/amts/translate-texts"](server.caller, request)
