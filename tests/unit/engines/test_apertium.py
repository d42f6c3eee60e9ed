import textwrap

import pytest

from amts.engines.apertium import open_apertium
from amts.errors import EngineError, MissingExtraError
from amts.records import Mark, MarkKind, Segment

CODE = Mark(MarkKind.CODE, "`x`")
OPEN, CLOSE = Mark(MarkKind.OPEN, "*"), Mark(MarkKind.CLOSE, "*")


@pytest.fixture
def apertium():
    try:
        return open_apertium("en", "es")
    except MissingExtraError as error:
        pytest.skip(str(error))


@pytest.fixture
def fake(tmp_path, monkeypatch):
    """Return what opens a shell script in the place of Apertium, which has one mode, xho-zul."""
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    data = tmp_path / "data"
    (data / "modes").mkdir(parents=True)
    (data / "modes" / "xho-zul.mode").write_text(f"lt-proc '{data}/xho.bin'")
    (data / "xho.bin").write_text("words")

    def opened(body="cat", **options):
        program = tmp_path / "apertium"
        script = f'#!/bin/sh\n[ "$1" = -V ] && echo Apertium 9.9 && exit\n{textwrap.dedent(body)}\n'
        program.write_text(script)
        program.chmod(0o755)
        return open_apertium("xh", "zu", data, **options)

    return opened


def texts(engine, *segments):
    return [answer.segment.text for answer in engine.translate(segments)]


def test_without_the_program_the_error_says_how_to_install_it(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(MissingExtraError, match="apt-get install apertium"):
        open_apertium("en", "es")


def test_without_a_mode_the_error_says_what_is_there(fake):
    engine = fake()
    with pytest.raises(MissingExtraError, match=r"eng-zho are not installed .*there are: xho-zul.*apt-cache search"):
        open_apertium("en", "zh", engine.data)


@pytest.mark.parametrize(
    ("tags", "mode"),
    [
        (("en", "es"), "eng-spa"),
        (("es", "en-US"), "spa-eng_US"),
        (("es-MX", "en-GB"), "spa-eng"),
        (("eo", "fr"), "eo-fr"),
    ],
)
def test_a_mode_is_found_by_codes_of_three_letters_with_country_or_of_two(fake, tags, mode):
    data = fake().data
    for name in ("eng-spa", "spa-eng", "spa-eng_US", "eo-fr"):
        (data / "modes" / f"{name}.mode").touch()
    assert open_apertium(*tags, data).mode == mode


def test_the_signature_names_version_mode_and_data(fake):
    first, second = fake().signature, fake().signature
    assert first == second
    assert first.startswith("apertium:9.9:xho-zul:")
    (fake().data / "xho.bin").write_text("other words")
    assert fake().signature != first


def test_what_is_no_text_never_reaches_the_program(fake):
    segment = Segment("a ⟦1⟧ ^[b]$ \0~ \uffff \ud800 set_name", (CODE,))
    assert texts(fake(), segment) == [segment.text]
    assert texts(fake("tr '^~_' '!'"), segment) == [segment.text]


def test_a_blank_is_carried_wherever_the_program_moves_it(fake):
    engine = fake("sed -E 's/one \\[1\\] two/dos [1] uno/'")
    assert texts(engine, Segment("one ⟦1⟧ two", (CODE,))) == ["dos ⟦1⟧ uno"]


def test_paired_marks_stand_around_the_words_that_are_bound_to_what_they_enclosed(fake):
    engine = fake(
        """sed -zE 's#.*\\[\\[1\\]\\]red house\\[\\[/\\]\\].*\\[\\]#La [[1]]casa[[/]] [[1]]roja[[/]] es..[]#'"""
    )
    assert texts(engine, Segment("The ⟦1⟧red house⟦2⟧ is.", (OPEN, CLOSE))) == ["La ⟦1⟧casa roja⟦2⟧ es."]


def test_a_heading_ends_for_the_program_as_a_sentence_does(fake):
    engine = fake(r"sed -E 's/The house\.\[\]/La casa.[]/'")
    assert texts(engine, Segment("The house")) == ["La casa"]


def test_a_blank_within_bound_words_is_a_blank(fake):
    engine = fake("sed -zE 's#.+\\[\\]#[[0]]u [1][[/]] b.[]#'")
    assert texts(engine, Segment("o ⟦1⟧⟦2⟧b⟦3⟧", (CODE, OPEN, CLOSE))) == ["u ⟦1⟧ b"]


def test_spaces_that_rules_leave_behind_are_taken_out(fake):
    assert texts(fake("sed 's/x/  /g; s/y/ . /'"), Segment("axby")) == ["a b."]
    assert texts(fake(), Segment("quoi ?")) == ["quoi ?"]


def test_many_segments_are_few_processes(fake, tmp_path):
    engine = fake(f"echo >> {tmp_path}/asked; cat")
    segments = [Segment(f"word {number}") for number in range(2500)]
    assert [answer.segment for answer in engine.translate(segments)] == segments
    assert (tmp_path / "asked").read_text() == "\n" * 3


def test_what_has_no_words_asks_nobody(fake):
    engine = fake("exit 1")
    assert texts(engine, Segment(""), Segment(" 5 ⟦1⟧.", (CODE,))) == ["", " 5 ⟦1⟧."]


@pytest.mark.parametrize(
    ("body", "complaint"),
    [
        ("echo no such file >&2; exit 3", "exit code 3: no such file"),
        ("echo Install an UTF-8 locale; exit 1", "exit code 1: Install an UTF-8 locale"),
        ("head -c 11", r"did not answer all of 2 segments: \[\] a lot of"),
        ("exit 0", "did not answer all of 2 segments: it said nothing"),
        ("kill -9 $$", "exit code -9"),
    ],
)
def test_a_process_that_fails_is_an_error_that_says_how(fake, body, complaint):
    with pytest.raises(EngineError, match=complaint):
        texts(fake(body), Segment("a lot of words"), Segment("and more"))


def test_a_process_that_hangs_is_stopped_with_all_that_it_started(fake):
    engine = fake("sleep 600 | cat", timeout=0.1)
    with pytest.raises(EngineError, match=r"longer than 0\.1 s"):
        texts(engine, Segment("a word"))


def test_apertium_translates_around_markup(apertium):
    segments = [Segment("The *⟦1⟧red house⟦2⟧* is big.", (OPEN, CLOSE)), Segment("The ⟦1⟧ and the qwertyx.", (CODE,))]
    assert texts(apertium, *segments) == [
        "La *⟦1⟧casa roja⟦2⟧* es grande.",
        "El ⟦1⟧ y el qwertyx.",
    ]


@pytest.mark.slow
def test_awkward_signs_are_answered_one_by_one_as_they_are_together(apertium):
    signs = [*"[]^$\\/@<>{}*#~+-'😀", "[[1]]", "[[/]]", "<STREAMCMD:FLUSH>"]
    signs += ["\u200b", "\x01", "\x85", "\u2028", "\uffff", "\ufdd0", "\ud800"]
    segments = [Segment(f"The house {sign} is red.") for sign in signs]
    together = apertium.translate(segments)
    assert [apertium.translate([segment])[0] for segment in segments[:8]] == together[:8]
    for sign, answer in zip(signs, together, strict=True):
        assert sign in answer.segment.text


def test_a_sentence_means_the_same_whatever_was_asked_before_it(apertium):
    shares = Segment("A convolution shares its weights across positions.")
    others = [Segment(text) for text in ("It is", "The dogs", "A computer does not read words.", "He did not")]
    alone = texts(apertium, shares)
    for other in others:
        assert texts(apertium, other, shares)[1:] == alone
