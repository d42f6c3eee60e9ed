from dataclasses import replace

import pytest

from amts.server.amazon.faults import Fault


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
    server = translating()
    server.add_data("mine")
    caller = replace(server.caller, parallel_data=("toy", "mine"))
    text(server, "The dog.", caller=caller)
    assert [len(lesson) for lesson in lessons] == [600]


def test_where_amazons_limits_hold_one_parallel_data_is_enough(translating):
    server = translating(strict=True)
    caller = replace(server.caller, parallel_data=("toy", "mine"))
    assert code_of(text, server, "The dog.", caller=caller) == "InvalidRequestException"


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
    "change",
    [
        {"Texts": "The dog."},
        {"Texts": ["The dog.", ""]},
        {"Texts": [1]},
        {"SourceLanguageCode": None},
        {"TargetLanguageCode": 3},
        {"TerminologyNames": "a"},
    ],
)
def test_a_malformed_request_for_many_texts_is_refused(translating, change):
    server = translating()
    request = {"Texts": ["The dog."], "SourceLanguageCode": "en", "TargetLanguageCode": "eo"} | change
    assert code_of(server.operations["/amts/translate-texts"], server.caller, request) == "InvalidRequestException"


def test_each_of_many_texts_has_the_limit_of_one(translating):
    server = translating()
    request = {"Texts": ["界" * 3334], "SourceLanguageCode": "en", "TargetLanguageCode": "eo"}
    with pytest.raises(Fault, match="is 10002 bytes"):
        server.operations["/amts/translate-texts"](server.caller, request)
