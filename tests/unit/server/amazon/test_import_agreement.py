"""The linter for Amazon's parallel data, and the import that follows its rules, say the same."""

from hypothesis import given
from hypothesis import strategies as st

from amts.parallel.amazon_limits import check_file
from amts.server.amazon.import_tables import read_table
from amts.server.amazon.import_tmx import read_tmx

CELLS = st.sampled_from(
    ["a", "b", "c", "", " ", "x" * 1001, "好" * 333, "好" * 334, "=1", "-1", '34"" m', '34" m', '"q, q"']
)
TEXTS = st.sampled_from(["a", "b", "c", "", " ", "x" * 1001, "好" * 333, "好" * 334, "=1"])


def imported(path):
    found = check_file(path)
    return found.records - len({skip.record for skip in found.skips})


@given(st.lists(st.lists(CELLS, min_size=1, max_size=3), min_size=1, max_size=8))
def test_tables_are_judged_alike(tmp_path_factory, rows):
    path = tmp_path_factory.mktemp("tables") / "data.csv"
    text = "en,zh\n" + "".join(f"{','.join(row)}\n" for row in rows)
    path.write_text(text, "utf-8")
    assert imported(path) == len(read_table(text, ",", strict=True).records)


def variant(tagged):
    tag, text = tagged
    return f'<tuv xml:lang="{tag}"><seg>{text}</seg></tuv>'


@given(st.lists(st.lists(st.tuples(st.sampled_from(["en", "zh"]), TEXTS), max_size=3), min_size=1, max_size=6))
def test_units_are_judged_alike(tmp_path_factory, units):
    path = tmp_path_factory.mktemp("units") / "data.tmx"
    found = "".join(f"<tu>{''.join(map(variant, unit))}</tu>" for unit in units)
    path.write_text(f'<tmx version="1.4"><header srclang="en"/><body>{found}</body></tmx>', "utf-8")
    assert imported(path) == len(read_tmx(path.read_bytes(), strict=True).records)
