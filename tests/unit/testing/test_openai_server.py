import pytest

from amts.testing.openai_server import toy_translation
from amts.testing.toy_language import chapter, pairs


@pytest.mark.parametrize("pair", pairs(60))
def test_the_toy_endpoint_knows_the_made_up_language(pair):
    assert toy_translation(pair.source.text) == pair.target.text


def test_placeholders_and_unknown_words_stay():
    assert toy_translation("Every ⟦1⟧small dog⟦2⟧ barks.") == "Ciu ⟦1⟧hundo eta⟦2⟧ barks."
    assert toy_translation(chapter(1)[0].splitlines()[0]) == chapter(1)[1].splitlines()[0]
