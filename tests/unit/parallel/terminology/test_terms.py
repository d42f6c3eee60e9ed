from amts.parallel.terminology.terms import Entry, Term, Terminology, directions, terms_between


def between(source, target, *entries, languages=("en", "zh", "es")):
    return terms_between(Terminology(languages, entries), source, target)


def test_terms_go_from_the_first_language_into_any_other():
    entry = Entry(("token", "词元", "token"))
    assert between("en", "zh", entry) == (Term("token", "词元"),)
    assert between("en-US", "es-MX", entry) == (Term("token", ""),)
    assert between("zh", "en", entry) == ()


def test_terms_of_both_ways_go_between_all_languages():
    entry = Entry(("class", "类", "clase"), both_ways=True)
    assert between("zh", "es", entry) == (Term("类", "clase"),)


def test_entries_that_lack_one_of_the_languages_give_no_term():
    assert between("en", "es", Entry(("class", "类", ""))) == ()
    assert between("en", "fr", Entry(("class", "类", "clase"))) == ()


def test_several_translations_of_a_term_are_one_term():
    entries = Entry(("accuracy", "准确率", "")), Entry(("Accuracy", "精度", "")), Entry(("accuracy", "准确率", "x"))
    assert between("en", "zh", *entries) == (Term("accuracy", "准确率", ("精度",)),)


def test_an_abbreviation_and_a_word_in_the_same_letters_are_two_terms():
    entries = Entry(("IT", "信息技术", ""), case_sensitive=True), Entry(("it", "它", ""))
    assert between("en", "zh", *entries) == (Term("IT", "信息技术", case_sensitive=True), Term("it", "它"))


def test_a_protected_entry_goes_from_any_language_into_any():
    entry = Entry(("", "PyTorch", ""), protected=True, inflected=False)
    assert between("ja", "ko", entry) == (Term("PyTorch", "", inflected=False),)


def test_a_table_has_the_directions_in_which_there_is_a_term():
    entries = (
        Entry(("class", "类", "")),
        Entry(("token", "", "token"), both_ways=True),
        Entry(("", "", "x"), protected=True),
    )
    assert directions(Terminology(("en", "zh", "es"), entries)) == [("en", "zh"), ("en", "es"), ("es", "en")]
    assert directions(Terminology(("en", "zh", "es"), entries[2:])) == []
