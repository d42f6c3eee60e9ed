from hypothesis import given
from hypothesis import strategies as st

from amts.sync.adopting.fingerprints import distance, fingerprint

SOURCE = (
    b"# Loss\n\nThe loss is $l$, see `fit` and [here](b.md), 0.5.\n\n* One.\n\n```python\nx = 1  # one\ny = 2\n```\n"
)
TRANSLATION = (
    "# 损失\n\n损失为$l$，见`fit`和[此处](b.md)，0.5。\n\n* 一。\n\n```python\nx=1 # 一\ny = 2\n```\n".encode()
)


def test_a_translation_has_the_fingerprint_of_its_source():
    assert distance(fingerprint(SOURCE), fingerprint(TRANSLATION)) == 0


def test_each_number_link_or_paragraph_that_only_one_has_counts_one():
    assert distance(fingerprint(SOURCE), fingerprint(SOURCE + b"7\n")) == 1
    assert distance(fingerprint(SOURCE), fingerprint(SOURCE.replace(b"](b.md)", b""))) == 1
    assert distance(fingerprint(SOURCE), fingerprint(SOURCE.replace(b"$l$", b"$m$"))) == 2
    assert distance(fingerprint(SOURCE), fingerprint(SOURCE + b"More.\n\nStill more.\n")) == 1


def test_a_line_of_code_counts_a_quarter():
    assert distance(fingerprint(SOURCE), fingerprint(SOURCE.replace(b"y = 2\n", b"y = 2\nz = 3\n"))) == 0.25
    assert distance(fingerprint(SOURCE), fingerprint(SOURCE.replace(b"y = 2", b"y = 4"))) == 0.5


def test_words_and_line_ends_do_not_count():
    assert distance(fingerprint(SOURCE), fingerprint(SOURCE.replace(b"loss is", b"error\nwill be"))) == 0
    assert distance(fingerprint(SOURCE), fingerprint(SOURCE.replace(b"\n", b"\r\n"))) == 0


@given(st.binary(max_size=300), st.binary(max_size=300))
def test_it_is_a_distance_on_any_bytes(first, second):
    ours, theirs = fingerprint(first), fingerprint(second)
    assert distance(ours, ours) == 0
    assert distance(ours, theirs) == distance(theirs, ours) >= 0
