import random

import pytest

from amts.records import Bitext, Block, BlockKind, Passage, Segment, Sentence

SYLLABLES = ("ba", "do", "fi", "gu", "ke", "lo", "mi", "nu", "pa", "re", "so", "tu", "va", "xe", "zi")


def passage(*sentences, kind=BlockKind.PARAGRAPH, level=0, key=""):
    """Return a passage of these sentences; an anchor with a key if there are none."""
    return Passage(Block(kind, 0, 0, " ".join(sentences), level=level, key=key),
                   tuple(Sentence(Segment(text), " ") for text in sentences))  # fmt: skip


class ToyBook:
    """A book in a made-up language, its word-for-word translation into another, and the true pairs of sentences.

    One sentence in sixteen is dropped, as many are split in two, and as many are joined to the next one.
    """

    def __init__(self, seed, documents=12, sentences=40, ending="q"):
        self._random = random.Random(seed)
        self._words = self._vocabulary("")
        self._weights = [1 / (place + 3) for place in range(len(self._words))]
        self._translation = dict(zip(self._words, self._vocabulary(ending), strict=True))
        self.truth = set()
        self.bitexts = tuple(self._document(f"d{number}", sentences) for number in range(documents))

    def _vocabulary(self, ending):
        """Return 150 different words of one to four syllables, long and short ones mixed."""
        words = {}
        while len(words) < 150:
            words["".join(self._random.choices(SYLLABLES, k=self._random.randint(1, 4))) + ending] = None
        return list(words)

    def _sentence(self):
        count = self._random.randint(4, 14)
        return [*self._random.choices(self._words, self._weights, k=count)]

    def _document(self, name, sentences):
        source, target = [], []
        while sentences > 0:
            size = min(self._random.randint(1, 6), sentences)
            ours, theirs = self._paragraph(name, size)
            source.append(passage(*ours))
            if theirs:
                target.append(passage(*theirs))
            sentences -= size
        return Bitext(name, tuple(source), tuple(target))

    def _paragraph(self, name, size):
        ours, theirs = [], []
        while len(ours) < size:
            words = self._sentence()
            translated = [self._translation[word] for word in words]
            kind = self._random.choice(["drop", "split", "join", *["one"] * 13])
            here, there = [_text(words)], [_text(translated)]
            if kind == "drop":
                there = []
            elif kind == "split" and len(words) > 7:
                there = [_text(translated[:4]), _text(translated[4:])]
            elif kind == "join" and len(ours) + 1 < size:
                more = self._sentence()
                here.append(_text(more))
                there = [_text(translated + [self._translation[word] for word in more])]
            ours += here
            theirs += there
            if there:
                self.truth.add((name, " ".join(here), " ".join(there)))
        return ours, theirs


def _text(words):
    return " ".join(words) + "."


@pytest.fixture(scope="session")
def toy_book():
    return ToyBook(seed=20)


@pytest.fixture(scope="session")
def wide_toy_book():
    """A book without anchors whose translation is twice as wide: only its size as a whole can tell that."""
    return ToyBook(seed=21, documents=4, ending="qqqqqqq")


@pytest.fixture(scope="session")
def make_passage():
    return passage
