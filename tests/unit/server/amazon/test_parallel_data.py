from datetime import timedelta

import pytest

from amts.jobs.records import State
from amts.jobs.schema import JOBS
from amts.parallel.resource import ParallelStore
from amts.server.amazon.faults import Fault
from amts.server.amazon.imports import KIND, resume_imports
from amts.server.amazon.operations import Caller
from amts.server.amazon.parallel_versions import active_data, active_pairs

ROWS = "en,zh,fr\nHello.,你好。,Bonjour.\nBye.,再见。,Au revoir.\n"


@pytest.fixture
def desk(keeping):
    found = keeping()
    found.put("book.csv", ROWS)
    return found


def refusal(call, *args, **kwargs):
    with pytest.raises(Fault) as caught:
        call(*args, **kwargs)
    return caught.value


def test_what_is_created_becomes_active_when_its_import_has_ended(desk):
    assert desk.create(Description="A book") == {"Name": "book", "Status": "CREATING"}
    assert desk.get()["Status"] == "CREATING"
    desk.work()
    found = desk.get()
    assert found == {
        "Name": "book",
        "Arn": "arn:aws:translate:eu-west-1:123456789012:parallel-data/book",
        "Description": "A book",
        "Status": "ACTIVE",
        "SourceLanguageCode": "en",
        "TargetLanguageCodes": ["zh", "fr"],
        "ParallelDataConfig": {"S3Uri": "s3://bucket/book.csv", "Format": "CSV"},
        "ImportedDataSize": 6 + 4 + 3 + 3 + 8 + 10,
        "ImportedRecordCount": 2,
        "FailedRecordCount": 0,
        "SkippedRecordCount": 0,
        "CreatedAt": found["CreatedAt"],
        "LastUpdatedAt": found["LastUpdatedAt"],
    }
    assert desk.stored() == [("Hello.", "你好。"), ("Bye.", "再见。")]
    assert desk.stored(target="fr")[1] == ("Bye.", "Au revoir.")


def test_an_update_replaces_all_and_is_seen_at_once(desk):
    desk.create()
    desk.work()
    desk.put("book.csv", "en,zh\nNew.,新。\n")
    answer = desk.update(Description="Newer")
    assert {name: answer[name] for name in ("Status", "LatestUpdateAttemptStatus")} == {
        "Status": "ACTIVE",
        "LatestUpdateAttemptStatus": "UPDATING",
    }
    assert answer["LatestUpdateAttemptAt"] == desk.now
    assert desk.stored() == [("Hello.", "你好。"), ("Bye.", "再见。")]
    desk.work()
    assert desk.stored() == [("New.", "新。")]
    found = desk.get()
    assert (found["Status"], found["LatestUpdateAttemptStatus"]) == ("ACTIVE", "ACTIVE")
    assert (found["TargetLanguageCodes"], found["Description"]) == (["zh"], "Newer")


def test_an_update_that_fails_keeps_what_there_was(desk):
    desk.create()
    desk.work()
    desk.put("book.csv", "en,qq\nNew.,new\n")
    desk.update()
    desk.work()
    found = desk.get()
    assert (found["Status"], found["LatestUpdateAttemptStatus"]) == ("ACTIVE", "FAILED")
    assert "Invalid header" in found["Message"]
    assert (found["ImportedRecordCount"], desk.stored()[0]) == (2, ("Hello.", "你好。"))
    answer = desk.call("GetParallelData", Name="book")
    assert answer["LatestUpdateAttemptAuxiliaryDataLocation"]["Location"] != answer["DataLocation"]["Location"]


def test_what_failed_when_it_was_created_can_be_updated(desk):
    desk.create(ParallelDataConfig={"S3Uri": "s3://bucket/none.csv", "Format": "CSV"})
    desk.work()
    found = desk.get()
    assert found["Status"] == "FAILED"
    assert "s3://bucket/none.csv is no file" in found["Message"]
    assert "DataLocation" not in desk.call("GetParallelData", Name="book")
    assert "FAILED" in refusal(active_data, desk.state, "123456789012", ["book"], "en", ["zh"]).message
    assert desk.update()["Status"] == "FAILED"
    desk.work()
    assert (desk.get()["Status"], desk.get()["LatestUpdateAttemptStatus"]) == ("ACTIVE", "ACTIVE")


def test_a_folder_may_be_named_if_it_has_one_file_of_the_format(desk):
    desk.put("folder/a.csv", ROWS)
    desk.put("folder/notes.txt", "not this one")
    desk.create(ParallelDataConfig={"S3Uri": "s3://bucket/folder/", "Format": "CSV"})
    desk.work()
    assert desk.get()["Status"] == "ACTIVE"
    desk.put("folder/b.csv", ROWS)
    desk.update(ParallelDataConfig={"S3Uri": "s3://bucket/folder", "Format": "CSV"})
    desk.work()
    assert "2 files that end with .csv" in desk.get()["Message"]


def test_a_name_is_taken_once(desk):
    desk.create()
    assert refusal(desk.create, token="another").code == "ConflictException"


def test_the_same_token_does_the_same_once_even_after_a_restart(desk, keeping):
    desk.create(token="t")
    desk.work()
    again = keeping()
    assert again.create(token="t") == {"Name": "book", "Status": "ACTIVE"}
    assert len(again.jobs.list("amazon-import")) == 1
    other = refusal(again.create, token="t", Description="Another request")
    assert other.code == "ConflictException"
    again.update(token="u")
    again.update(token="u")
    assert len(again.jobs.list("amazon-import")) == 2


def test_what_was_deleted_can_be_created_by_the_same_request(desk):
    desk.create()
    desk.work()
    desk.call("DeleteParallelData", Name="book")
    assert desk.create() == {"Name": "book", "Status": "CREATING"}
    desk.work()
    assert desk.get()["Status"] == "ACTIVE"


def test_nothing_else_is_done_with_what_is_being_imported(desk):
    desk.create()
    for call in (desk.update, lambda: desk.call("DeleteParallelData", Name="book")):
        assert refusal(call).code == "ConcurrentModificationException"


def test_what_is_deleted_is_gone_with_its_tags(desk):
    desk.create(Tags=[{"Key": "team", "Value": "docs"}])
    desk.work()
    arn = desk.get()["Arn"]
    assert desk.call("ListTagsForResource", ResourceArn=arn)["Tags"] == [{"Key": "team", "Value": "docs"}]
    assert desk.call("DeleteParallelData", Name="book") == {"Name": "book", "Status": "DELETING"}
    for operation in ("GetParallelData", "DeleteParallelData"):
        assert refusal(desk.call, operation, Name="book").code == "ResourceNotFoundException"
    desk.create(token="new")
    assert desk.call("ListTagsForResource", ResourceArn=arn)["Tags"] == []


def test_accounts_have_resources_of_their_own(desk):
    desk.create()
    stranger = Caller("999999999999", "eu-west-1")
    assert desk.call("ListParallelData", stranger)["ParallelDataPropertiesList"] == []
    assert refusal(desk.call, "GetParallelData", stranger, Name="book").code == "ResourceNotFoundException"


def test_lists_come_page_by_page_and_in_order(desk):
    for name in ("c", "a", "b"):
        desk.create(name)
    first = desk.call("ListParallelData", MaxResults=2)
    assert [each["Name"] for each in first["ParallelDataPropertiesList"]] == ["a", "b"]
    second = desk.call("ListParallelData", MaxResults=2, NextToken=first["NextToken"])
    assert [each["Name"] for each in second["ParallelDataPropertiesList"]] == ["c"]
    assert "NextToken" not in second


def test_what_is_used_must_have_the_languages(desk):
    desk.create()
    desk.work()
    account = desk.caller.account
    assert list(active_data(desk.state, account, ["book"], "en", ["zh", "fr"])) == ["zh", "fr"]
    assert active_data(desk.state, account, ["book"], "en-GB", ["zh-Hans"])["zh-Hans"]
    assert "no target language de" in refusal(active_data, desk.state, account, ["book"], "en", ["zh", "de"]).message
    assert "source language en, not zh" in refusal(active_data, desk.state, account, ["book"], "zh", ["fr"]).message
    assert refusal(active_data, desk.state, account, ["none"], "en", ["zh"]).code == "ResourceNotFoundException"
    assert [pair[:2] for pair in active_pairs(desk.state, account)] == [("en", "zh"), ("en", "fr")]


def test_an_import_that_was_begun_when_the_server_died_is_resumed(desk, keeping):
    desk.jobs.submit = None  # the server dies here
    with pytest.raises(TypeError):
        desk.create()
    again = keeping()
    assert again.jobs.list("amazon-import") == []
    resume_imports(again.state, again.jobs)
    resume_imports(again.state, again.jobs)
    again.work()
    assert again.get()["Status"] == "ACTIVE"


@pytest.mark.parametrize("restart", [False, True])
def test_an_import_whose_job_has_ended_without_a_word_has_failed(desk, keeping, restart):
    desk.create()
    (job,) = desk.jobs.list("amazon-import")
    with desk.state.writing() as connection:
        connection.execute(JOBS.update().values(state=State.FAILED, message="internal error"))
    if restart:
        desk = keeping()
        resume_imports(desk.state, desk.jobs)
    assert (desk.get()["Status"], desk.get()["Message"]) == ("FAILED", "internal error")
    assert desk.jobs.show(job.id).state is State.FAILED


def test_what_a_job_uses_stays_until_it_has_ended(desk):
    desk.create()
    desk.work()
    used = active_data(desk.state, desk.caller.account, ["book"], "en", ["zh"])["zh"][0]
    job = desk.jobs.submit("amazon-translation", {"data": {"zh": [used]}})
    desk.update()
    desk.work()
    store = ParallelStore(desk.options.state / "parallel.sqlite")

    def sweep_after_days(days):
        desk.now = desk.now.replace(day=1 + days)
        desk.create("other", token=f"other-{days}", ParallelDataConfig={"S3Uri": "s3://bucket/x", "Format": "CSV"})
        desk.work()
        desk.call("DeleteParallelData", Name="other")
        return used in {data.name for data in store.list()}

    # Ends are told by the worker's clock: this one goes ahead of it.
    desk.now = desk.now.replace(year=2036)
    assert sweep_after_days(1)
    with desk.state.writing() as connection:
        connection.execute(JOBS.update().where(JOBS.c.id == job.id).values(state=State.DONE))
    assert not sweep_after_days(2)
    assert desk.stored() == [("Hello.", "你好。"), ("Bye.", "再见。")]
    assert len(list((desk.options.state / "parallel-data").iterdir())) == 1


def test_who_has_just_read_what_to_use_finds_it_for_another_hour(desk):
    desk.create()
    desk.work()
    used = active_data(desk.state, desk.caller.account, ["book"], "en", ["zh"])["zh"][0]
    store = ParallelStore(desk.options.state / "parallel.sqlite")
    desk.call("DeleteParallelData", Name="book")
    assert used in {data.name for data in store.list()}
    for name, minutes, kept in (("a", 59, True), ("b", 2, False)):
        desk.now += timedelta(minutes=minutes)
        desk.create(name)
        assert (used in {data.name for data in store.list()}) is kept


def test_keys_are_kept_but_it_is_said_that_nothing_is_encrypted(desk, keeping):
    key = {"Type": "KMS", "Id": "alias/mine"}
    desk.create(EncryptionKey=key)
    desk.work()
    assert desk.get()["EncryptionKey"] == key
    assert "not used" in desk.get()["Message"]
    strict = keeping(strict=True)
    assert refusal(strict.create, "x", EncryptionKey=key).code == "InvalidParameterValueException"


def test_both_parts_of_the_place_must_be_there(desk):
    found = refusal(desk.create, ParallelDataConfig={"Format": "CSV"})
    assert (found.code, "S3Uri missing" in found.message) == ("InvalidParameterValueException", True)
    assert desk.create()["Status"] == "CREATING"  # what was refused leaves no token behind


def test_amazons_limits_hold_where_they_are_to(keeping):
    strict = keeping(strict=True)
    strict.put("book.csv", "en,zh\n" + "x" * 1000 + ",好\n" + "y" * 1001 + ",好\n=1,好\n")
    strict.create()
    assert refusal(strict.create, "second").code == "LimitExceededException"
    assert strict.create() == {"Name": "book", "Status": "CREATING"}
    strict.work()
    found = strict.get()
    assert [found[f"{what}RecordCount"] for what in ("Imported", "Failed", "Skipped")] == [1, 1, 1]


@pytest.mark.parametrize("act", ["list", "update", "delete"])
def test_an_import_that_ended_without_a_word_is_in_nobodys_way(keeping, monkeypatch, act):
    desk = keeping()
    desk.put("book.csv", "en,zh\na,b\n")
    desk.create()
    desk.jobs.cancel(desk.jobs.list(KIND)[0].id)
    monkeypatch.setattr("amts.server.amazon.parallel_versions.fail", lambda *_: None)
    desk.work()
    monkeypatch.undo()
    if act == "list":
        assert [each["Status"] for each in desk.call("ListParallelData")["ParallelDataPropertiesList"]] == ["FAILED"]
    elif act == "update":
        desk.update()
        desk.work()
        assert desk.get()["Status"] == "ACTIVE"
    else:
        assert desk.call("DeleteParallelData", Name="book")["Status"] == "DELETING"
