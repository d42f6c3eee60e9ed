import shutil
import subprocess

import polib
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from amts.documents.po.format import Po
from amts.engines.pseudo import Pseudo
from amts.errors import DocumentError
from amts.placeholders import unmask
from amts.records import BlockKind, MarkKind
from amts.segments.masks import mask
from amts.testing.formats import check_format, pseudo_failure
from amts.translation.document import translate_document
from amts.translation.integrity import round_trip_failure

HEADER = r"""# A catalogue.
msgid ""
msgstr ""
"Project-Id-Version: garden 1.0\n"
"Language: es\n"
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=UTF-8\n"
"Content-Transfer-Encoding: 8bit\n"
"Plural-Forms: nplurals=2; plural=n != 1;\n"

"""
CATALOGUE = (
    HEADER
    + r"""#. For the gate.
#: gate.c:12 gate.c:30
msgctxt "verb"
msgid "Open the gate"
msgstr "Abra la puerta"

#, c-format
msgid "%d rose\n"
msgid_plural "%d roses\n"
msgstr[0] ""
msgstr[1] ""

msgid ""
"A garden is a planned space, usually outdoors, set aside for the cultivation "
"of plants."
msgstr ""

#~ msgid "Weed"
#~ msgstr "Mala hierba"
"""
)


def parsed(text):
    return Po().parse(text.encode(), "a.po")


def texts(document):
    return [(block.text, block.target, block.approved) for block in document.blocks if block.text]


def rendered(text, **new):
    return Po().render(parsed(text), {int(number[1:]): value for number, value in new.items()}).decode()


def marks(message, flags=""):
    block = parsed(f'{flags}msgid {polib_quoted(message)}\nmsgstr ""\n').blocks[0]
    return [(each.kind.value, block.text[each.start : each.end]) for each in block.inlines]


def polib_quoted(text):
    return '"' + polib.escape(text) + '"'


def test_an_entry_holds_its_message_and_its_translation():
    assert texts(parsed(CATALOGUE)) == [
        ("Open the gate", "Abra la puerta", True),
        ("%d rose", "", False),
        ("%d roses", "", False),
        (
            "A garden is a planned space, usually outdoors, set aside for the cultivation of plants.",
            "",
            False,
        ),
    ]


def test_a_block_stands_where_its_translation_does():
    document = parsed('msgid "a"\nmsgstr ""\n"one "\n"two"\n')
    block = document.blocks[0]
    assert document.body[block.start : block.end] == b'""\n"one "\n"two"'
    assert block.target == "one two"


def test_header_and_obsolete_entries_are_opaque():
    document = parsed(CATALOGUE)
    first, last = document.blocks[0], document.blocks[-1]
    assert (first.kind, first.key, first.text) == (BlockKind.FRONT_MATTER, "header", "")
    assert document.body[first.start : first.end].startswith(b'""\nmsgstr ""\n"Project-Id-Version')
    assert (last.kind, last.key, last.text) == (BlockKind.DIRECTIVE, "obsolete", "")
    assert document.body[last.start : last.end] == b'#~ msgid "Weed"\n#~ msgstr "Mala hierba"'


def test_an_empty_message_with_a_context_is_no_header():
    assert [block.key for block in parsed('msgctxt "c"\nmsgid ""\nmsgstr ""\n').blocks] == [""]


def test_a_fuzzy_translation_is_not_approved():
    assert texts(parsed('#, fuzzy\nmsgid "a"\nmsgstr "b"\n')) == [("a", "b", False)]
    assert texts(parsed('#, c-format, fuzzy\nmsgid "a"\nmsgstr "b"\n')) == [("a", "b", False)]
    assert texts(parsed('# a fuzzy one\nmsgid "a"\nmsgstr "b"\n')) == [("a", "b", True)]


def test_the_flags_of_an_obsolete_entry_are_its_own():
    assert texts(parsed('#, fuzzy\n#~ msgid "x"\n#~ msgstr "y"\n\nmsgid "a"\nmsgstr "b"\n')) == [("a", "b", True)]


def test_a_new_text_takes_the_fuzzy_flag_off_with_what_the_message_was_before():
    source = '# Gate.\n#, fuzzy\n#| msgid ""\n#| "old"\nmsgid "a"\nmsgstr "b"\n'
    assert rendered(source, _0="c") == '# Gate.\nmsgid "a"\nmsgstr "c"\n'
    assert rendered(source, _0="b") == source


@pytest.mark.parametrize(
    ("flags", "left"),
    [
        ("#, fuzzy, c-format\r\n", "#, c-format\r\n"),
        ("#, c-format, fuzzy\n", "#, c-format\n"),
        ("#, c-format,fuzzy,no-wrap\n", "#, c-format,no-wrap\n"),
        ("#,fuzzy\n", ""),
        ("#, fuzzy\n#, c-format\n", "#, c-format\n"),
    ],
)
def test_other_flags_stay(flags, left):
    assert rendered(f'{flags}msgid "a"\nmsgstr "b"\n', _0="c") == f'{left}msgid "a"\nmsgstr "c"\n'


def test_a_plural_stays_fuzzy_until_all_its_forms_are_new():
    source = '#, fuzzy\nmsgid "a"\nmsgid_plural "b"\nmsgstr[0] "x"\nmsgstr[1] "y"\n'
    assert rendered(source, _0="X").startswith("#, fuzzy\n")
    assert rendered(source, _0="X", _1="Y") == 'msgid "a"\nmsgid_plural "b"\nmsgstr[0] "X"\nmsgstr[1] "Y"\n'


def test_the_only_form_of_a_language_without_plurals_says_the_plural():
    source = (
        'msgid ""\nmsgstr "Plural-Forms: nplurals=1; plural=0;\\n"\n\n'
        'msgid "one bee"\nmsgid_plural "%d bees"\nmsgstr[0] ""\nmsgstr[1] "extra"\n'
    )
    assert texts(parsed(source)) == [("%d bees", "", False)]


def test_a_third_form_says_the_plural_too():
    source = 'msgid "a"\nmsgid_plural "b"\nmsgstr[0] ""\nmsgstr[1] "x"\nmsgstr[2] ""\n'
    assert texts(parsed(source)) == [("a", "", False), ("b", "x", True), ("b", "", False)]


def test_white_space_around_a_message_stands_around_its_translation():
    assert texts(parsed('msgid " a\\n"\nmsgstr ""\n')) == [("a", "", False)]
    assert rendered('msgid " a\\n"\nmsgstr ""\n', _0="b") == 'msgid " a\\n"\nmsgstr " b\\n"\n'
    assert rendered('msgid " a\\n"\nmsgstr " b\\n"\n', _0="") == 'msgid " a\\n"\nmsgstr ""\n'


def test_escapes_are_read_as_gettext_reads_them():
    assert texts(parsed(r'msgid "\"a\"\\ \t\x41\102 \303\251"' + '\nmsgstr "x"\n')) == [('"a"\\ \tAB é', "x", True)]


def test_what_cannot_stand_in_a_literal_is_escaped():
    assert rendered('msgid "a"\nmsgstr ""\n', _0='q " \\ \t \x07 \x01 é') == (
        'msgid "a"\nmsgstr "q \\" \\\\ \\t \\a \\001 é"\n'
    )


def test_a_long_translation_is_wrapped_as_the_file_wraps():
    long = "Un jardín es un espacio planificado, generalmente al aire libre, reservado para el cultivo de plantas."
    assert rendered(CATALOGUE, _4=long).split("of plants.")[1].split("#~")[0] == (
        '"\nmsgstr ""\n'
        '"Un jardín es un espacio planificado, generalmente al aire libre, reservado "\n'
        '"para el cultivo de plantas."\n\n'
    )


def test_a_long_translation_is_one_line_where_the_file_has_only_such():
    assert rendered('msgid "a"\nmsgstr ""\n', _0="word " * 30 + "end") == (f'msgid "a"\nmsgstr "{"word " * 30}end"\n')


def test_chinese_is_wrapped_between_signs_by_the_columns_they_take():
    source = 'msgid ""\n"aaaaaaaaa bbbbbbb "\n"c"\nmsgstr ""\n'
    assert rendered(source, _0="花园是一个，有计划的空间") == (
        'msgid ""\n"aaaaaaaaa bbbbbbb "\n"c"\nmsgstr ""\n"花园是一个，有计划"\n"的空间"\n'
    )


def test_a_file_that_fills_the_first_literal_goes_on_so():
    source = 'msgid "aaa aaa "\n"bbbbb"\nmsgstr ""\n'
    assert rendered(source, _0="x yyyyyyy zz") == 'msgid "aaa aaa "\n"bbbbb"\nmsgstr "x "\n"yyyyyyy zz"\n'


def test_each_line_of_a_text_is_a_literal():
    source = 'msgid ""\n"a\\n"\n"b"\nmsgstr ""\n'
    assert rendered(source, _0="c\nd") == 'msgid ""\n"a\\n"\n"b"\nmsgstr ""\n"c\\n"\n"d"\n'


def test_a_file_that_writes_line_breaks_within_literals_goes_on_so():
    assert rendered('msgid "a\\nb"\nmsgstr ""\n', _0="c\nd") == 'msgid "a\\nb"\nmsgstr "c\\nd"\n'


def test_windows_line_breaks_stay():
    source = 'msgid ""\r\n"a\\n"\r\n"b"\r\nmsgstr ""\r\n'
    assert rendered(source, _0="c\nd").encode() == (source[:-2] + '\r\n"c\\n"\r\n"d"\r\n').encode()


def test_a_byte_order_mark_is_passed():
    assert texts(parsed('\ufeffmsgid "a"\nmsgstr "b"')) == [("a", "b", True)]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ('msgid "a"\nmsgstr "b\n', "a.po: line 2: 'msgstr \"b': neither a comment, nor a keyword"),
        ('# c\n\nmsgid "a"\n\nmsgid "b"\nmsgstr ""\n', "a.po: line 3: 'msgid \"a\"': no whole entry begins here"),
        ('msgid "a"\nmsgstr "b"\nText\n', "a.po: line 3: 'Text': neither a comment"),
        ('msgid "\\q"\nmsgstr ""\n', "a.po: line 1: .*: a text that cannot be read"),
        ('msgid "a"\nmsgstr "\\377"\n', "a.po: line 2: .*: a text that cannot be read"),
        ('msgid ""\nmsgstr "Content-Type: text/plain; charset=ISO-8859-1\\n"\n', "its header says charset=ISO-8859-1"),
    ],
)
def test_what_gettext_could_not_read_is_refused(text, complaint):
    with pytest.raises(DocumentError, match=complaint):
        parsed(text)


def test_the_charset_is_named_even_if_the_bytes_are_no_utf8():
    with pytest.raises(DocumentError, match="charset=latin1, expected UTF-8"):
        Po().parse(b'msgid ""\nmsgstr "Content-Type: text/plain; charset=latin1\\n"\n\nmsgid "\xe9"\nmsgstr ""\n', "a")


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("%s of %(name)s", [("literal", "%s"), ("literal", "%(name)s")]),
        ("%1$d, %%, %1", [("literal", "%1$d"), ("literal", "%%"), ("literal", "%1")]),
        ("100% sure", []),
        ("{name} {0:>10} {{x}}", [("literal", "{name}"), ("literal", "{0:>10}"), ("literal", "{{x}}")]),
        ("{n, plural, one {# bee} other {# bees}}!", [("literal", "{n, plural, one {# bee} other {# bees}}")]),
        ("<b>a</b> <br/>", [("open", "<b>"), ("close", "</b>"), ("html", "<br/>")]),
        ("<i><b>a</i></b>", [("html", "<i>"), ("open", "<b>"), ("html", "</i>"), ("close", "</b>")]),
        ("See :ref:`x` now", [("role", ":ref:`x`")]),
        (":ref:`the gate <x>`", [("open", ":ref:`"), ("close", " <x>`")]),
        ("``a b`` and `c`", [("code", "``a b``"), ("code", "`c`")]),
        ("`Gates <https://g.example>`_", [("open", "`"), ("close", " <https://g.example>`_")]),
        ("`Gates`_", [("url", "`Gates`_")]),
        ("|release| a | b", [("role", "|release|")]),
        ("**a** *b* 2 * 3", [("open", "**"), ("close", "**"), ("open", "*"), ("close", "*")]),
        ("[a *b*](u) ![c](d.png)", [
            ("open", "["), ("open", "*"), ("close", "*"), ("close", "](u)"), ("open", "!["), ("close", "](d.png)"),
        ]),
        ("_a_ snake_case_ __init__", [("open", "_"), ("close", "_"), ("code", "__init__")]),
        ("link:x.html[Text]", [("open", "link:x.html["), ("close", "]")]),
        ("<https://x.example> https://y.example/a.", [
            ("url", "<https://x.example>"), ("url", "https://y.example/a"),
        ]),
        ("a &amp; b\\ c", [("escape", "&amp;"), ("escape", "\\ ")]),
        ("one\n  two", [("break", "\n  ")]),
        ("⟦1⟧", [("literal", "⟦"), ("literal", "⟧")]),
    ],
)  # fmt: skip
def test_markup_in_messages_is_masked(message, expected):
    assert marks(message) == expected


def test_a_format_flag_says_that_a_space_may_be_part_of_a_placeholder():
    assert marks("% d bees", "#, c-format\n") == [("literal", "% d")]
    assert marks("% d bees", "#, no-c-format\n") == []


def test_links_are_none():
    assert Po().links(parsed(CATALOGUE)).addresses == ()


def test_translation_leaves_approved_entries_alone_and_fills_the_others():
    document = parsed(CATALOGUE)
    result = translate_document(document, Po(), Pseudo(), "en", "es").content.decode()
    assert 'msgid "Open the gate"\nmsgstr "Abra la puerta"\n' in result
    assert 'msgstr[1] "⟨%d ŕóšéš ··⟩\\n"\n' in result


def test_polib_reads_what_was_meant(tmp_path):
    result = translate_document(parsed(CATALOGUE), Po(), Pseudo(), "en", "es").content
    (tmp_path / "a.po").write_bytes(result)
    entries = {entry.msgid: entry for entry in polib.pofile(str(tmp_path / "a.po"))}
    assert entries["%d rose\n"].msgstr_plural == {0: "⟨%d ŕóšé ··⟩\n", 1: "⟨%d ŕóšéš ··⟩\n"}
    assert entries["Open the gate"].msgstr == "Abra la puerta"
    (long,) = [entry.msgstr for entry in entries.values() if entry.msgid.startswith("A garden")]
    assert long.startswith("⟨Á ĝáŕdéñ íš á ")
    assert all(len(line) <= 79 for line in result.decode().splitlines())
    assert entries["Weed"].obsolete


@pytest.mark.skipif(shutil.which("msgfmt") is None, reason="gettext is not installed")
def test_msgfmt_finds_nothing_wrong_with_what_was_written(tmp_path):
    filled = CATALOGUE.replace("# A catalogue.\n", "").replace('"Language: es', (
        '"PO-Revision-Date: 2020-01-01 00:00+0000\\n"\n"Last-Translator: A B <a@b.example>\\n"\n'
        '"Language-Team: es <es@b.example>\\n"\n"Language: es'
    ))  # fmt: skip
    result = translate_document(parsed(filled), Po(), Pseudo(), "en", "es").content
    (tmp_path / "a.po").write_bytes(result)
    command = ["msgfmt", "--check", "--output-file", str(tmp_path / "a.mo"), str(tmp_path / "a.po")]
    outcome = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (outcome.returncode, outcome.stderr) == (0, "")


def test_the_contract_is_kept():
    windows = CATALOGUE.replace("\n", "\r\n").encode()
    check_format(Po, [CATALOGUE.encode(), windows, b'\xef\xbb\xbfmsgid "a b"\nmsgstr "c"'])


# What stands in catalogues and what a lexer may stumble over, alone and glued together.
FRAGMENTS = (
    'msgid "a"\nmsgstr ""\n', 'msgid "One. Two."\nmsgstr "x"\n', 'msgctxt "c"\n', "msgid ", "msgstr ",
    'msgid_plural "%d b"\n',
    "msgstr[0] ", "msgstr[1] ", 'msgstr[0] ""\nmsgstr[1] "y"\n', '"', '""\n', '"a"\n', '" b \\n"\n', '"\\"q\\""\n',
    '"\\', '"\\x41\\101\\t\\\\"\n', "\n", "\n\n", "\r\n", "\r", "\t", " ", "#, fuzzy\n", "#, c-format, fuzzy\n",
    '#| msgid "o"\n', '#~ msgid "z"\n#~ msgstr ""\n', "#~ x", "#", "# é 中\n", "#. e\n", "#: a.c:1\n", '"⟦1⟧ ⟦"\n',
    '"<b>a</b> %s {x} `r`_ :r:`t <u>` *e* \\n c"\n', '"😀 שלום 中文。日本"\n', "\ufeff", "\x00", "domain ", "a", "⟦",
    'msgid ""\nmsgstr "Plural-Forms: nplurals=1;\\n"\n', 'msgid "long"\nmsgstr ""\n"aaa bbb "\n"ccc"\n',
)  # fmt: skip
GLUED = st.lists(st.sampled_from(FRAGMENTS), max_size=20).map("".join)


def survives(text):
    try:
        document = parsed(text)
    except DocumentError:
        return
    assert round_trip_failure(document, Po(), "en") == ""
    emptied = {index: "" for index, block in enumerate(document.blocks) if block.text}
    assert pseudo_failure(Po().parse(Po().render(document, emptied), "a.po"), Po()) == ""


@pytest.mark.thorough
@given(GLUED)
@example('msgid "a\\n"\nmsgstr "b"')
@example('msgid "bb"msgstr "x"\nmsgid ""\n"a b"\n"c"\nmsgstr ""\n')
@example('#, fuzzy\n#| msgid "o"\nmsgid "a"\nmsgid_plural "b"\nmsgstr[0] ""\nmsgstr[1] "y"\n')
def test_awkward_catalogues_come_out_as_they_went_in(text):
    survives(text)


@pytest.mark.thorough
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=120), st.sampled_from([0, 20, 79]))
@example("a\\nb\n\\\n", 0)
@example("\x7f\x01" + "1", 20)
def test_any_text_is_written_so_that_it_is_read_again(text, width):
    wrapping = f'msgid ""\n"{"a" * (width - 6)} b "\n"c"\nmsgstr "d"\n\n' if width else ""
    source = f'{wrapping}msgid "a"\nmsgstr ""\n'
    number = len(parsed(source).blocks) - 1
    written = rendered(source, **{f"_{number}": text})
    assert parsed(written).blocks[number].target == text.strip()


@pytest.mark.thorough
@given(st.text(st.sampled_from("a `*_|<>{}%:[]()/\\&s;d\n⟦⟧-=\"'b"), max_size=60))
def test_marks_of_any_message_are_disjoint_and_nest(message):
    blocks = parsed(f'msgid {polib_quoted(message)}\nmsgstr ""\n').blocks
    if blocks[0].text:
        assert unmask(mask(blocks[0])) == message.strip()
        depth = 0
        for mark in blocks[0].inlines:
            depth += {MarkKind.OPEN: 1, MarkKind.CLOSE: -1}.get(mark.kind, 0)
            assert depth >= 0
        assert depth == 0


TEMPLATE = HEADER.replace("charset=UTF-8", "charset=CHARSET") + 'msgid "Soil"\nmsgstr ""\n'


def test_a_template_declares_utf8_with_the_first_text_that_needs_it():
    assert rendered(TEMPLATE, _1="Suelo") == TEMPLATE.removesuffix('""\n') + '"Suelo"\n'
    written = rendered(TEMPLATE, _1="土")
    assert "charset=UTF-8" in written
    assert [entry.msgstr for entry in polib.pofile(written)] == ["土"]


@pytest.mark.skipif(not shutil.which("msgfmt"), reason="needs msgfmt of gettext")
def test_msgfmt_takes_a_translated_template():
    written = rendered(TEMPLATE, _1="土")
    found = subprocess.run(["msgfmt", "-c", "-o", "/dev/null", "-"], input=written.encode(), capture_output=True)
    assert found.returncode == 0, found.stderr


def test_a_template_that_holds_more_than_ascii_stays_as_it_is_until_a_text_changes():
    source = TEMPLATE.replace("Soil", "土")
    assert rendered(source) == source


def test_macros_of_asciidoc_are_markup_but_what_they_show_is_text():
    (block,) = parsed('msgid "See crossref:ipv6[gif,Tunnels] and image:a.png[A map]."\nmsgstr ""\n').blocks
    assert mask(block).text == "See ⟦1⟧gif,Tunnels⟦2⟧ and ⟦3⟧A map⟦4⟧."
