import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from amts.server.amazon.faults import Fault
from amts.testing import toy_language

HTML = {"S3Uri": "s3://bucket/in/", "ContentType": "text/html"}


def code_of(call, *arguments, **more):
    with pytest.raises(Fault) as raised:
        call(*arguments, **more)
    return raised.value.code


def details(server, job, target="eo"):
    key = f"out/000000000000-TranslateText-{job['JobId']}/details/{target}.auxiliary-translation-details.json"
    return json.loads(server.texts()[key])


def test_all_documents_of_a_folder_are_translated_beside_their_details(translating):
    server = translating()
    server.put(a_txt="The dog.\n", sub__b_txt="The house.\n")
    job = server.start()
    assert (job["JobStatus"], len(job["JobId"]), server.woken) == ("SUBMITTED", 32, 1)
    server.work()
    folder = f"out/000000000000-TranslateText-{job['JobId']}"
    assert server.texts().keys() == {
        f"{folder}/details/eo.auxiliary-translation-details.json", f"{folder}/eo.a.txt", f"{folder}/sub/eo.b.txt"
    }  # fmt: skip
    assert server.texts()[f"{folder}/eo.a.txt"] == "La hundo.\n"
    assert details(server, job) == {
        "sourceLanguageCode": "en",
        "targetLanguageCode": "eo",
        "charactersTranslated": "18",
        "documentCountWithCustomerError": "0",
        "documentCountWithServerError": "0",
        "inputDataPrefix": "s3://bucket/in/",
        "outputDataPrefix": f"s3://bucket/{folder}/",
        "details": [
            {"sourceFile": "a.txt", "targetFile": "eo.a.txt", "auxiliaryData": {}},
            {"sourceFile": "sub/b.txt", "targetFile": "sub/eo.b.txt", "auxiliaryData": {}},
        ],
    }


def test_a_job_describes_itself(translating):
    server = translating()
    server.put(a_txt="The dog.\n")
    job = server.start(JobName="D2L1")
    server.work()
    found = server.describe(job)
    assert found.pop("SubmittedTime") < found.pop("EndTime")
    assert found == {
        "JobId": job["JobId"],
        "JobName": "D2L1",
        "JobStatus": "COMPLETED",
        "JobDetails": {"InputDocumentsCount": 1, "TranslatedDocumentsCount": 1, "DocumentsWithErrorsCount": 0},
        "SourceLanguageCode": "en",
        "TargetLanguageCodes": ["eo"],
        "Message": "Your job has completed successfully.",
        "InputDataConfig": {"S3Uri": "s3://bucket/in/", "ContentType": "text/plain"},
        "OutputDataConfig": {"S3Uri": f"s3://bucket/out/000000000000-TranslateText-{job['JobId']}/"},
        "DataAccessRoleArn": "arn:aws:iam::000000000000:role/any",
    }


def test_a_broken_document_fails_alone(translating):
    server = translating()
    server.put(a_txt="The dog.\n", b_txt=b"\xff\xfe\xfa")
    job = server.start()
    server.work()
    found = server.describe(job)
    assert found["JobStatus"] == "COMPLETED_WITH_ERROR"
    assert found["JobDetails"] == {
        "InputDocumentsCount": 2, "TranslatedDocumentsCount": 1, "DocumentsWithErrorsCount": 1
    }  # fmt: skip
    assert "1 of 2 documents" in found["Message"]
    made = details(server, job)
    assert (made["documentCountWithCustomerError"], made["documentCountWithServerError"]) == ("1", "0")
    error = made["details"][1]["auxiliaryData"]["error"]
    assert error["errorCode"] == "InvalidRequestException"
    assert "UTF-8" in error["errorMessage"]
    assert "targetFile" not in made["details"][1]


def test_each_language_has_its_own_documents_and_details(translating):
    server = translating(data=False)
    server.put(a_txt="The dog.\n")
    server.add_data("both", "eo", "de")
    job = server.start(TargetLanguageCodes=["eo", "de"], ParallelDataNames=["both"])
    server.work()
    folder = f"out/000000000000-TranslateText-{job['JobId']}"
    assert {f"{folder}/eo.a.txt", f"{folder}/de.a.txt"} <= server.texts().keys()
    assert details(server, job, "de")["targetLanguageCode"] == "de"
    assert server.describe(job)["JobDetails"]["InputDocumentsCount"] == 1


def test_a_job_into_a_language_that_nothing_can_translate_is_not_started(translating):
    server = translating(data=False)
    assert code_of(server.start) == "UnsupportedLanguagePairException"
    server = translating(data=False, fallbacks=("apertium",))
    assert code_of(server.start, TargetLanguageCodes=["xh"]) == "UnsupportedLanguagePairException"


def test_an_empty_folder_fails_the_job(translating):
    server = translating()
    job = server.start()
    server.work()
    found = server.describe(job)
    assert (found["JobStatus"], "EndTime" in found) == ("FAILED", True)
    assert "There are no documents in s3://bucket/in/" in found["Message"]


def test_a_folder_named_details_fails_the_job(translating):
    server = translating()
    server.put(details__a_txt="The dog.")
    job = server.start()
    server.work()
    assert server.describe(job)["JobStatus"] == "FAILED"


def test_what_another_job_has_written_is_not_translated(translating):
    server = translating()
    server.put(a_txt="The dog.")
    for token in ("first", "second"):
        job = server.start(OutputDataConfig={"S3Uri": "s3://bucket/in"}, ClientToken=token)
        server.work()
    assert server.describe(job)["JobDetails"]["InputDocumentsCount"] == 1


def test_a_folder_whose_name_begins_like_the_input_is_another(translating):
    server = translating()
    server.put(a_txt="The dog.")
    server.objects.write("s3://bucket/in2/b.txt", b"The house.")
    job = server.start(InputDataConfig={"S3Uri": "s3://bucket/in", "ContentType": "text/plain"})
    server.work()
    assert server.describe(job)["JobDetails"]["InputDocumentsCount"] == 1


def test_a_stopped_job_keeps_what_was_finished(translating):
    server = translating()
    server.put(**{f"a{number}_txt": "The dog." for number in range(5)})
    job = server.start()
    server.work(steps=3)
    assert server.describe(job)["JobStatus"] == "IN_PROGRESS"
    assert server.call("StopTextTranslationJob", JobId=job["JobId"])["JobStatus"] == "STOP_REQUESTED"
    server.work()
    assert server.describe(job)["JobStatus"] == "STOPPED"
    assert len(details(server, job)["details"]) == 2
    assert server.call("StopTextTranslationJob", JobId=job["JobId"])["JobStatus"] == "STOPPED"


def test_the_same_token_is_the_same_job_even_when_its_data_are_gone(translating):
    server = translating()
    server.put(a_txt="The dog.")
    job = server.start(ParallelDataNames=["toy"])
    server.work()
    server.call("DeleteParallelData", Name="toy")
    assert server.start(ParallelDataNames=["toy"]) == {**job, "JobStatus": "COMPLETED"}
    assert code_of(server.start, JobName="other") == "InvalidRequestException"
    assert code_of(server.start, ClientToken="new", ParallelDataNames=["toy"]) == "ResourceNotFoundException"


def test_a_job_learns_from_what_its_data_held_when_it_was_started(translating, lessons):
    server = translating(data=False)
    server.add_data("toy")
    server.put(a_txt="The dog.")
    server.start(ParallelDataNames=["toy"])
    server.call("DeleteParallelData", Name="toy")
    server.work()
    assert [len(lesson) for lesson in lessons] == [300]


def test_the_pairs_and_terms_that_were_used_are_named(translating):
    server = translating()
    pair = next(pair for pair in toy_language.pairs(9) if not pair.source.marks)
    server.put(a_txt=f"{pair.source.text}\n\nThe comet.\n")
    server.add_terms("stars", comet="KOMETO", dog="hundo")
    job = server.start(ParallelDataNames=["toy"], TerminologyNames=["stars"])
    server.work()
    found = details(server, job)["details"][0]["auxiliaryData"]
    terms = found["appliedTerminologies"][0]["terms"]
    assert {"sourceText": "comet", "targetText": "KOMETO"} in terms
    assert {
        "sourceText": pair.source.text, "targetText": pair.target.text, "score": 1.0
    } in found["parallelDataSegments"]  # fmt: skip


def test_the_language_of_each_document_is_detected(translating):
    server = translating()
    server.put(a_txt="The old teacher remembers the quiet river near the mountain, and the child sees the bird.")
    job = server.start(SourceLanguageCode="auto")
    server.work()
    made = details(server, job)
    assert (made["sourceLanguageCode"], made["details"][0]["sourceLanguage"]) == ("auto", "en")
    assert server.describe(job)["SourceLanguageCode"] == "auto"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"ParallelDataNames": ["none"]}, "ResourceNotFoundException"),
        ({"TerminologyNames": ["none"]}, "ResourceNotFoundException"),
        ({"TerminologyNames": ["a", "b"]}, "InvalidRequestException"),
        ({"TargetLanguageCodes": ["eo", "ef"]}, "UnsupportedLanguagePairException"),
        ({"TargetLanguageCodes": ["eo", "eo"]}, "InvalidParameterValueException"),
        ({"TargetLanguageCodes": ["de"], "ParallelDataNames": ["toy"]}, "InvalidRequestException"),
        ({"SourceLanguageCode": "auto", "ParallelDataNames": ["toy"]}, "InvalidRequestException"),
        ({"InputDataConfig": HTML | {"ContentType": "image/png"}}, "InvalidParameterValueException"),
        ({"InputDataConfig": HTML | {"S3Uri": "s3://bucket/../x"}}, "InvalidRequestException"),
        ({"OutputDataConfig": {"S3Uri": "s3://bucket/a/../../x"}}, "InvalidRequestException"),
    ],
)
def test_a_request_that_cannot_work_is_refused_and_leaves_no_job(translating, change, code):
    server = translating()
    assert code_of(server.start, **change) == code
    assert server.call("ListTextTranslationJobs")["TextTranslationJobPropertiesList"] == []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"TargetLanguageCodes": ["de"], "ParallelDataNames": ["a", "b"]}, "InvalidRequestException"),
        ({"TargetLanguageCodes": ["eo"]}, "UnsupportedLanguagePairException"),
        ({"Settings": {"Profanity": "MASK"}}, "InvalidParameterValueException"),
        ({"InputDataConfig": {"S3Uri": "s3://bucket/", "ContentType": "text/plain"}}, "InvalidRequestException"),
        ({"InputDataConfig": HTML | {"ContentType": "text/markdown"}}, "InvalidParameterValueException"),
    ],
)
def test_amazons_limits_hold_where_they_are_to(translating, change, code):
    server = translating(strict=True)
    assert code_of(server.start, **({"TargetLanguageCodes": ["de"]} | change)) == code


def test_what_is_not_honoured_is_said(translating):
    server = translating()
    server.put(a_txt="The dog.")
    key = {"Type": "KMS", "Id": "alias/key"}
    job = server.start(
        Settings={"Formality": "FORMAL"}, OutputDataConfig={"S3Uri": "s3://bucket/out", "EncryptionKey": key}
    )
    server.work()
    message = server.describe(job)["Message"]
    assert "Formality is not available" in message
    assert "encryption key was not used" in message
    assert "Settings" not in server.describe(job)


def listed(server, **filters):
    answer = server.call("ListTextTranslationJobs", Filter=filters)
    return [each["JobName"] for each in answer["TextTranslationJobPropertiesList"]]


def test_jobs_are_listed_by_filters(translating):
    server = translating()
    server.put(a_txt="The dog.", b_txt=b"\xff")
    other = {"InputDataConfig": {"S3Uri": "s3://bucket/none", "ContentType": "text/plain"}}
    for name, more in {"one": {}, "two": other, "three": {}}.items():
        server.start(JobName=name, ClientToken=name, **more)
    server.work()
    server.start(JobName="four", ClientToken="four")
    assert listed(server) == ["four", "three", "two", "one"]
    assert listed(server, JobName="two") == ["two"]
    assert listed(server, JobStatus="COMPLETED_WITH_ERROR") == ["three", "one"]
    assert listed(server, JobStatus="COMPLETED") == []
    assert listed(server, JobStatus="FAILED") == ["two"]
    assert listed(server, JobStatus="SUBMITTED") == ["four"]
    soon = datetime.now(UTC) + timedelta(minutes=1)
    assert listed(server, SubmittedBeforeTime=soon) == ["one", "two", "three", "four"]
    assert listed(server, SubmittedAfterTime=soon - timedelta(hours=1)) == ["four", "three", "two", "one"]
    assert code_of(listed, server, JobName="two", JobStatus="FAILED") == "InvalidFilterException"


def test_jobs_are_listed_page_by_page(translating):
    server = translating()
    for number in range(5):
        server.start(JobName=str(number), ClientToken=str(number))
    seen, token = [], {}
    while True:
        answer = server.call("ListTextTranslationJobs", MaxResults=2, **token)
        seen += [each["JobName"] for each in answer["TextTranslationJobPropertiesList"]]
        if "NextToken" not in answer:
            break
        token = {"NextToken": answer["NextToken"]}
    assert seen == ["4", "3", "2", "1", "0"]


def test_nobody_sees_the_jobs_of_another_account(translating):
    server = translating()
    job = server.start()
    stranger = replace(server.caller, account="111111111111")
    assert (
        code_of(server.call, "DescribeTextTranslationJob", stranger, JobId=job["JobId"]) == "ResourceNotFoundException"
    )
    assert code_of(server.call, "StopTextTranslationJob", stranger, JobId=job["JobId"]) == "ResourceNotFoundException"
    assert server.call("ListTextTranslationJobs", stranger)["TextTranslationJobPropertiesList"] == []


def test_an_unknown_job_is_not_found(translating):
    assert code_of(translating().call, "DescribeTextTranslationJob", JobId="none") == "ResourceNotFoundException"


def test_a_document_in_the_place_of_a_folder_is_told(translating):
    server = translating()
    server.put(a_txt="The dog.")
    job = server.start(InputDataConfig={"S3Uri": "s3://bucket/in/a.txt", "ContentType": "text/plain"})
    server.work()
    assert "s3://bucket/in/a.txt is a document: name the folder" in server.describe(job)["Message"]


def test_a_document_whose_language_cannot_be_found_is_named(translating):
    server = translating()
    server.put(a_txt=b"\xff", b_txt="The dog sees every house, and the house sees the dog.")
    job = server.start(SourceLanguageCode="auto")
    server.work()
    assert "a.txt: not UTF-8" in server.describe(job)["Message"]
