from dataclasses import replace

import pytest

from amts.errors import DataError, InputError
from amts.mining.text import read_segment
from amts.testing import toy_language
from amts.training.cleaning.clean import clean_corpora
from amts.training.cleaning.sources import read_corpus
from amts.training.recipe import CleanSettings, CorpusSettings

LANGUAGES = ("en", "eo")
SETTINGS = CleanSettings(held_out=20, identify=False)


@pytest.fixture
def table(tmp_path):
    """Returns a function that writes rows of source, English and the made-up language, and returns their corpus."""

    def write(rows, **settings):
        path = tmp_path / "pairs.tsv"
        path.write_text("".join("\t".join(row) + "\n" for row in rows), encoding="utf-8")
        return CorpusSettings(path=str(path), languages=LANGUAGES, columns=("source", "en", "eo"), **settings)

    return write


def rows(count, source="book"):
    told = toy_language.sentences(seed=5)
    return [(source, *next(told)) for _ in range(count)]


def clean(*corpora, settings=SETTINGS, licences=None):
    return clean_corpora(corpora, settings, licences or {"book": "CC0-1.0"}, read_segment)[LANGUAGES]


def test_every_pair_is_kept_held_out_or_counted_with_a_reason(table):
    cleaned = clean(table([*rows(300), ("book", "The red dog.", ""), ("web", "Every old tree.", "Ciu arbo malnova.")]))
    report = cleaned.report()
    assert report["found"] == 302
    assert report["held_out"] == 20
    assert report["kept"] + report["held_out"] + sum(report["rejected"].values()) == 302
    assert report["rejected"]["empty-target"] == 1
    assert report["rejected"]["unknown-licence"] == 1
    assert report["sources"] == {"book": report["kept"]}
    assert report["examples"]["empty-target"] == [("The red dog.", "")]


def test_a_source_that_is_not_wanted_is_left_out_and_counted(table):
    corpus = replace(table([*rows(100), ("web", "Every old tree.", "Ciu arbo malnova.")]), without=("web",))
    report = clean(corpus, licences={"book": "CC0-1.0", "web": "GPL-3.0"}).report()
    assert report["rejected"]["unwanted-source"] == 1
    assert set(report["sources"]) == {"book"}


def test_markup_is_masked_and_kept_in_held_out_pairs(table):
    cleaned = clean(table([("book", f"{a} `x`", f"{b} `x`") for _, a, b in rows(300)]))
    assert all("⟦1⟧" in each.pair.source.text for each in cleaned.kept)
    assert all(pair.source.marks[-1].text == "`x`" for pair in cleaned.held_out)


def test_what_does_not_translate_each_other_is_left_out(table):
    right = rows(400)
    wrong = [("book", ours[1], theirs[2]) for ours, theirs in zip(right[:30], right[200:230], strict=True)]
    cleaned = clean(table([*right, *wrong]), settings=CleanSettings(held_out=0, identify=False, alignment=0.3))
    kept = {(each.pair.source.text, each.pair.target.text) for each in cleaned.kept}
    assert sum(ours[1:] in kept for ours in wrong) <= 3
    assert cleaned.tally.rejected["not-aligned"] >= 8
    assert len(cleaned.kept) >= 380


def test_excluded_texts_are_not_learnt_not_even_nearly(table, tmp_path):
    told = rows(200)
    book = tmp_path / "book.md"
    book.write_text(f"# A title\n\nSome words. {told[0][1]} {told[1][1]}\n", encoding="utf-8")
    near = ("book", told[2][1].replace(".", "s."), told[2][2].replace(".", "s."))
    (tmp_path / "other.txt").write_text(told[2][1], encoding="utf-8")
    settings = CleanSettings(held_out=0, identify=False, exclude=(str(book), str(tmp_path / "other.txt")))
    kept = {each.pair.source.text for each in clean(table([*told, near]), settings=settings).kept}
    assert kept.isdisjoint({told[0][1], told[1][1], told[2][1], near[1]})


def test_nothing_held_out_is_nearly_learnt(table):
    told = rows(200)
    cleaned = clean(table([*told, *(("book", f"{a[:-1]}!", f"{b[:-1]}!") for _, a, b in told)]))
    held_out = {pair.source.text.rstrip(".!") for pair in cleaned.held_out}
    assert held_out
    assert held_out.isdisjoint(each.pair.source.text.rstrip(".!") for each in cleaned.kept)


def test_only_a_tenth_of_a_small_corpus_is_held_out(table):
    assert len(clean(table(rows(50)), settings=CleanSettings(identify=False)).held_out) <= 5


def test_without_any_good_pair_the_reasons_are_named(table):
    with pytest.raises(DataError, match="1 no-words"):
        clean(table([("book", "1", "2")]))


def test_a_table_with_a_header_and_a_translation_memory_are_read(tmp_path):
    path = tmp_path / "pairs.tsv"
    path.write_text("eo\ten\nLa hundo.\tThe dog.\n", encoding="utf-8")
    (found,) = read_corpus(CorpusSettings(path=str(path), languages=LANGUAGES, source="us"), read_segment)
    assert (found.pair.source.text, found.pair.target.text, found.source) == ("The dog.", "La hundo.", "us")


def test_a_packed_table_is_read(table, tmp_path):
    import shutil
    import subprocess

    corpus = table([("book", "A\u2028dog.", "Hundo.")])
    if not shutil.which("zstd"):
        pytest.skip("the program zstd is not installed")
    subprocess.run(["zstd", "-q", corpus.path, "-o", corpus.path + ".zst"], check=True)
    packed = CorpusSettings(path=corpus.path + ".zst", languages=LANGUAGES, columns=corpus.columns)
    assert [each.pair.target.text for each in read_corpus(packed, read_segment)] == ["Hundo."]


@pytest.mark.parametrize(
    ("name", "content", "columns", "message"),
    [
        ("a.tsv", "x\ty\n", ("source", "en", "eo"), "line 1: 2 columns, expected 3"),
        ("a.tsv", "x\ty\n", ("en", "zh"), "expected en and eo among them"),
        ("a.pdf", "x", (), "say its columns"),
    ],
)
def test_a_table_of_another_kind_is_named(tmp_path, name, content, columns, message):
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    with pytest.raises((DataError, InputError), match=message):
        list(read_corpus(CorpusSettings(path=str(path), languages=LANGUAGES, columns=columns), read_segment))


def test_a_packed_corpus_that_is_damaged_is_an_error(tmp_path):
    from amts.training.cleaning.sources import _lines

    path = tmp_path / "pairs.tsv.zst"
    path.write_bytes(b"no zst file")
    with pytest.raises(InputError, match="packed"):
        list(_lines(path))


def test_a_table_that_is_not_utf8_is_named_with_its_line(tmp_path):
    path = tmp_path / "pairs.tsv"
    path.write_bytes("The dog.\tLa hundo.\nCaf\u00e9.\tKafo.\n".encode("latin-1"))
    corpus = CorpusSettings(path=str(path), languages=LANGUAGES, columns=LANGUAGES, source="us")
    with pytest.raises(DataError, match=r"pairs\.tsv, line 2: .*expected UTF-8"):
        list(read_corpus(corpus, read_segment))


@pytest.mark.parametrize("languages", [("eo", "en"), ("eo", "fr")], ids=["the other way round", "a third language"])
def test_what_is_held_out_of_some_corpora_is_not_learnt_from_others(tmp_path, languages):
    told = rows(200)
    for name, header, places in (("one", LANGUAGES, (1, 2)), ("other", languages, (2, 1))):
        lines = ["\t".join(header), *("\t".join(row[place] for place in places) for row in told)]
        (tmp_path / f"{name}.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    corpora = [
        CorpusSettings(path=str(tmp_path / f"{name}.tsv"), languages=tags, source=name, licence="CC0-1.0")
        for name, tags in (("one", LANGUAGES), ("other", languages))
    ]
    cleaned = clean_corpora(corpora, replace(SETTINGS, alignment=0.0), {}, read_segment)
    held_out = {side.text for each in cleaned.values() for pair in each.held_out for side in (pair.source, pair.target)}
    learnt = {
        side.text for each in cleaned.values() for one in each.kept for side in (one.pair.source, one.pair.target)
    }
    assert len(held_out) >= 40
    assert held_out.isdisjoint(learnt)


ONE = "Gradient descent follows the slope of the loss downhill."
TWO = "Momentum remembers the steps that were taken before."
THREE = "Learning rates decide how far each of the steps goes."
OTHER = "Nobody has written any of this in another book."


@pytest.mark.parametrize(
    ("text", "known"),
    [
        (f"{ONE} {TWO}", True),
        (f"{OTHER} {TWO.lower()}", True),
        (f"{ONE} {TWO} {THREE} {OTHER}", True),
        (f"{OTHER} See above.", False),
    ],
)
def test_a_text_with_a_sentence_of_an_excluded_paragraph_is_known(text, known):
    from amts.placeholders import collapsed
    from amts.training.cleaning.duplicates import Withheld

    withheld = Withheld([f"{ONE} {TWO} {THREE}", ONE, TWO, THREE, "See above."])
    assert withheld.has_part(collapsed(read_segment(text, "en")), "en") is known
