"""Pages whose sources have changed in ways that real ones do, and what becomes of their translations."""

import json
from itertools import pairwise

import pytest

from amts.documents.formats import format_of
from amts.errors import LossError
from amts.records import Segment, Translation
from amts.sync.page import open_page
from amts.sync.proposing.proposals import Proposer

LANGUAGES = "en", "de"


def translate(segments):
    return [Translation(Segment(each.text.upper(), each.marks), "engine") for each in segments]


def no_proposals(changed):
    return [None] * len(changed)


def sync(source, target=None, ledger=None, base="", name="page.md", propose=no_proposals):
    """Return the new translation and its ledger; the texts are strings."""
    format_ = format_of(name)
    now, ours, was = (
        format_.parse(each.encode(), "page")
        for each in (source, target if ledger else source, base if ledger else source)
    )
    page = open_page("page", format_, now, ours if ledger else None, (ledger, was) if ledger else None, LANGUAGES)
    synced = page.synced(translate, propose)
    return synced.content.decode(), synced


def followed(before, after, edit=lambda target: target, name="page.md", propose=no_proposals):
    """Translate a page, let a person edit it, let its source become another one, and follow; twice, as a check."""
    target, first = sync(before, name=name)
    target, synced = sync(after, edit(target), first.ledger, before, name, propose)
    again, rested = sync(after, target, synced.ledger, after, name)
    assert again == target
    assert not rested.items
    return target, synced


def deeds(synced):
    return [item.deed for item in synced.items]


def test_a_sentence_that_moves_to_another_paragraph_takes_its_translation_along():
    target, synced = followed(
        "Aa one. Bb two. Cc three.\n\nDd four. Ee five.\n", "Aa one. Cc three.\n\nDd four. Bb two. Ee five.\n",
        lambda target: target.replace("BB TWO.", "Mensch.")
    )  # fmt: skip
    assert target == "AA ONE. CC THREE.\n\nDD FOUR. Mensch. EE FIVE.\n"
    assert deeds(synced) == []


def test_the_indentation_of_code_is_followed():
    target, _ = followed(
        "Text.\n\n```python\nif x:\n    a()\nb()\n```\n", "Text.\n\n```python\nif x:\n    a()\n    b()\n```\n"
    )
    assert "    b()" in target


def test_code_that_a_translator_has_commented_is_merged():
    before, after = (f"Text.\n\n```python\n# the size\nsize = 1\nrun({count})\n```\n" for count in ("", "2"))
    target, synced = followed(before, after, lambda target: target.replace("# the size", "# die Gr\u00f6\u00dfe"))
    assert "# die Gr\u00f6\u00dfe\nsize = 1\nrun(2)\n" in target
    assert deeds(synced) == ["merged"]


def test_the_address_of_a_picture_is_followed():
    target, _ = followed("Hi.\n\n![A window](a.svg)\n", "Hi.\n\n![A window](b.svg)\n")
    assert target == "HI.\n\n![A WINDOW](b.svg)\n"


def test_a_picture_whose_title_is_translated_is_behind_not_in_step():
    before, after = (f'Hi.\n\n![A window]({name}.svg "Inst")\n' for name in "ab")
    _, synced = followed(before, after, lambda target: target.replace('"Inst"', '"Titel"'))
    assert deeds(synced) == ["behind"]
    assert any(row.follows for row in synced.ledger.rows)


def test_tags_around_texts_are_followed_without_further_blank_lines():
    target, _ = followed("<details>\n<p>One here.</p>\n</details>\n", "<details open>\n<p>One here.</p>\n</details>\n")
    assert target == "<details open>\n<p>ONE HERE.</p>\n</details>\n"


def test_a_sentence_that_was_split_is_behind_and_nothing_is_said_twice():
    target, synced = followed(
        "Do it now. Send it to us if you do not understand it.\n",
        "Do it now. Do you not understand it? Then send it to us.\n",
        lambda target: target.replace("SEND IT TO US IF YOU DO NOT UNDERSTAND IT.", "Mensch."),
    )
    assert target == "DO IT NOW. Mensch.\n"
    assert deeds(synced) == ["behind"]


def test_what_is_behind_stays_behind_until_somebody_has_been_at_it_or_the_source_is_back():
    sources = [f"Aa is one. Bb is {number} of them.\n" for number in ("two", "three", "four")]
    target, synced = sync(sources[0])
    target = target.replace("AA IS ONE. BB IS TWO OF THEM.", "Mensch eins und zwei")
    for before, after in pairwise(sources):
        target, synced = sync(after, target, synced.ledger, before)
        assert any(row.follows for row in synced.ledger.rows)
    assert target == "Mensch eins und zwei\n"
    target, synced = sync(sources[0], target, synced.ledger, sources[2])
    assert not any(row.follows for row in synced.ledger.rows)


def test_a_list_stays_tight_when_a_person_and_the_source_add_to_it():
    target, _ = followed("- a one\n- b two\n", "- a one\n- b two\n- c three\n", lambda target: target + "- Mensch\n")
    assert target == "- A ONE\n- B TWO\n- Mensch\n- C THREE\n"


def test_a_row_of_a_table_may_be_added_on_both_sides():
    table = "| a | b |\n|---|---|\n| one | two |\n"
    target, _ = followed(table, table + "| five | six |\n", lambda target: target + "| Mensch | sagt |\n")
    assert target == "| A | B |\n|---|---|\n| ONE | TWO |\n| Mensch | sagt |\n| FIVE | SIX |\n"


def test_a_persons_sentence_without_a_full_stop_stays_when_another_one_follows_it():
    target, _ = followed("One here.\n", "One here. Two there.\n", lambda target: target.replace("ONE HERE.", "Mensch"))
    assert target == "Mensch TWO THERE.\n"


def test_a_change_that_rolls_forward_needs_no_engine():
    format_ = format_of("page.md")
    before, after = (format_.parse(each, "page") for each in (b"It is red here.\n", b"It is *red* here.\n"))
    target, known = sync("It is red here.\n")
    edited = format_.parse(target.replace("RED", "rot").encode(), "page")
    assert open_page("page", format_, after, edited, (known.ledger, before), LANGUAGES).questions == []


def test_line_ends_of_the_translation_stay():
    target, _ = followed("One.\n\nTwo.\n", "One.\n\nNew.\n\nTwo.\n", lambda target: target.replace("\n", "\r\n"))
    assert target == "ONE.\r\n\r\nNEW.\r\n\r\nTWO.\r\n"


@pytest.mark.parametrize(("before", "after"), [("", "Text here.\n"), ("Text here.\n", ""), ("\n\n", "\n")])
def test_pages_without_anything_to_say(before, after):
    target, _ = followed(before, after)
    assert target.strip() == after.strip().upper()


def notebook(*cells):
    more = {"code": {"outputs": [], "execution_count": None}}
    made = [{"cell_type": kind, "metadata": {}, "source": [text]} | more.get(kind, {}) for kind, text in cells]
    return json.dumps({"cells": made, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


def test_code_of_a_notebook_is_followed():
    before, after = (notebook(("markdown", "One here."), ("code", f"a = {value}")) for value in (1, 2))
    target, _ = followed(before, after, lambda target: target.replace("ONE HERE.", "Mensch."), name="page.ipynb")
    assert "a = 2" in target
    assert "Mensch." in target


def test_a_notebook_that_cannot_keep_what_a_person_has_added_is_refused():
    before = notebook(("markdown", "One here."))
    target, first = sync(before, name="page.ipynb")
    target = target.replace("ONE HERE.", "ONE HERE.\\n\\nMensch sagt das.")
    with pytest.raises(LossError, match="by hand"):
        sync(notebook(("markdown", "One here."), ("code", "x = 1")), target, first.ledger, before, "page.ipynb")


def test_code_of_a_notebook_keeps_the_comments_of_a_translator_when_it_changes():
    before, after = (notebook(("markdown", "One here."), ("code", f"# load\n\nx = {value}")) for value in (1, 2))
    target, synced = followed(before, after, lambda target: target.replace("# load", "# cargar"), name="page.ipynb")
    assert "# cargar" in target
    assert "x = 2" in target
    assert deeds(synced) == ["merged"]


def test_code_of_a_notebook_that_cannot_be_merged_is_left_behind():
    before, after = (notebook(("markdown", "One here."), ("code", f"# load {value}\nx = {value}")) for value in (1, 2))
    target, first = sync(before, name="page.ipynb")
    target, synced = sync(after, target.replace("# load 1", "# cargar 1"), first.ledger, before, "page.ipynb")
    assert "# cargar 1" in target
    assert deeds(synced) == ["behind"]


@pytest.mark.parametrize(
    ("before", "person"),
    [
        ('!!! note "A title"\n    It has 5 words.\n', '!!! note "Ein Titel"\n    Er hat 5 Worte.\n'),
        ("Term\n: It has 5 words.\n", "Begriff\n: Er hat 5 Worte.\n"),
        ("> It has\n> 5 words.\n", "> Er hat\n> im Ganzen\n> 5 Worte.\n"),
        ("- It has 5 words.\n", "- Er\n  hat 5\n  Worte.\n"),
    ],
)
def test_a_proposal_keeps_the_lines_of_the_person(before, person):
    target, synced = followed(
        before, before.replace("5", "7"), lambda _: person, propose=Proposer(None, None, LANGUAGES).propose
    )
    assert deeds(synced) == ["proposal"]
    assert target == person.replace("5", "7")
