import html
import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from amts.documents.notebook.format import Notebook, notebook_failure
from amts.errors import DocumentError
from amts.records import Address, Anchor, BlockKind, Links, ReadingOptions
from amts.testing.formats import pseudo_failure
from amts.translation.integrity import round_trip_failure

NOTEBOOK = r"""{
 "nbformat": 4, "nbformat_minor": 4,
 "metadata": {"source": ["# no cell"], "language_info": {"name": "python"}},
 "cells": [
  {"source": [
    "# One *bee*\n",
    "\n",
    "It flies\n",
    "over 2 hills."
   ], "cell_type": "markdown", "attachments": {"a.png": {"image/png": "aaaa"}}, "metadata": {}},
  {"cell_type": "code", "metadata": {}, "execution_count": 1,
   "outputs": [{"output_type": "stream", "name": "stdout", "text": ["# no cell\n"]}],
   "source": ["x = 1  # A comment here\n"]},
  {"cell_type": "markdown", "metadata": {}, "source": "Two\n\nThree"},
  {"cell_type": "raw", "metadata": {}, "source": ["raw"]}
 ]
}
"""


def parsed(text, **options):
    return Notebook().parse(text.encode(), "x.ipynb", ReadingOptions(**options))


def cell(source, kind="markdown"):
    return f'{{"cells": [{{"cell_type": "{kind}", "metadata": {{}}, "source": {source}}}]}}'


def changed(text, **new):
    """Replace texts, given as `text_n`, and return the file."""
    document = parsed(text)
    indexes = [index for index, block in enumerate(document.blocks) if block.text]
    return Notebook().render(document, {indexes[int(name[5:])]: value for name, value in new.items()}).decode()


def test_the_body_is_the_sources_of_the_cells():
    document = parsed(NOTEBOOK)
    assert (
        document.body == b"# One *bee*\n\nIt flies\nover 2 hills.\n\nx = 1  # A comment here\n\n\nTwo\n\nThree\n\nraw"
    )
    assert [(block.kind, document.body[block.start : block.end]) for block in document.blocks] == [
        (BlockKind.HEADING, b"One *bee*"),
        (BlockKind.PARAGRAPH, b"It flies\nover 2 hills."),
        (BlockKind.CODE, b"x = 1  # A comment here\n"),
        (BlockKind.PARAGRAPH, b"Two"),
        (BlockKind.PARAGRAPH, b"Three"),
        (BlockKind.OPAQUE, b"raw"),
    ]
    assert document.blocks[2].key == "code::x=1"


def test_only_the_literals_of_changed_lines_are_rewritten():
    after = changed(NOTEBOOK, text_0="Una *abeja*", text_3="3")
    expected = NOTEBOOK.replace('"# One *bee*\\n"', '"# Una *abeja*\\n"').replace('"Two\\n\\nThree"', '"Two\\n\\n3"')
    assert after == expected


def test_a_line_that_stays_keeps_its_escapes():
    text = cell(r'["A\u002e\n", "b\u002e\n"]')
    assert changed(text, text_0="A.\nc.") == cell(r'["A\u002e\n", "c\u002e\n"]')


def test_added_lines_copy_separator_and_indentation():
    assert changed(NOTEBOOK, text_1="It\nflies\nfar.") == NOTEBOOK.replace(
        '    "It flies\\n",\n    "over 2 hills."', '    "It\\n",\n    "flies\\n",\n    "far."'
    )
    assert changed(cell('[\n   "a"\n  ]'), text_0="b\nc") == cell('[\n   "b\\n",\n   "c"\n  ]')
    assert changed(cell('["a\\n","\\n",  "b"]'), text_1="c\nd") == cell('["a\\n","\\n",  "c\\n","d"]')


def test_removed_lines_go():
    assert changed(NOTEBOOK, text_1="It flies.") == NOTEBOOK.replace(
        '    "It flies\\n",\n    "over 2 hills."', '    "It flies."'
    )


def test_a_literal_of_several_lines_stays_one():
    assert changed(cell(r'["a\nb\n", "c"]'), text_0="d\ne\nf") == cell(r'["d\ne\nf"]')
    assert changed(cell(r'["a\nb\n\n", "c"]'), text_0="d\ne") == cell(r'["d\ne\n\n", "c"]')


def test_lines_in_pieces_are_put_together_only_if_they_change():
    text = cell(r'["a b", " c\n", "\n", "d", " e"]')
    assert changed(text, text_1="f") == cell(r'["a b", " c\n", "\n", "f"]')


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (r'["a", "b"]', r'["é<中😀"]'),
        (r'["\u00e4"]', r'["\u00e9<\u4e2d\ud83d\ude00"]'),
        (r'["\u00E4 \u003C"]', r'["\u00e9\u003C\u4e2d\ud83d\ude00"]'),
        (r'["\u003cb> ü"]', r'["é\u003c中😀"]'),
        (r'["\u003cb> <"]', r'["é<中😀"]'),
        (r'["\\u003c \\u00e9"]', r'["é<中😀"]'),
    ],
)
def test_new_literals_are_escaped_as_the_file_does_it(source, expected):
    assert changed(cell(source), text_0="é<中😀") == cell(expected)


def test_quotes_and_control_characters_are_always_escaped():
    assert changed(cell('["a"]'), text_0='"\\ \t\x01') == cell(r'["\"\\ \t\u0001"]')


def test_cells_do_not_run_into_one_another():
    text = '{"cells": [{"cell_type": "markdown", "source": "```\\na"}, {"cell_type": "markdown", "source": ["b"]}]}'
    assert [(block.kind, block.text) for block in parsed(text).blocks] == [
        (BlockKind.CODE, ""),
        (BlockKind.PARAGRAPH, "b"),
    ]


def test_keys_may_be_escaped_and_their_order_is_free():
    text = r'{"c\u0065lls": [{"\u0073ource": ["a"], "cell_type": "markdown"}], "source": "no"}'
    assert changed(text, text_0="b") == text.replace('["a"]', '["b"]')


@pytest.mark.parametrize("source", [r'["\ud800 a\n", "b"]', r'"\udc00"'])
def test_half_a_character_makes_a_cell_opaque(source):
    markdown, code = parsed(cell(source)), parsed(cell(source, "code"), comments=True)
    assert [(block.kind, block.text) for block in markdown.blocks] == [(BlockKind.OPAQUE, "")]
    assert [(block.kind, block.text) for block in code.blocks] == [(BlockKind.CODE, "")]
    assert round_trip_failure(markdown, Notebook(), "en") == ""


def test_a_pair_of_halves_is_a_character():
    assert [block.text for block in parsed(cell(r'["\ud83d\ude00 a"]')).blocks] == ["😀 a"]


def test_a_byte_order_mark_and_line_ends_stay():
    text = "\ufeff" + NOTEBOOK.replace("\n", "\r\n")
    assert changed(text, text_0="Una") == text.replace("One *bee*", "Una")


def test_comments_in_code_are_texts_if_asked_for():
    document = parsed(NOTEBOOK, comments=True)
    assert [block.text for block in document.blocks][2:4] == ["", "A comment here"]
    rendered = Notebook().render(document, {3: "Ein Kommentar"})
    assert rendered.decode() == NOTEBOOK.replace("A comment here", "Ein Kommentar")


def test_a_cell_magic_names_the_language():
    bash = cell(r'["%%bash\n", "ls  # List the files\n", "a // b"]', "code")
    script = cell(r'["%%javascript\n", "a;  // List the files"]', "code")
    timed = cell(r'["%%time\n", "a  # List the files"]', "code")
    for text in (bash, script, timed):
        assert [block.text for block in parsed(text, comments=True).blocks if block.text] == ["List the files"]


def test_the_language_of_the_kernel_counts():
    text = cell(r'["a // List the files"]', "code")[:-1] + ', "metadata": {"kernelspec": {"language": "Rust"}}}'
    assert [block.text for block in parsed(text, comments=True).blocks] == ["", "List the files"]


def test_links_and_anchors_stand_at_their_place_in_the_body(monkeypatch):
    found = Links((Address(1, 2, "a"),), (Anchor("x", 1), Anchor("y")))
    monkeypatch.setattr("amts.documents.notebook.format.Markdown.links", lambda *_: found)
    text = '{"cells": [{"cell_type": "code", "source": "b"}, {"cell_type": "markdown", "source": "# a\\n# b"}]}'
    assert Notebook().links(parsed(text)) == Links((Address(4, 5, "a"),), (Anchor("x", 2), Anchor("y")))


def test_an_address_is_replaced_in_its_literal():
    text = cell(r'["[a](b.html)\n", "c"]')
    rendered = Notebook().render(parsed(text), {}, {Address(4, 10, "b.html"): "é.html"})
    assert rendered.decode() == cell(r'["[a](é.html)\n", "c"]')


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "not JSON: Expecting value"),
        ('{"cells": [', "not JSON: Expecting value: line 1 column 12"),
        (NOTEBOOK[:-30], "not JSON"),
        ('{"cells": [], "a": NaN}', "not JSON: NaN is no number of JSON"),
        ('{"cells": [], "a": {"b": 1, "b": 2}}', "not JSON: the key 'b' stands twice in one object"),
        ('{"cells": [], "a": ' + "[" * 10_000 + "]" * 10_000 + "}", "nested too deep"),
        ('{"cells": [], "a": ' + '{"b":' * 100_000, "nested too deep"),
        ('{"cells": [], "a": ' + "1" * 5_000 + "}", "not JSON: Exceeds the limit"),
        ("[]", "not a Jupyter notebook: expected an object with a list `cells`"),
        ('{"cells": {}}', "not a Jupyter notebook"),
        ('{"cells": ["a"]}', "not a Jupyter notebook"),
        ('{"worksheets": [], "nbformat": 3}', "a notebook of format 3, not 4"),
        (cell("7"), "the source of cell 1 is neither a string nor a list of strings"),
        (cell('["a", 1]'), "the source of cell 1 is neither"),
        (cell('[["a"]]'), "the source of cell 1 is neither"),
    ],
)
def test_what_is_no_notebook_is_refused(text, complaint):
    with pytest.raises(DocumentError, match=r"^x\.ipynb: ") as caught:
        parsed(text)
    assert complaint in str(caught.value)


def test_what_is_nested_deep_beside_the_cells_is_passed_over():
    text = cell('["a"]')[:-1] + ', "metadata": ' + "[" * 200 + '{"source": "x"}' + "]" * 200 + "}"
    assert changed(text, text_0="b") == text.replace('["a"]', '["b"]')


@pytest.mark.parametrize("source", ["[]", '""', '["", ""]', r'["\n"]'])
def test_an_empty_cell_has_no_blocks(source):
    for kind in ("markdown", "code", "raw"):
        document = parsed(cell(source, kind))
        assert document.blocks == ()
        assert round_trip_failure(document, Notebook(), "en") == ""


def test_a_valid_notebook_has_no_failure():
    assert notebook_failure(NOTEBOOK.encode()) == ""
    assert notebook_failure(b'{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 4}') == ""


def test_nbformat_names_every_place_and_the_rule_that_is_broken_there():
    broken = NOTEBOOK.replace('"name": "stdout", ', "").replace('"source": "Two', '"b": "a", "source": "Two').encode()
    assert notebook_failure(broken) == "cells/1/outputs/0: required\ncells/2: additionalProperties"


def test_a_translation_is_as_invalid_as_its_source():
    text = NOTEBOOK.replace('"name": "stdout", ', "")
    assert notebook_failure(changed(text, text_0="Una").encode()) == notebook_failure(text.encode()) != ""


@pytest.mark.parametrize(
    ("content", "failure"),
    [
        (b"{", "not JSON"),
        (b"\xff", "not JSON"),
        (b"[]", "not an object"),
        (b'{"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": [{}]}', "cells/0"),
        (b'{"nbformat": 9, "cells": []}', "a version that nbformat does not know"),
        (b'{"nbformat": "4", "cells": []}', "No schema for validating v4.0 notebooks"),
    ],
)
def test_an_invalid_notebook_has_one(content, failure):
    assert failure in notebook_failure(content)


# What JSON, Markdown and splitters stumble over, as the inside of string literals.
FRAGMENTS = (
    "a", "b c", " ", r"\n", r"\n\n", r"\r\n", r"\r", r"\t", r"\"", r"\\", r"\/", r"\u003c", r"\u00e9", r"\ud83d\ude00",
    r"\ud800", r"\udc00", r"\u0000", r"\u2028", "\u2028", "\ufeff", "# ", "- ", "> ", "```", "`", "$", "$$", "*", "**",
    "[", "](u)", "<b>", "|", "| a |\\n|---|\\n", "⟦1⟧", "⟧", "مرحبا", "中文。", "😀", "e\u0301", "---\\n", "x. ", "{",
    "}", ":", "://", r"\u0022",
)  # fmt: skip
SEPARATORS = (", ", ",", ",\n    ", "\r\n,\t")
LITERAL = st.lists(st.sampled_from(FRAGMENTS), max_size=6).map(lambda parts: f'"{"".join(parts)}"')
SOURCE = LITERAL | st.builds(
    lambda lines, separator, blank: f"[{blank}{separator.join(lines)}{blank}]",
    st.lists(LITERAL, max_size=6), st.sampled_from(SEPARATORS), st.sampled_from(["", " ", "\n  "]),
)  # fmt: skip
CELL = st.builds(
    lambda kind, source, first: (
        f'{{"cell_type": "{kind}", "source":{source}}}' if first else f'{{"source" : {source}, "cell_type": "{kind}"}}'
    ),
    st.sampled_from(["markdown", "markdown", "code", "raw"]), SOURCE, st.booleans(),
)  # fmt: skip
FILE = st.builds(
    lambda bom, cells, end: f'{bom}{{"metadata": {{"source": "x"}}, "cells": [{", ".join(cells)}]}}{end}',
    st.sampled_from(["", "\ufeff"]), st.lists(CELL, max_size=4), st.sampled_from(["", "\n", "\r\n"]),
)  # fmt: skip


def check(text):
    document = parsed(text)
    assert round_trip_failure(document, Notebook(), "en") == ""
    # Each text is changed: the file must stay a notebook with the same text but for them.
    texts = {index: f"{block.text}·" for index, block in enumerate(document.blocks) if block.text}
    rendered = Notebook().render(document, texts)
    before, after = json.loads(text.removeprefix("\ufeff")), json.loads(rendered.decode("utf-8-sig"))
    assert [as_one(each).count("·") for each in after["cells"]] == [
        sum(starts <= document.blocks[index].start < ends for index in texts)
        for starts, ends in places(before["cells"])
    ]
    # A character that could be markup of HTML is written as an entity.
    assert [html.unescape(as_one(each).replace("·", "")) for each in after["cells"]] == [
        html.unescape(as_one(each)) for each in before["cells"]
    ]


def as_one(cell_):
    return "".join(cell_["source"])


def places(cells):
    """Return where the source of each cell stands in the body; one that is no text is shown as JSON."""
    start, found = 0, []
    for each in cells:
        try:
            size = len(as_one(each).encode())
        except UnicodeEncodeError:
            size = len(json.dumps(each["source"]))
        found.append((start, start + size))
        start += size + 2
    return found


@pytest.mark.thorough
@given(FILE)
@example(cell(r'["a b", " c\n", "\n", "d", " e"]'))
@example(cell(r'["<b>\na\n\u2028\n", "a"]'))
def test_awkward_notebooks_come_out_as_they_went_in(text):
    check(text)


def test_a_notebook_survives_pseudo_translation():
    assert pseudo_failure(parsed(NOTEBOOK), Notebook()) == ""
    assert pseudo_failure(parsed(NOTEBOOK, comments=True), Notebook()) == ""


def test_what_flavour_one_cell_shows_all_cells_have():
    sources = [r"(here)=\n# One", r"```{note}\nTwo\n```"]
    cells = ", ".join(f'{{"cell_type": "markdown", "metadata": {{}}, "source": "{source}"}}' for source in sources)
    document = parsed(f'{{"cells": [{cells}]}}')
    assert document.flavour == "myst"
    assert [block.text for block in document.blocks if block.text] == ["One", "Two"]
