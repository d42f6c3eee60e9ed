"""A real article, translated by an engine that has learnt from six others, is still the same document."""

from collections import Counter
from pathlib import Path

import pytest

from amts.alignment.paths import parse_template
from amts.documents.formats import format_of, read_document
from amts.engines.phrase.trainer import PhraseTrainer
from amts.mining.book import align_book, entries
from amts.records import BlockKind, Level
from amts.translation.document import translate_document
from amts.translation.verification.inline import inline_markup
from amts.translation.verification.verify import verify

BOOK = Path(__file__).parents[3] / "shared" / "corpora" / "d2l" / "zh"
ARTICLE = "chapter_multilayer-perceptrons/dropout"
LEARNT = [
    f"chapter_multilayer-perceptrons/{name}"
    for name in ("mlp", "mlp-scratch", "mlp-concise", "underfit-overfit", "weight-decay", "backprop")
]
pytestmark = [
    pytest.mark.corpus,
    pytest.mark.slow,
    pytest.mark.skipif(not BOOK.is_dir(), reason=f"the book Dive into Deep Learning is not at {BOOK}"),
]


@pytest.fixture(scope="module")
def article(tmp_path_factory):
    """The English article, its machine translation, and what is known of each block."""
    found = {entry.name: entry for entry in entries(BOOK, parse_template("{stem}_origin.md={stem}.md"))}
    pairs = align_book([found[name] for name in LEARNT], "en", "zh").pairs
    sentences = [pair for pair in pairs if pair.level is Level.SENTENCE]
    assert len(sentences) > 250
    engine = PhraseTrainer().train(sentences, "en", "zh", tmp_path_factory.mktemp("engines"))
    source, format_ = read_document(found[ARTICLE].source), format_of("x.md")
    result = translate_document(source, format_, engine, "en", "zh")
    return source, format_.parse(result.content, source.name), result


def test_its_structure_is_what_it_was(article):
    source, target, _ = article
    assert verify(source, target) == []


def test_its_code_is_byte_for_byte_what_it_was(article):
    codes = [
        [each.content[block.start : block.end] for block in each.blocks if block.kind is BlockKind.CODE]
        for each in article[:2]
    ]
    assert len(codes[0]) > 5
    assert codes[0] == codes[1]


def test_its_inline_markup_is_what_it_was(article):
    markup = [sum((inline_markup(block) for block in each.blocks), Counter()) for each in article[:2]]
    assert markup[0].total() > 50
    assert markup[0] == markup[1]


def test_nearly_all_of_it_is_translated_at_the_first_try(article):
    origins = Counter(origin for block in article[2].blocks for origin in block.origins)
    assert origins["source"] == 0
    assert origins["retry"] < 0.2 * origins.total()
    letters = [letter for block in article[2].blocks for letter in block.text]
    assert sum("\u4e00" <= letter <= "\u9fff" for letter in letters) > 1000
