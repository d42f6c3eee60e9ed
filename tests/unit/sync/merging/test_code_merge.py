import pytest
from hypothesis import given
from hypothesis import strategies as st

from amts.sync.merging.code_merge import merge_opaque

BASE = """```python
# Read the data
data = read("a.csv")  # a table
# Print it
print(data)
```"""
TRANSLATED = """```python
# 读取数据
data = read("a.csv")  # 一张表
# 打印
print(data)
```"""


def test_what_the_source_has_changed_comes_into_the_translated_code():
    source = BASE.replace("print(data)", "print(data.head())\nprint(len(data))")
    assert merge_opaque(BASE, source, TRANSLATED) == TRANSLATED.replace(
        "print(data)", "print(data.head())\nprint(len(data))"
    )


def test_a_line_has_the_code_of_the_source_and_the_comment_of_the_person():
    source = BASE.replace("a.csv", "b.csv")
    assert merge_opaque(BASE, source, TRANSLATED) == TRANSLATED.replace("a.csv", "b.csv")


def test_a_comment_goes_with_its_lines():
    source = BASE.replace("# Print it\nprint(data)\n", "")
    assert merge_opaque(BASE, source, TRANSLATED) == TRANSLATED.replace("# 打印\nprint(data)\n", "")


def test_new_lines_stand_where_the_source_has_them():
    source = BASE.replace("# Print it", "# Clean it\ndata = clean(data)\n# Print it")
    expected = TRANSLATED.replace("# 打印", "# Clean it\ndata = clean(data)\n# 打印")
    assert merge_opaque(BASE, source, TRANSLATED) == expected


def test_what_a_person_has_added_stays():
    target = TRANSLATED.replace("print(data)", "print(data)\nprint('完成')")
    source = BASE.replace("a.csv", "b.csv")
    assert merge_opaque(BASE, source, target) == target.replace("a.csv", "b.csv")


@pytest.mark.parametrize(
    ("source", "target"),
    [
        (BASE.replace("# Print it", "# Show it"), TRANSLATED),  # the translated comment has changed
        (BASE.replace("a table", "two tables"), TRANSLATED),
        (BASE.replace("a.csv", "b.csv"), TRANSLATED.replace("a.csv", "甲.csv")),  # both have changed the code
        (BASE.replace("print(data)", "show(data)\nwait()"), TRANSLATED.replace("print(data)", "print(数据)")),
        # Which of the person's comments is about the line that has gone?
        (BASE.replace("# Read the data\n", ""), TRANSLATED.replace("# 读取数据", "# 读取\n# 数据")),
        (BASE.replace("print(data)", "print(data)\nstop()"), TRANSLATED.replace("print(data)", "print(data)\n停()")),
    ],
)
def test_what_both_have_changed_is_left_to_a_person(source, target):
    assert merge_opaque(BASE, source, target) is None


def test_comments_of_other_languages_are_known_by_the_fence():
    base = "```js\n// Start\nrun('#1') // now\n```"
    target = "```js\n// 开始\nrun('#1') // 现在\n```"
    source = base.replace("#1", "#2")
    assert merge_opaque(base, source, target) == "```js\n// 开始\nrun('#2') // 现在\n```"


def test_code_without_a_fence_is_merged_too():
    assert merge_opaque("# Go\ngo(1)", "# Go\ngo(2)", "# 走\ngo(1)") == "# 走\ngo(2)"


def test_line_ends_are_those_of_the_translation():
    base, target = "# Go\ngo(1)\n", "# 走\r\ngo(1)\r\n"
    assert merge_opaque(base, base.replace("1", "2"), target) == "# 走\r\ngo(2)\r\n"


def test_a_translated_comment_stays_when_only_signs_of_its_own_have_changed():
    source = BASE.replace("# a table", "# A `table`.").replace("a.csv", "b.csv")
    assert merge_opaque(BASE, source, TRANSLATED) == TRANSLATED.replace("a.csv", "b.csv")


def test_white_space_is_no_change_of_the_person():
    assert merge_opaque("go(1, 2)\nx", "go(1, 3)\nx", "go(1,2)\ny") == "go(1, 3)\ny"


LINE = st.sampled_from(["", "x = 1", "y = 2", "    z(x)", "# one", "# two", "x = 1  # one", "```", "'#", "/* a", "甲"])
BLOCK = st.lists(LINE, max_size=8).map("\n".join)


@given(BLOCK, BLOCK)
def test_what_only_one_side_has_changed_is_as_that_side_has_it(base, other):
    assert merge_opaque(base, other, base) == other
    assert merge_opaque(base, base, other) == other


@given(BLOCK, BLOCK)
def test_what_both_have_changed_alike_is_so(base, other):
    assert merge_opaque(base, other, other) == other


@given(st.lists(st.sampled_from(["source", "target", ""]), min_size=1, max_size=12))
def test_changes_of_different_lines_are_both_made_whoever_made_which(who):
    base = [f"line{place} = {place}" for place in range(len(who))]
    sides = {
        name: "\n".join(f"{line} + 1" if by == name else line for line, by in zip(base, who, strict=True))
        for name in ("source", "target")
    }
    both = "\n".join(f"{line} + 1" if by else line for line, by in zip(base, who, strict=True))
    assert merge_opaque("\n".join(base), sides["source"], sides["target"]) == both
    assert merge_opaque("\n".join(base), sides["target"], sides["source"]) == both


@given(BLOCK, BLOCK, BLOCK, st.integers(0, 8))
def test_no_line_that_only_the_person_has_is_ever_lost(base, source, target, place):
    lines = target.split("\n")
    lines.insert(min(place, len(lines)), "only = mine  # 我的")
    merged = merge_opaque(base, source, "\n".join(lines))
    assert merged is None or "only = mine  # 我的" in merged.split("\n")


@given(BLOCK, BLOCK, BLOCK)
def test_a_merged_block_has_no_code_and_no_comment_that_nobody_wrote(base, source, target):
    merged = merge_opaque(base, source, target)
    written = {part.strip() for line in f"{source}\n{target}".split("\n") for part in (line, *line.split("#"))}
    lines = [] if merged is None else merged.split("\n")
    assert all({line.strip()} <= written or {part.strip() for part in line.split("#")} <= written for line in lines)
