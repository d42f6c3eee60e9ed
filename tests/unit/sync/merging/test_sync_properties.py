"""Whatever a source's authors and its translators do to a page: no word of a person is lost, and it comes to rest."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amts.documents.formats import format_of
from amts.records import Segment, Translation
from amts.sync.page import open_page

FORMAT = format_of("page.md")
LANGUAGES = "en", "de"
# An example is several pages, translated again and again.
FEWER = settings(max_examples=settings.default.max_examples // 4)
_WORDS = ["river", "table", "window", "mountain", "garden", "letter", "teacher", "boat", "apple", "friend"]


def read(text):
    return FORMAT.parse(text.encode(), "page")


def translate(segments):
    return [Translation(Segment(re.sub("[a-z]", lambda found: found[0].upper(), each.text), each.marks), "engine")
            for each in segments]  # fmt: skip


def no_proposals(changed):
    return [None] * len(changed)


def sync(source, target, ledger, base):
    """Return the new translation of a page, its ledger and what was done; the texts are strings."""
    known = (ledger, read(base)) if ledger else None
    page = open_page("page", FORMAT, read(source), read(target) if ledger else None, known, LANGUAGES)
    synced = page.synced(translate, no_proposals)
    return synced.content.decode(), synced


@dataclass(frozen=True)
class Block:
    """A block of a made-up page: its form, and its sentences."""

    form: str
    sentences: tuple[str, ...]

    def __str__(self):
        if self.form == "code":
            return f"```\n{self.sentences[0]}\n```"
        signs = {"heading": "## ", "item": "- ", "quote": "> "}
        return signs.get(self.form, "") + " ".join(self.sentences)


def text(blocks):
    pieces = []
    for block, following in zip(blocks, [*blocks[1:], None], strict=True):
        both_items = following is not None and block.form == following.form == "item"
        pieces += [str(block), "\n" if both_items or following is None else "\n\n"]
    return "".join(pieces)


def sentence(number):
    words = (_WORDS[number % 10], _WORDS[number // 10 % 10], _WORDS[number // 100 % 10])
    return f"The {words[0]} number {number} is near the {words[1]} of a {words[2]}."


blocks = st.tuples(st.sampled_from(["paragraph", "paragraph", "heading", "item", "quote", "code"]), st.integers(1, 4))


@st.composite
def pages(draw):
    made, number = [], draw(st.integers(0, 50))
    for form, count in draw(st.lists(blocks, min_size=2, max_size=9)):
        many = 1 if form in ("heading", "code") else count
        made.append(Block(form, tuple(sentence(number + place) for place in range(many))))
        number += many
    return made


EDITS = ["insert", "delete", "move", "split", "merge", "reword", "duplicate", "reflow", "add", "cut", "level", "carry"]


def edited(draw, page, marker):  # noqa: C901  (a branch an edit)
    """Return a page with one random edit by its authors."""
    page, edit = list(page), draw(st.sampled_from(EDITS))
    at = draw(st.integers(0, len(page) - 1))
    block, number = page[at], draw(st.integers(500, 999))
    if edit == "insert":
        form = draw(st.sampled_from(["paragraph", "heading", "item", "code"]))
        page.insert(at, Block(form, (sentence(number),)))
    elif edit == "delete" and len(page) > 1:
        del page[at]
    elif edit == "move":
        page.insert(draw(st.integers(0, len(page) - 1)), page.pop(at))
    elif edit == "split" and len(block.sentences) > 1:
        page[at : at + 1] = [
            replace(block, sentences=block.sentences[:1]),
            replace(block, sentences=block.sentences[1:]),
        ]
    elif edit == "merge" and at + 1 < len(page) and block.form == page[at + 1].form == "paragraph":
        page[at : at + 2] = [replace(block, sentences=block.sentences + page[at + 1].sentences)]
    elif edit == "reword":
        place = draw(st.integers(0, len(block.sentences) - 1))
        changed = block.sentences[place].replace("near", draw(st.sampled_from(["behind", f"below {marker}", "under"])))
        page[at] = replace(block, sentences=(*block.sentences[:place], changed, *block.sentences[place + 1 :]))
    elif edit == "duplicate":
        page.insert(draw(st.integers(0, len(page))), block)
    elif edit == "add" and block.form == "paragraph":
        place = draw(st.integers(0, len(block.sentences)))
        page[at] = replace(block, sentences=(*block.sentences[:place], sentence(number), *block.sentences[place:]))
    elif edit == "cut" and len(block.sentences) > 1:
        page[at] = replace(block, sentences=block.sentences[1:])
    elif edit == "carry" and len(block.sentences) > 1:
        there = draw(st.integers(0, len(page) - 1))
        if there != at and page[there].form in ("paragraph", "item", "quote"):
            page[at] = replace(block, sentences=block.sentences[1:])
            page[there] = replace(page[there], sentences=(*page[there].sentences, block.sentences[0]))
    elif edit == "level" and block.form == "paragraph":
        page[at] = replace(block, form="quote")
    return page


def edited_by_person(draw, target, number):
    """Return a translation with one random edit by a translator, all of whose sentences say `Mensch` and a number."""
    lines = target.split("\n")
    said = f"Mensch {number} sagt das."
    edit = draw(st.sampled_from(["sentence", "sentence", "paragraph", "append", "reflow", "join"]))
    at = draw(st.integers(0, len(lines) - 1))
    found = list(re.finditer(r"THE [^.]*\.", target))
    if edit == "sentence" and found:
        chosen = found[draw(st.integers(0, len(found) - 1))]
        if "\n```" not in target[chosen.end() : chosen.end() + 4]:
            return target[: chosen.start()] + said + target[chosen.end() :]
    if edit == "paragraph" and not lines[at] and at + 1 < len(lines) and not lines[at + 1].startswith(("- ", "```")):
        inside = "\n".join(lines[:at]).count("```") % 2
        if not inside:
            return "\n".join([*lines[: at + 1], said, "", *lines[at + 1 :]])
    if edit == "append" and lines[at].endswith(".") and "THE" in lines[at] and not lines[at].startswith("The"):
        return "\n".join([*lines[:at], f"{lines[at]} {said}", *lines[at + 1 :]])
    if edit == "reflow" and lines[at].startswith("THE") and ". THE" in lines[at]:
        return "\n".join([*lines[:at], lines[at].replace(". THE", ".\nTHE"), *lines[at + 1 :]])
    return target


def people(text):
    return re.findall(r"Mensch \d+ sagt das\.", text)


@pytest.mark.thorough
@FEWER
@given(st.data())
def test_no_word_of_a_person_is_lost_and_a_second_run_does_nothing(data):
    page = data.draw(pages())
    source = text(page)
    target, synced = sync(source, "", None, "")
    number = 0
    for _ in range(3):
        for _ in range(data.draw(st.integers(0, 3))):
            number += 1
            target = edited_by_person(data.draw, target, number)
        base = source
        for _ in range(data.draw(st.integers(0, 3))):
            page = edited(data.draw, page, f"mark {number}")
        source = text(page)
        before, ledger = target, synced.ledger
        target, synced = sync(source, before, ledger, base)
        check_nothing_lost(before, target, synced)
        again, rested = sync(source, target, synced.ledger, source)
        assert again == target
        assert not rested.items
        if source == base:
            assert target == before


def check_nothing_lost(before, after, synced):
    lost = list(people(before))
    for words in people(after):
        if words in lost:
            lost.remove(words)
    gone = " ".join(item.before for item in synced.items if item.deed == "deleted")
    for words in lost:
        assert words in gone
    for item in synced.items:
        assert not (item.deed in ("new", "retranslated") and people(item.before))


@pytest.mark.thorough
@FEWER
@given(st.data())
def test_without_people_a_translation_that_followed_is_like_a_new_one(data):
    page = data.draw(pages())
    source = text(page)
    target, synced = sync(source, "", None, "")
    for number in range(2):
        base = source
        for _ in range(data.draw(st.integers(1, 3))):
            page = edited(data.draw, page, f"mark {number}")
        source = text(page)
        target, synced = sync(source, target, synced.ledger, base)
        assert target.split() == sync(source, "", None, "")[0].split()


def reworded(page, at, marker):
    block = page[at]
    changed = block.sentences[0].replace("near", f"{marker} behind")
    return [*page[:at], replace(block, sentences=(changed, *block.sentences[1:])), *page[at + 1 :]]


@pytest.mark.thorough
@FEWER
@given(st.data())
def test_changes_of_two_blocks_may_be_followed_in_any_order(data):
    page = data.draw(pages())
    base = text(page)
    target, synced = sync(base, "", None, "")
    for number in range(data.draw(st.integers(0, 3))):
        target = edited_by_person(data.draw, target, number)
    one, other = data.draw(st.lists(st.integers(0, len(page) - 1), min_size=2, max_size=2, unique=True))
    first, second = text(reworded(page, one, "far")), text(reworded(page, other, "not"))
    both = text(reworded(reworded(page, one, "far"), other, "not"))
    at_once = sync(both, target, synced.ledger, base)[0]
    for way in (first, second):
        halfway, known = sync(way, target, synced.ledger, base)
        assert sync(both, halfway, known.ledger, way)[0] == at_once
