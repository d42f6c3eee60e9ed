import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from amts.documents.embedded.comments import comment_blocks, without_comments
from amts.documents.splice import encoded, replaced


def texts(code, language):
    source = code.encode()
    return [block.text for block in comment_blocks(source, 0, len(source), language)]


def rewritten(code, language, new, number=0):
    source = code.encode()
    block = comment_blocks(source, 0, len(source), language)[number]
    return replaced(source, [(block.start, block.end, encoded(block, new, source))]).decode()


@pytest.mark.parametrize(
    ("language", "code", "expected"),
    [
        ("python", "# Add one\nx += 1  # to x\n", ["Add one", "to x"]),
        ("python", 'x = "# no comment"  # a comment\n', ["a comment"]),
        ("python", '"""A docstring stays.\n\n# so does this\n"""\n# Not this\n', ["Not this"]),
        ("python", "s = 'it\\'s # in'\n# out of it\n", ["out of it"]),
        ("bash", "echo $# 'a # b' \"c # d\"  # count them\n", ["count them"]),
        ("sh", "cat <<EOF\n# of the file\nEOF\n# of the script\n", ["of the script"]),
        ("yaml", "a: 'x # y'\nb: http://x/#z # the address\n", ["the address"]),
        ("yaml", "run: |\n  # in a text\n  echo\n# out of it\n", ["out of it"]),
        ("yaml", "a: don't # quote this\n", ["quote this"]),
        ("toml", 'a = "#x" # a colour\n', ["a colour"]),
        ("ruby", 'puts "#{name}" # say the name\n', ["say the name"]),
        ("r", "x <- '#a' # the colour red\n", ["the colour red"]),
        ("perl", "$#array; # the last index\n", ["the last index"]),
        ("dockerfile", "# Install it\nRUN echo # not here\n", ["Install it"]),
        ("makefile", "all: # build everything\n", ["build everything"]),
        ("js", "f('// no'); // say yes\n", ["say yes"]),
        ("js", "```js\nf(`no`); // say yes\n```", ["say yes"]),
        ("js", "x = /[/*]/; /* say yes */ y = a / b / c\n", ["say yes"]),
        ("ts", "`// ${a} no`; // say yes\n", ["say yes"]),
        ("jsx", "<a href='x'>http://x.org</a>\n{/* The last one */}\n", ["The last one"]),
        ("java", "char c = '\"'; // a quotation mark\n", ["a quotation mark"]),
        ("c", "/* One. */ int x; // Two.\n", ["One.", "Two."]),
        ("cpp", 'R"(// no)"; // say yes\n', ["say yes"]),
        ("c#", '@"C:\\"; // a path\n', ["a path"]),
        ("go", "x := `// no` // say yes\n", ["say yes"]),
        ("rust", "fn f<'a>(x: &'a str) {} // a lifetime\n", ["a lifetime"]),
        ("php", "$a = 'x'; # The first\n// The second\n#[Attribute]\n", ["The first", "The second"]),
        ("css", "a { b: url(//x) } /* of links */\n", ["of links"]),
        ("sql", "SELECT '--no' -- say yes\n", ["say yes"]),
        ("lua", "--[[ A long one ]] x = 1 -- A short one\n", ["A long one", "A short one"]),
        ("haskell", "x --> y\n-- An arrow\n{- A block -}\n", ["An arrow", "A block"]),
        ("latex", "10\\% of % the rest\n", ["the rest"]),
        ("matlab", "x = a'; % transposed\n", ["transposed"]),
        ("html", '<a title="x"><!-- The link --></a>\n', ["The link"]),
        ("lisp", '(f "; no") ; say yes\n', ["say yes"]),
        ("ini", "; The first\na = b ; not here\n", ["The first"]),
        ("powershell", "<# A block #> Get-X # The rest\n", ["A block", "The rest"]),
        ("text", "# Nothing is known of this\n", []),
        ("", "# Nothing is known of this\n", []),
        ("console", "# apt install it\n", []),
    ],
)
def test_comments_are_found_in_the_languages_people_write(language, code, expected):
    assert texts(code, language) == expected


@pytest.mark.parametrize(
    "info",
    [
        "python",
        "Python",
        "{.python .input  n=4}",
        "python title='x'",
        "python{1,3}",
        "{code-cell} python",
        "py:no-line",
    ],
)
def test_a_language_is_known_by_the_info_string_of_its_fence(info):
    assert texts("# Say it\n", info) == ["Say it"]


@pytest.mark.parametrize(
    "comment",
    ["!/bin/sh", "@tab all", "@save", " %%", " type: ignore", " noqa: E501", "-----", " == ==", " pylint: disable=x",
     " SPDX-License-Identifier: MIT", " Copyright 2024 The Authors", " -*- coding: utf-8 -*-", " x = f(y)", " f(x, y)",
     " import numpy as np", " return x", " for x in y:", " pip install d2l", " src/main.py", " >>> f(1)", " 'a result'",
     " None", " [1, 2]", " | a | b |", " fmt: off", " (1)!", ""],
)  # fmt: skip
def test_what_only_machines_read_is_no_text(comment):
    assert texts(f"#{comment}\n", "python") == []


def test_lines_of_comments_that_follow_one_another_are_one_text():
    code = "    # One sentence that\n    # goes on here.\n\n    # Another one.\nx = 1  # aside\n# The last one.\n"
    assert texts(code, "python") == ["One sentence that\ngoes on here.", "Another one.", "aside", "The last one."]


def test_a_block_comment_is_a_text_for_each_paragraph_item_and_tag():
    code = (
        "/**\n * Adds two\n * numbers.\n *\n * - quickly\n * @param {number} a the first\n * @returns their sum\n */\n"
    )
    assert texts(code, "js") == [
        "Adds two\nnumbers.", "quickly", "@param {number} a the first", "@returns their sum",
    ]  # fmt: skip


def test_code_in_a_documentation_comment_is_no_text():
    assert texts("/// Adds one.\n///\n/// ```\n/// let five = 5;\n/// the end\n/// ```\n/// See also.\n", "rust") == [
        "Adds one.",
        "See also.",
    ]


def test_code_without_its_comments_is_the_same_in_a_translation():
    english, chinese = "f('# a') # one\n/* no */", "f('# a') # 一\n/* no */"
    assert without_comments(english, "python") == without_comments(chinese, "python") == "f('# a') \n/* no */"
    assert without_comments("SELECT 1 -- one", "sql") == "SELECT 1 "
    assert without_comments("<a><!-- x --></a>", "html") == "<a></a>"
    assert without_comments("# x", "text") == "# x"


def test_a_decoration_is_no_part_of_the_text():
    assert texts("# ---- Load the data ----\n# ===\n", "python") == ["Load the data"]


def test_markup_in_a_comment_is_marked():
    source = b"# Call `f` of https://x.org/y or \xe2\x9f\xa61\xe2\x9f\xa7\n"
    (block,) = comment_blocks(source, 0, len(source), "python")
    assert [(mark.kind, block.text[mark.start : mark.end]) for mark in block.inlines] == [
        ("code", "`f`"), ("url", "https://x.org/y"), ("literal", "⟦"), ("literal", "⟧"),
    ]  # fmt: skip


def test_places_are_bytes_of_the_whole_document():
    source = "深度\n```py\n中 = 1  # 一个 é\n```\n".encode()
    start = source.index("中".encode())
    (block,) = comment_blocks(source, start, source.rindex(b"```"), "py")
    assert source[block.start : block.end].decode() == "一个 é"


def test_a_comment_in_a_quote_keeps_the_signs_of_the_quote():
    assert rewritten("> # One\n> # two\n", "python", "Uno\ndos") == "> # Uno\n> # dos\n"
    assert texts("> # One\n> # two\n", "python") == ["One\ntwo"]


@pytest.mark.parametrize(
    ("language", "code", "new", "expected"),
    [
        ("c", "/* One. */", "a */ b", "/* a * / b */"),
        ("rust", "/* One. */", "a /* b", "/* a / * b */"),
        ("c", "/* One.*/", "ends with /", "/* ends with / */"),
        ("c", "/**One.*/", "/begins", "/** /begins*/"),
        ("html", "<!-- One. -->", "a --> b", "<!-- a - - > b -->"),
        ("html", "<!--One.-->", "> b -", "<!-- > b - -->"),
        ("haskell", "{- One. -}", "a -} b", "{- a - } b -}"),
        ("lua", "--[[One]]", "a]] b", "--[[a] ] b]]"),
        ("c", "// One.", "a\nb", "// a b"),
        ("js", "// One.", "a\u2028b\rc", "// a b c"),
        ("c", "// One.\nx();", "a \\", "// a\nx();"),
        ("php", "// One.\nx();", "a ?> b", "// a ? > b\nx();"),
        ("python", "# One.\n# Two.\n", "a\nb\nc", "# a\n# b\n# c\n"),
    ],
)
def test_no_text_ends_a_comment_or_spills_out_of_it(language, code, new, expected):
    assert rewritten(code, language, new) == expected


SAMPLES = (
    ("python", "x = 1  # The word one\ny = 2\n"),
    ("python", "# The word one\n# goes on\ny = 2\n"),
    ("c", "int x; /* The word one */ int y;\n"),
    ("c", "int x; // The word one\nint y;\n"),
    ("rust", "/* The word\n * one */\nlet y;\n"),
    ("html", "<b><!-- The word one --></b>\n"),
    ("haskell", "x {- The word one -} y\n"),
    ("lua", "x --[[The word one]] y\n"),
    ("php", "<?php // The word one\n$y;\n"),
)
SIGNS = ("*/", "/*", "*", "/", "-->", "--!>", "-", ">", "-}", "{-", "]]", "#>", "=#", "\\", "?>", "\n", "\r", "\u2028",
         "\x0b", "#", "//", '"', "'", "`", "a", " ", "中", "😀")  # fmt: skip


@pytest.mark.thorough
@given(st.sampled_from(SAMPLES), st.lists(st.sampled_from(SIGNS), max_size=8).map("".join))
@example(("rust", "/* The word\n * one */\nlet y;\n"), "/a*")
def test_whatever_is_written_stays_within_its_comment(sample, new):
    language, code = sample
    result = rewritten(code, language, f"The word {new} three")
    assert without_comments(result, language).split() == without_comments(code, language).split()
    before, after = code.split("The word")[0], re.split(r"one(?:\n# goes on)?", code)[-1]
    assert result.startswith(before)
    assert result.endswith(after)
    assert len(result[len(before) : len(result) - len(after)].splitlines()) <= 1 + new.count("\n")


@pytest.mark.thorough
@given(
    st.sampled_from(["python", "bash", "yaml", "js", "c", "rust", "php", "lua", "haskell", "html", "matlab", "ruby"]),
    st.lists(
        st.sampled_from([*SIGNS, "'''", '"""', "# ", "/* a", "<<EOF\n", "EOF", "a: |\n", "<!-- ", "word word "]),
        max_size=25,
    ),
)
def test_awkward_code_gives_disjoint_texts_that_stand_where_they_say(language, pieces):
    source = "".join(pieces).encode()
    position = 0
    for block in comment_blocks(source, 0, len(source), language):
        assert position <= block.start < block.end <= len(source)
        lines, position = source[block.start : block.end].decode(), block.end
        assert encoded(block, block.text, source).decode().split() == lines.split() or block.encoding
        assert block.text == block.text.strip()
        assert block.text.count("\n") == len(block.breaks)


@pytest.mark.slow
@pytest.mark.parametrize("piece", ['"', "'", "/*", "`", "<<EOF\n", "'''", "\\", "[[", "a: |\n ", '"\\"', "/(", "<!--"])
@pytest.mark.parametrize("language", ["python", "js", "yaml", "bash", "c", "lua", "html", "matlab", "ruby", "sql"])
def test_hostile_code_is_read_in_linear_time(language, piece):
    source = (piece * 100_000).encode()
    assert comment_blocks(source, 0, len(source), language) == []


@pytest.mark.parametrize("piece", ["-", "--- ", "(a", "a,", "a=", "\\", "`", "{@", "if ", "@a ", "<a"])
def test_a_hostile_comment_is_read_in_linear_time(piece):
    source = f"# {piece * 50_000}x\n// {piece * 50_000}x\n/* {piece * 50_000}x */".encode()
    assert len(comment_blocks(source, 0, len(source), "php")) <= 3
