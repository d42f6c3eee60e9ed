import pytest

from amts.errors import InputError
from amts.experiments.replay.history import read_main_line


def test_steps_are_numbered_from_the_oldest_with_the_days_of_their_authors(repository):
    repository.commit("one", {"a.md": "A\n"})
    repository.commit("two", {"b.md": "B\n"})
    line = read_main_line(repository.root)
    assert [(step.number, step.subject, step.date.date().isoformat()) for step in line.steps] == [
        (0, "one", "2021-01-01"),
        (1, "two", "2021-01-02"),
    ]


def test_a_step_tells_what_it_wrote_and_what_it_removed(repository):
    repository.commit("one", {"a.md": "A\n", "b.md": "B\n"})
    repository.commit("two", {"a.md": None})
    line = read_main_line(repository.root)
    assert set(line.steps[0].blobs) == {"a.md", "b.md"}
    assert line.steps[1].blobs == {"a.md": None}


def test_contents_are_had_by_their_identifiers_and_missing_ones_left_out(repository):
    repository.commit("one", {"ä b.md": "Ä\n"})
    line = read_main_line(repository.root)
    blob = line.steps[0].blobs["ä b.md"]
    assert line.contents([blob, "0" * 40]) == {blob: "Ä\n".encode()}


def test_a_renamed_file_is_known_by_both_names(repository):
    repository.commit("one", {"a.md": "A text that is long enough to be found again.\n"})
    repository.rename("a.md", "folder/b.md")
    repository.commit("two", {})
    step = read_main_line(repository.root).steps[1]
    assert step.renames == {"a.md": "folder/b.md"}
    assert step.blobs["a.md"] is None
    assert step.blobs["folder/b.md"]


def test_a_folder_without_a_repository_is_refused(tmp_path):
    with pytest.raises(InputError, match="lies in no git repository"):
        read_main_line(tmp_path)
