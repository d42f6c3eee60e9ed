from amts.experiments.replay.events import Kind, find_events
from amts.experiments.replay.history import read_main_line


def events(repository, template, upstream=None):
    return find_events(read_main_line(repository.root), template, upstream)


def told(found):
    return [(event.kind, event.step, len(event.versions), bool(event.draft)) for event in found]


def test_a_source_that_comes_with_a_translation_is_a_first_translation_with_a_draft(repository, template):
    repository.commit("add", {"a_origin.md": "One.\n", "a.md": "Unu.\n"})
    repository.commit("edit", {"a.md": "Unua.\n"})
    assert told(events(repository, template)) == [(Kind.FIRST, 0, 2, True)]


def test_a_translation_that_comes_after_its_source_has_no_draft(repository, template):
    repository.commit("add", {"a_origin.md": "One.\n"})
    repository.commit("translate", {"a.md": "Unu.\n"})
    assert told(events(repository, template)) == [(Kind.FIRST, 1, 1, False)]


def test_an_update_begins_when_people_follow_a_changed_source(repository, template):
    repository.commit("add", {"a_origin.md": "One.\n", "a.md": "Unu.\n"})
    repository.commit("source", {"a_origin.md": "Two.\n"})
    repository.commit("follow", {"a.md": "Du.\n"})
    repository.commit("polish", {"a.md": "Du!\n"})
    first, update = events(repository, template)
    assert (update.kind, update.step, len(update.versions)) == (Kind.ORIGINAL, 2, 2)
    assert (update.followed, update.before) == (first.source, first.versions[-1])


def test_a_source_that_moves_back_before_anybody_follows_is_no_event(repository, template):
    repository.commit("add", {"a_origin.md": "One.\n", "a.md": "Unu.\n"})
    repository.commit("source", {"a_origin.md": "Two.\n"})
    repository.commit("revert", {"a_origin.md": "One.\n"})
    repository.commit("polish", {"a.md": "Unu!\n"})
    assert told(events(repository, template)) == [(Kind.FIRST, 0, 2, True)]


def test_a_source_that_is_removed_and_comes_back_changed_is_an_update(repository, template):
    repository.commit("add", {"a_origin.md": "One.\n", "a.md": "Unu.\n"})
    repository.commit("remove", {"a_origin.md": None, "a.md": None})
    repository.commit("again", {"a_origin.md": "Two.\n", "a.md": "Du.\n"})
    first, update = events(repository, template)
    assert update.kind is Kind.ORIGINAL
    assert update.before == first.versions[-1]


def test_a_renamed_document_goes_on_with_its_history(repository, template):
    source = "A first sentence that is long. A second one that is long too.\n"
    repository.commit("add", {"a_origin.md": source, "a.md": "Unu.\n"})
    repository.rename("a_origin.md", "b/a_origin.md")
    repository.rename("a.md", "b/a.md")
    repository.commit("move", {})
    repository.commit("update", {"b/a_origin.md": source + "\nMore.\n", "b/a.md": "Unu. Pli.\n"})
    assert [(event.document, event.kind) for event in events(repository, template)] == [
        ("b/a_origin.md", Kind.FIRST),
        ("b/a_origin.md", Kind.ORIGINAL),
    ]


def test_a_newer_source_that_a_translation_meets_is_an_update(repository, template):
    repository.commit("add", {"a_origin.md": "One.\n", "a.md": "Unu.\n"})
    repository.commit("follow", {"a.md": "Du.\n"})

    class Met:
        def met(self, followed, before, after, step):
            return "f" * 40 if step.subject == "follow" else ""

    update = events(repository, template, Met())[1]
    assert (update.kind, update.step, update.source) == (Kind.UPSTREAM, 1, "f" * 40)
