import pytest

from amts.errors import LanguageError
from amts.parallel.tags import find_languages


@pytest.mark.parametrize(
    ("tags", "source", "target", "places"),
    [
        (("en", "zh"), "en", "zh", (0, 1)),
        (("zh", "en"), "en", "zh", (1, 0)),
        (("EN-us", "zh_CN"), "en", "zh", (0, 1)),
        (("en-GB", "en-US", "en"), "en", "zh", (2, None)),
        (("en-GB", "en-US"), "en", "en-GB", (1, 0)),
        (("pt-BR", "pt-PT"), "pt-PT", "pt-BR", (1, 0)),
        (("level", "", "not a tag", " en "), "en", "zh", (3, None)),
        ((), "en", "zh", (None, None)),
    ],
)
def test_an_exact_tag_wins_over_one_with_the_same_primary_subtag(tags, source, target, places):
    assert find_languages(tags, source, target) == places


def test_a_language_that_was_asked_for_must_be_one():
    with pytest.raises(LanguageError):
        find_languages(("en", "zh"), "en", "klingonese")
