import json

import pytest

from amts.errors import DataError, InputError
from amts.training.build import DONE, Build, Step

STOPPED = DataError("stopped")


def steps(path, runs, *, word="one", fail=()):
    """A step that reads a file, and one that needs it; each notes that it was run."""

    def first(place):
        runs.append("first")
        (place.folder / "text").write_text(path.read_text() + word)
        if "first" in fail:
            raise STOPPED
        return {"letters": len(path.read_text())}

    def second(place):
        runs.append("second")
        (place.folder / f"try-{len(list(place.folder.iterdir()))}").touch()
        if "second" in fail:
            raise STOPPED
        return {"read": (place.before["first"] / "text").read_text(), "letters": place.reports["first"]["letters"]}

    one = Step("first", first, {"word": word}, (path,))
    return [one, Step("second", second, needs=(one,), goes_on=True)]


@pytest.fixture
def path(tmp_path):
    file = tmp_path / "input"
    file.write_text("abc")
    return file


def test_a_step_reads_what_those_before_it_made(path, tmp_path):
    first, second = Build(steps(path, []), tmp_path / "work").run()
    assert (first.report, second.report) == ({"letters": 3}, {"read": "abcone", "letters": 3})
    assert not first.cached
    assert json.loads((second.folder / DONE).read_text())["report"] == second.report


def test_nothing_is_run_twice(path, tmp_path):
    runs = []
    Build(steps(path, runs), tmp_path / "work").run()
    again = Build(steps(path, runs), tmp_path / "work").run()
    assert runs == ["first", "second"]
    assert [each.cached for each in again] == [True, True]


@pytest.mark.parametrize("change", ["file", "setting"])
def test_a_changed_input_runs_a_step_and_all_behind_it_again(path, tmp_path, change):
    runs = []
    Build(steps(path, runs), tmp_path / "work").run()
    if change == "file":
        path.write_text("xyz")
    Build(steps(path, runs, word="two" if change == "setting" else "one"), tmp_path / "work").run()
    assert runs == ["first", "second"] * 2


def test_a_step_that_failed_starts_anew_but_one_that_goes_on_keeps_what_it_had(path, tmp_path):
    runs = []
    build = Build(steps(path, runs, fail=("second",)), tmp_path / "work")
    for _ in range(2):
        with pytest.raises(DataError):
            build.run()
    assert runs == ["first", "second", "second"]
    kept = sorted(each.name for each in build.folder(build.steps[1]).iterdir())
    assert kept == ["try-0", "try-1"]
    with pytest.raises(DataError):
        Build(steps(path, [], word="two", fail=("first",)), tmp_path / "work").run()


def test_a_step_without_its_marker_has_not_been_run(path, tmp_path):
    build = Build(steps(path, []), tmp_path / "work")
    build.run()
    (build.folder(build.steps[0]) / DONE).unlink()
    assert [build.outcome(step) is None for step in build.steps] == [True, False]


def test_only_the_steps_up_to_a_name_are_run(path, tmp_path):
    assert [each.name for each in Build(steps(path, []), tmp_path / "work").run("first")] == ["first"]
    with pytest.raises(InputError, match="its steps are first, second"):
        Build(steps(path, []), tmp_path / "work").run("third")


def test_work_carried_to_where_its_inputs_are_not_goes_on(path, tmp_path):
    runs = []
    Build(steps(path, runs), tmp_path / "work").run("first")
    path.unlink()
    Build(steps(path, runs), tmp_path / "work").chosen("first")
    assert Build(steps(path, runs), tmp_path / "work").run()[1].report["read"] == "abcone"
    assert runs == ["first", "second"]


def test_a_missing_input_is_named(tmp_path):
    with pytest.raises(InputError, match="nowhere"):
        Build(steps(tmp_path / "nowhere", []), tmp_path / "work")


def test_of_several_processes_only_the_first_says_that_a_step_is_done(tmp_path):
    step = Step("teacher", lambda _: {"steps": 3}, together=True)
    assert Build([step], tmp_path, rank=1, processes=2).run()[0].report == {"steps": 3}
    assert list(tmp_path.rglob("*.json")) == []
    Build([step], tmp_path, rank=0, processes=2).run()
    assert [each.name for each in tmp_path.rglob("*.json")] == [DONE]


def test_several_processes_do_not_begin_where_a_step_is_to_be_run_by_one(path, tmp_path):
    runs = []
    with pytest.raises(InputError, match="run it first, without torchrun, by --until first"):
        Build(steps(path, runs), tmp_path / "work", rank=0, processes=2).run()
    Build(steps(path, runs), tmp_path / "work").run()
    assert all(each.cached for each in Build(steps(path, runs), tmp_path / "work", rank=1, processes=2).run())
    assert runs == ["first", "second"]
