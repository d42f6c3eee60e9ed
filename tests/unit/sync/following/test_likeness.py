from amts.sync.following.likeness import Index, overlap


def test_the_more_words_tell_that_two_texts_share_the_more_alike_they_are():
    assert overlap({"gradient", "descent"}, {"gradient", "descent"}) == 1
    assert overlap({"a", "gradient"}, {"a", "momentum"}) == 2 / 14
    assert overlap({"a", "gradient"}, {"the", "gradient"}) == 12 / 16
    assert overlap(set(), {"gradient"}) == overlap(set(), set()) == 0


def test_like_texts_are_found_by_their_rarest_words():
    texts = {n: {"common", f"tens{n // 10}", f"rare{n}"} for n in range(1000)}
    assert Index(texts).near({"common", "tens5", "rare52"}) == [52, 50, 51, 53, 54, 55, 56, 57]
    assert Index(texts).near({"common", "rare7", "unknown"}) == [7]
    assert Index(texts).near({"common"}) == []
