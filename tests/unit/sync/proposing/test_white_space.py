"""Tests of the white space that edited words keep."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amts.sync.proposing.white_space import with_white_space_of


@pytest.mark.parametrize(
    ("before", "edited", "expected"),
    [
        ("Los datos\nen una tabla con\n300 filas.", "Los datos en una tabla con 400 filas.", None),
        ('!!! note "Un título"\n    Tiene 5 palabras.', '!!! note "Un título" Tiene 7 palabras.', None),
        (":::tip El consejo\nTiene 5.\n:::", ":::tip El consejo Tiene 7.\n:::", None),
        ("Término\n: El significado.", "Término : El breve significado.", "Término\n: El breve significado."),
        ("uno\ndos tres", "uno tres", "uno\ntres"),
        ("uno dos\ntres", "uno dos", "uno dos"),
        ("con\n300", "desde 4000", "desde\n4000"),
        ("数据保存在\n表中300。", "数据保存在 表中400。", "数据保存在\n表中400。"),
        ("数据保存在\n表中300。", "数据保存在表中400。", "数据保存在\n表中400。"),
        ("a\u3000b  c 1", "a b c 2", "a\u3000b  c 2"),
    ],
)
def test_lines_end_where_they_did(before: str, edited: str, expected: str | None) -> None:
    """What was exchanged does not matter to where lines end."""
    wanted = expected if expected is not None else before.translate(str.maketrans("35", "47"))
    assert with_white_space_of(before, edited) == wanted


@given(st.text("ab .\n数", max_size=30))
def test_a_text_that_is_only_collapsed_is_as_it_was(text: str) -> None:
    """Without an edit nothing is lost."""
    before = text.strip()
    assert with_white_space_of(before, " ".join(before.split())) == before


@given(st.text("ab .\n数", max_size=30), st.text("ab .数", max_size=30))
def test_only_white_space_is_changed(before: str, edited: str) -> None:
    """No letter is lost, whatever the texts."""
    assert "".join(with_white_space_of(before, edited).split()) == "".join(edited.split())
