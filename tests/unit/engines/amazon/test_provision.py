import pytest

from amts.engines.amazon.connection import ServiceError
from amts.engines.amazon.provision import Provision, content_hash
from amts.engines.amazon.waiting import Patience
from amts.errors import EngineError
from amts.testing.amazon_service import refusal

FOLDER = "s3://books/amts"


@pytest.fixture
def provision(connection, files):
    return Provision(connection, files, FOLDER, Patience(sleep=lambda seconds: None, limit=100))


def imports(service):
    return [(operation, request) for operation, request in service.requests if not operation.startswith("get_")]


def test_missing_parallel_data_are_made_and_waited_for(provision, service, files):
    assert provision.parallel_data("toy", b"<tmx/>") == content_hash(b"<tmx/>")
    [(operation, request)] = imports(service)
    assert operation == "create_parallel_data"
    assert files.files == {request["ParallelDataConfig"]["S3Uri"]: b"<tmx/>"}
    assert service.data["toy"]["Status"] == "ACTIVE"


def test_the_same_content_is_not_imported_again(provision, service):
    provision.parallel_data("toy", b"<tmx/>")
    provision.parallel_data("toy", b"<tmx/>")
    assert len(imports(service)) == 1


def test_other_content_replaces_that_of_the_name(provision, service):
    provision.parallel_data("toy", b"<tmx/>")
    provision.parallel_data("toy", b"<tmx></tmx>")
    assert [operation for operation, _ in imports(service)] == ["create_parallel_data", "update_parallel_data"]
    assert content_hash(b"<tmx></tmx>") in service.data["toy"]["Description"]


def test_an_import_that_was_begun_is_waited_for_and_not_begun_again(provision, service, files):
    files.write("s3://books/x.tmx", b"")
    content = content_hash(b"<tmx/>")
    service.data["toy"] = {"Status": "CREATING", "then": "ACTIVE", "Description": f"made by AMTS: {content}"}
    provision.parallel_data("toy", b"<tmx/>")
    assert imports(service) == []


def test_another_import_is_let_pass_first(provision, service):
    service.misdeeds = [None, refusal("LimitExceededException"), None, refusal("LimitExceededException")]
    provision.parallel_data("toy", b"<tmx/>")
    assert service.calls["create_parallel_data"] == 3


def test_a_failed_import_is_tried_once_more_and_then_explained(provision, service):
    service.import_status = "FAILED"
    with pytest.raises(EngineError, match="cannot import the parallel data toy: as told"):
        provision.parallel_data("toy", b"<tmx/>")
    assert [operation for operation, _ in imports(service)] == ["create_parallel_data", "update_parallel_data"]


def test_a_failed_update_is_not_taken_for_the_new_content(provision, service):
    provision.parallel_data("toy", b"<tmx/>")
    service.import_status = "FAILED"
    with pytest.raises(EngineError, match="as told"):
        provision.parallel_data("toy", b"<tmx></tmx>")
    assert service.data["toy"]["Status"] == "ACTIVE"


def test_a_refusal_is_passed_on(provision, service):
    service.misdeeds = [None, refusal("InvalidParameterValueException")]
    with pytest.raises(ServiceError, match="create_parallel_data"):
        provision.parallel_data("toy", b"<tmx/>")


def test_terms_are_imported_once(provision, service):
    digest = provision.terminology("terms", b"en,eo\nhouse,hejmo\n")
    assert provision.terminology("terms", b"en,eo\nhouse,hejmo\n") == digest
    assert service.calls["import_terminology"] == 1
    provision.terminology("terms", b"en,eo\n")
    assert service.terms["terms"]["TerminologyData"]["File"] == b"en,eo\n"
