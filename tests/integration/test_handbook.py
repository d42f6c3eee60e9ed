"""The sample book: complete, and each translation the same document as its source."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from amts.cli.app import run
from amts.documents.formats import read_document
from amts.mining.book import passages
from amts.placeholders import has_words
from amts.records import BlockKind
from amts.segments.masks import mask
from amts.translation.verification.inline import inline_markup
from amts.translation.verification.verify import verify

BOOK = Path(__file__).parents[2] / "examples" / "handbook"
CHAPTERS = sorted(path.name for path in (BOOK / "en").glob("*.md"))
TRANSLATED = CHAPTERS[:-1]


def test_it_has_twelve_chapters_and_the_last_is_untranslated():
    assert len(CHAPTERS) == 12
    for tag in ("zh", "es"):
        assert sorted(path.name for path in (BOOK / tag).glob("*.md")) == TRANSLATED


def test_the_translated_chapters_have_at_least_450_sentences():
    count = sum(
        len(passage.sentences)
        for name in TRANSLATED
        for passage in passages(read_document(BOOK / "en" / name), "en")
        if passage.block.kind is not BlockKind.CELL
    )
    assert count >= 450


@pytest.mark.parametrize("tag", ["zh", "es"])
@pytest.mark.parametrize("name", TRANSLATED)
def test_a_translation_is_the_same_document(tag, name):
    source, target = read_document(BOOK / "en" / name), read_document(BOOK / tag / name)
    assert [finding for finding in verify(source, target) if finding.reason != "markup"] == []
    for block, other in zip(source.blocks, target.blocks, strict=True):
        assert inline_markup(block) == inline_markup(other), block.text


@pytest.mark.slow
def test_the_untranslated_chapter_is_translated_and_stays_the_same_document(tmp_path, capsys):
    book = shutil.copytree(BOOK, tmp_path / "book", ignore=shutil.ignore_patterns(".amts"))
    assert run(["translate", "--project", str(book), "--to", "es", "--json"]) == 0
    (written,) = json.loads(capsys.readouterr().out)
    assert (written["document"], written["untranslated"]) == (CHAPTERS[-1], [])
    source, target = read_document(book / "en" / CHAPTERS[-1]), read_document(book / "es" / CHAPTERS[-1])
    assert verify(source, target) == []
    texts = [block.text for block in source.blocks if has_words(mask(block).text)]
    same = [text for text, block in zip(texts, [b for b in target.blocks if has_words(mask(b).text)], strict=True)
            if text == block.text]  # fmt: skip
    assert len(same) < 0.1 * len(texts), same
