"""Tables drawn by chance: docutils says what their cells are, before and after other texts were put into them."""

import docutils.core
import docutils.nodes
import docutils.utils
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amts.documents.restructured.format import RestructuredText

WORDS = st.sampled_from(["a", "deep", "深度", "e\u0301", "ｗ", "é", "नी", "б", "*b*", "``c``"])
LINES = st.lists(WORDS, min_size=1, max_size=2).map(" ".join)
TEXTS = st.lists(LINES, min_size=1, max_size=2).map("\n".join)
LONGER_TEXTS = st.lists(st.lists(WORDS, min_size=1, max_size=6).map(" ".join), min_size=1, max_size=3).map("\n".join)
# A column of a table, and the border before it, are so wide; a row, and the border above it, so high.
WIDTH, HEIGHT = 16, 3


class Sheet:
    """Lines to draw on; a wide character fills two columns, a combining one none."""

    def __init__(self, height, width):
        self.lines = [[" "] * (width + 1) for _ in range(height + 1)]

    def write(self, line, column, text):
        for each in text:
            width = docutils.utils.column_width(each)
            if not width:
                self.lines[line][column - 1] += each
            elif width == 2:
                self.lines[line][column : column + 2] = [each, ""]
            else:
                self.lines[line][column] = each
            column += width

    def __str__(self):
        return "".join("".join(line).rstrip() + "\n" for line in self.lines)


@st.composite
def boxes(draw, rows, columns):
    """Return the cells of a grid: first row and column, and those after the last; some span several."""
    joined = []
    for _ in range(draw(st.integers(0, 3))):
        top, left = draw(st.integers(0, rows - 1)), draw(st.integers(0, columns - 1))
        new = (top, left, draw(st.integers(top + 1, rows)), draw(st.integers(left + 1, columns)))
        if all(new[0] >= box[2] or box[0] >= new[2] or new[1] >= box[3] or box[1] >= new[3] for box in joined):
            joined.append(new)
    places = [(row, column) for row in range(rows) for column in range(columns)]
    alone = [
        (row, column, row + 1, column + 1)
        for row, column in places
        if not any(box[0] <= row < box[2] and box[1] <= column < box[3] for box in joined)
    ]
    return sorted(joined + alone)


@st.composite
def grid_tables(draw):
    rows, columns = draw(st.integers(1, 4)), draw(st.integers(1, 4))
    cells = draw(boxes(rows, columns))
    head = draw(st.sampled_from([row for row in range(rows) if not any(cell[0] < row < cell[2] for cell in cells)]))
    sheet = Sheet(rows * HEIGHT, columns * WIDTH)
    for top, left, bottom, right in cells:
        for row in (top, bottom):
            sheet.write(row * HEIGHT, left * WIDTH, ("=" if row == head > 0 else "-") * (right - left) * WIDTH)
        for line in range(top * HEIGHT + 1, bottom * HEIGHT):
            sheet.write(line, left * WIDTH, "|")
            sheet.write(line, right * WIDTH, "|")
        for number, line in enumerate(draw(TEXTS).split("\n"), top * HEIGHT + 1):
            sheet.write(number, left * WIDTH + 2, line)
    for top, left, bottom, right in cells:
        for row, column in ((top, left), (top, right), (bottom, left), (bottom, right)):
            sheet.write(row * HEIGHT, column * WIDTH, "+")
    return str(sheet)


@st.composite
def simple_tables(draw):
    columns = draw(st.integers(2, 4))
    border = "  ".join(["=" * (WIDTH - 2)] * columns) + "\n"
    table = border
    for _ in range(draw(st.integers(1, 4))):
        starts = [0, *sorted(draw(st.sets(st.integers(1, columns - 1))))]
        sheet = Sheet(1, columns * WIDTH)
        sheet.write(0, 0, draw(LINES))
        for start in starts[1:]:
            for number, line in enumerate(draw(TEXTS).split("\n")):
                sheet.write(number, start * WIDTH, line)
        table += str(sheet).rstrip() + "\n"
        if len(starts) < columns:
            spans = zip(starts, [*starts[1:], columns], strict=True)
            table += "  ".join("-" * ((end - start) * WIDTH - 2) for start, end in spans) + "\n"
        elif table.count(border) == 1 and draw(st.booleans()):
            table += border
    return table.removesuffix(border) + border


def cells_of(table):
    """Return the cells as docutils reads them: lines and columns spanned, whether they are in the head, the text."""
    tree = docutils.core.publish_doctree(table, settings_overrides={"report_level": 1, "halt_level": 2})
    return [
        (entry.get("morerows", 0), entry.get("morecols", 0), isinstance(entry.parent.parent, docutils.nodes.thead),
         entry.astext())
        for entry in tree.findall(docutils.nodes.entry)
    ]  # fmt: skip


def shown(text):
    """Return a text as docutils shows it, without its markup."""
    return text.replace("*", "").replace("`", "")


@pytest.mark.parametrize("tables", [grid_tables(), simple_tables()], ids=["grid", "simple"])
@settings(max_examples=60)
@given(st.data())
def test_docutils_reads_each_cell_and_each_new_text_of_a_drawn_table(tables, data):
    source = data.draw(tables)
    document = RestructuredText().parse(source.encode(), "x.rst")
    texts = {index: block.text for index, block in enumerate(document.blocks) if block.text}
    before = cells_of(source)
    # Between an underline and a border, docutils finds an empty row.
    assert [shown(text) for text in texts.values()] == [text for *_, text in before if text]
    new = {index: data.draw(LONGER_TEXTS) for index in texts}
    after = cells_of(RestructuredText().render(document, new).decode())
    assert [cell[:3] for cell in after] == [cell[:3] for cell in before]
    assert [text.split() for *_, text in after if text] == [shown(text).split() for text in new.values()]
