import pytest

from amts.server.amazon.shapes import EXCEPTIONS, NAMESPACE, OPERATIONS, Blob, ListOf, Number, Shape, Structure, Text

botocore_loaders = pytest.importorskip("botocore.loaders", reason="pip install 'amts[amazon]'")


@pytest.fixture(scope="module")
def model():
    return botocore_loaders.Loader().load_service_model("translate", "service-2")


def described(shape: Shape):
    match shape:
        case Text(least, most, pattern, values):
            return ("string", least, most, pattern, values)
        case Number(least, most):
            return ("integer", least, most)
        case Blob(most):
            return ("blob", most)
        case ListOf(member, least, most):
            return ("list", described(member), least, most)
        case Structure(members, required):
            return ("structure", {name: described(member) for name, member in members.items()}, set(required))
    return ("timestamp",)


def described_by_botocore(model, name: str):
    shape = model["shapes"][name]
    match shape["type"]:
        case "string":
            limits = shape.get("min", 0), shape.get("max", 0)
            # Enumerations may stand in any order.
            return ("string", *limits, shape.get("pattern", ""), tuple(sorted(shape.get("enum", ()))))
        case "integer" | "long":
            return ("integer", shape.get("min", 0), shape.get("max", 0))
        case "blob":
            return ("blob", shape.get("max", 0))
        case "list":
            member = described_by_botocore(model, shape["member"]["shape"])
            return ("list", member, shape.get("min", 0), shape.get("max", 0))
        case "structure":
            members = {key: described_by_botocore(model, value["shape"]) for key, value in shape["members"].items()}
            return ("structure", members, set(shape.get("required", ())))
    return (shape["type"],)


def with_sorted_values(description):
    match description:
        case ("string", least, most, pattern, values):
            return ("string", least, most, pattern, tuple(sorted(values)))
        case ("list", member, least, most):
            return ("list", with_sorted_values(member), least, most)
        case ("structure", members, required):
            return ("structure", {name: with_sorted_values(member) for name, member in members.items()}, required)
    return description


def test_the_table_has_the_operations_of_the_model(model):
    assert set(OPERATIONS) == set(model["operations"])
    assert model["metadata"]["targetPrefix"] == NAMESPACE


@pytest.mark.parametrize("name", OPERATIONS)
def test_each_operation_takes_gives_and_raises_what_the_model_says(model, name):
    operation, ours = model["operations"][name], OPERATIONS[name]

    assert with_sorted_values(described(ours.input)) == described_by_botocore(model, operation["input"]["shape"])
    output = operation["output"]["shape"] if "output" in operation else None
    expected = described_by_botocore(model, output) if output else ("structure", {}, set())
    assert with_sorted_values(described(ours.output)) == expected
    assert ours.errors == {error["shape"] for error in operation["errors"]}


@pytest.mark.parametrize("name", EXCEPTIONS)
def test_each_exception_has_the_members_and_the_status_of_the_model(model, name):
    shape = model["shapes"][name]

    status, members = EXCEPTIONS[name]

    assert members == {member for member in shape["members"] if member.lower() != "message"}
    # Older models name no status.
    assert status == shape.get("error", {}).get("httpStatusCode", status)


def test_all_exceptions_of_the_operations_are_known():
    assert set(EXCEPTIONS) == {error for operation in OPERATIONS.values() for error in operation.errors}
