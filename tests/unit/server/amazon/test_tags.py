import pytest

from amts.server.amazon.faults import Fault

ARN = "arn:aws:translate:eu-west-1:123456789012:parallel-data/book"


@pytest.fixture
def desk(keeping):
    found = keeping()
    found.put("book.csv", "en,zh\na,b\n")
    found.create()
    return found


def tags(**pairs):
    return [{"Key": key, "Value": value} for key, value in pairs.items()]


def code(call, *args, **kwargs):
    with pytest.raises(Fault) as caught:
        call(*args, **kwargs)
    return caught.value.code


def test_tags_are_set_changed_and_removed(desk):
    assert desk.call("TagResource", ResourceArn=ARN, Tags=tags(b="1", a="2")) == {}
    desk.call("TagResource", ResourceArn=ARN, Tags=tags(b="3"))
    assert desk.call("ListTagsForResource", ResourceArn=ARN)["Tags"] == tags(a="2", b="3")
    assert desk.call("UntagResource", ResourceArn=ARN, TagKeys=["b", "unknown"]) == {}
    assert desk.call("ListTagsForResource", ResourceArn=ARN)["Tags"] == tags(a="2")


def test_a_resource_has_fifty_tags_at_most(desk):
    desk.call("TagResource", ResourceArn=ARN, Tags=tags(**{f"k{n}": "" for n in range(50)}))
    desk.call("TagResource", ResourceArn=ARN, Tags=tags(k7="changed"))
    with pytest.raises(Fault) as caught:
        desk.call("TagResource", ResourceArn=ARN, Tags=tags(more=""))
    assert (caught.value.code, caught.value.members) == ("TooManyTagsException", {"ResourceArn": ARN})
    assert len(desk.call("ListTagsForResource", ResourceArn=ARN)["Tags"]) == 50


@pytest.mark.parametrize("wrong", [tags(**{"aws:x": "1"}), tags(**{"AWS:x": "1"}), [*tags(a="1"), *tags(a="2")]])
def test_reserved_and_repeated_keys_are_refused(desk, wrong):
    assert code(desk.call, "TagResource", ResourceArn=ARN, Tags=wrong) == "InvalidParameterValueException"
    assert code(desk.create, "other", Tags=wrong) == "InvalidParameterValueException"


@pytest.mark.parametrize(
    ("arn", "expected"),
    [
        (f"{ARN}x", "ResourceNotFoundException"),
        (ARN.replace("123456789012", "999999999999"), "ResourceNotFoundException"),
        (ARN.replace("parallel-data", "terminology") + "/LATEST", "ResourceNotFoundException"),
        (ARN.replace("parallel-data", "job"), "InvalidParameterValueException"),
        ("book", "InvalidParameterValueException"),
        (ARN.replace("translate", "s3"), "InvalidParameterValueException"),
    ],
)
def test_other_names_are_refused(desk, arn, expected):
    assert code(desk.call, "ListTagsForResource", ResourceArn=arn) == expected
    assert code(desk.call, "TagResource", ResourceArn=arn, Tags=tags(a="1")) == expected
    assert code(desk.call, "UntagResource", ResourceArn=arn, TagKeys=["a"]) == expected
