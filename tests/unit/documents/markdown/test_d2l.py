import pytest

from amts.documents.markdown.d2l import blank, equation_key, is_d2l, opaque_lines
from amts.records import BlockKind


def found(text):
    content = text.encode()
    return [(block.kind, content[block.start : block.end].decode()) for block in opaque_lines(content)]


@pytest.mark.parametrize(
    "text",
    [":label:`a`", "see :numref:`a`", ":eqref:`a`", ":begin_tab:`x`", ":cite:`a`", ":citet:`a`", "```\n#@tab x\n```"],
)
def test_the_markup_of_d2l_is_recognised(text):
    assert is_d2l(f"# A\n\n{text}\n".encode())


@pytest.mark.parametrize("text", ["", "# A", "a :label: b", "see `label`", " #@tab x", "(**a**)", ":ref:`a`"])
def test_other_markdown_is_not_taken_for_d2l(text):
    assert not is_d2l(text.encode())


@pytest.mark.parametrize(
    "line",
    [
        ":label:`sec_x`",
        ":eqlabel:`eq_x`",
        ":width:`400px`",
        ":begin_tab:`pytorch, mxnet`",
        ":end_tab:",
        ":bibliography:`../d2l.bib`",
    ],
)
def test_a_directive_is_a_line_of_its_own(line):
    assert found(f"a\n{line}  \nb\n") == [(BlockKind.DIRECTIVE, line)]


@pytest.mark.parametrize("line", [":numref:`a`", "a :label:`b`", ":label:`a` b", ":smile:", "`:end_tab:`"])
def test_a_line_with_more_than_a_directive_is_none(line):
    assert found(line) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("$$x$$", "$$x$$"),
        ("$$\nx\n$$\n", "$$\nx\n$$"),
        ("$$x\ny$$", "$$x\ny$$"),
        ("$$\r\nx\r\n$$\r\n", "$$\r\nx\r\n$$"),
        ("$$\rx\r$$", "$$\rx\r$$"),
        ("> $$\n> x\n> $$  \n", "$$\n> x\n> $$"),
        ("  $$x$$", "$$x$$"),
        ("12) $$x$$", "$$x$$"),
    ],
)
def test_an_equation_reaches_from_dollars_to_dollars(text, expected):
    assert found(text) == [(BlockKind.MATH, expected)]


@pytest.mark.parametrize(
    "text", ["$$", "$$\nx\n", "$$x$$ y", "$$x$$ $$y$$", "$$\nx $$ y\n$$", "$$" + "\nx" * 80 + "\n$$"]
)
def test_stray_dollars_are_no_equation(text):
    assert found(text) == []


def test_the_longest_equation_has_eighty_lines():
    assert [kind for kind, _ in found("$$" + "\nx" * 78 + "\n$$")] == [BlockKind.MATH]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("```\n$$x$$\n```\n:end_tab:", ":end_tab:"),
        ("````\n```\n$$x$$\n````\n:end_tab:", ":end_tab:"),
        ("~~~ a`b\n$$x$$\n~~~\n:end_tab:", ":end_tab:"),
        ("``` a`b\n:end_tab:", ":end_tab:"),
        ("```\n$$x$$\n``` x\n```\n:end_tab:", ":end_tab:"),
    ],
)
def test_what_stands_in_a_fence_is_code(text, expected):
    assert found(text) == [(BlockKind.DIRECTIVE, expected)]


def test_blanking_keeps_every_byte_in_its_place():
    content = "a 深\n> $$\r\n> é\r\n> $$\n:end_tab:\nb".encode()
    blanked = blank(content, opaque_lines(content))
    assert blanked.decode() == "a 深\n>   \r\n>   \r\n>   \n         \nb"
    assert len(blanked) == len(content)


@pytest.mark.parametrize(
    ("equation", "key"),
    [
        ("$$ x = y. $$", "math:x=y"),
        ("$$x\\, = \\mathrm{if} y,$$", "math:x=y"),
        ("$$\n> x\n> $$", "math:x"),
        ("$$x，$$", "math:x"),
        ("$$x。$$", "math:x"),
    ],
)
def test_the_key_of_an_equation_has_no_words_and_no_closing_punctuation(equation, key):
    assert equation_key(equation) == key


def test_the_keys_of_labels_are_themselves_and_sizes_have_none():
    keys = [block.key for block in opaque_lines(b":label:`a`\n:width:`1px`\n:height:`2px`\n:end_tab:\n")]
    assert keys == [":label:`a`", "", "", ":end_tab:"]
