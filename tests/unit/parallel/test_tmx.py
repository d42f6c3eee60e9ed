from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amts.errors import DataError, PathError
from amts.parallel.tmx import Tmx, unwritable
from amts.records import Level, Mark, MarkKind, Pair, Segment
from amts.testing.exchange import code_masked

HELLO = Pair(Segment("Hello."), Segment("你好。"))


@pytest.fixture
def path(tmp_path):
    return tmp_path / "pairs.tmx"


def raw(text: str, _language: str) -> Segment:
    return Segment(text)


def imported(path, units: str, header: str = "<header/>", read_segment=raw):
    path.write_text(f"<tmx version='1.4'>{header}<body>{units}</body></tmx>", encoding="utf-8")
    return Tmx().read(path, "en", "zh", read_segment)


def unit(source: str, target: str, attributes: str = "") -> str:
    sides = (("en", source), ("zh", target))
    variants = (f"<tuv xml:lang='{tag}'><seg>{seg}</seg></tuv>" for tag, seg in sides)
    return f"<tu {attributes}>{''.join(variants)}</tu>"


@settings(max_examples=80)
@given(st.data())
def test_a_pair_reads_back_equal_or_is_left_out_with_a_reason(tmp_path_factory, any_pair, data):
    path = tmp_path_factory.mktemp("tmx") / "pairs.tmx"
    pair = data.draw(any_pair)
    written = Tmx().write(path, [pair], "en", "zh")
    found = Tmx().read(path, "en", "zh", raw)
    back = [*found.kept, *(rejection.pair for rejection in found.rejected)]
    assert back == ([pair] if unwritable(pair) is None else [])
    assert written == len(back)


def test_a_file_of_ours_is_tmx_1_4(path):
    marks = (Mark(MarkKind.CODE, "`a`"), Mark(MarkKind.CODE, "`b`"))
    pair = Pair(Segment("Use ⟦1⟧.", marks), Segment("用⟦1⟧。", marks[:1]), Level.PARAGRAPH, 0.5, "a.md")
    assert Tmx().write(path, [pair], "en", "zh_CN") == 1
    root = ElementTree.parse(path).getroot()
    assert root.get("version") == "1.4"
    assert root.find("header").attrib == {
        "creationtool": "amts", "creationtoolversion": "1", "segtype": "sentence", "o-tmf": "amts",
        "adminlang": "en", "srclang": "en", "datatype": "plaintext",
    }  # fmt: skip
    assert ElementTree.tostring(root.find("body/tu"), encoding="unicode").strip() == (
        '<tu segtype="paragraph">\n'
        '<prop type="x-amts-level">paragraph</prop><prop type="x-amts-confidence">0.5</prop>'
        '<prop type="x-amts-document">a.md</prop>\n'
        '<tuv xml:lang="en"><prop type="x-amts-mark-2-code">`b`</prop>'
        '<seg>Use <ph x="1" type="code">`a`</ph>.</seg></tuv>\n'
        '<tuv xml:lang="zh-CN"><seg>用<ph x="1" type="code">`a`</ph>。</seg></tuv>\n</tu>'
    )


@pytest.mark.parametrize("character", ["\x00", "\x0b", "\x1f", "\ud800", "\ufffe", "\uffff"])
@pytest.mark.parametrize("place", ["source", "mark", "target", "document"])
def test_a_character_that_xml_cannot_hold_leaves_only_its_pair_out(path, character, place):
    parts = dict.fromkeys(("source", "mark", "target", "document"), "x") | {place: character}
    mark = Mark(MarkKind.CODE, parts["mark"])
    pair = Pair(Segment(parts["source"] + "⟦1⟧", (mark,)), Segment(parts["target"]), document=parts["document"])
    assert unwritable(pair) == Tmx.unwritable(pair) == "not-xml"
    assert Tmx().write(path, [pair, HELLO], "en", "zh") == 1
    assert Tmx().read(path, "en", "zh", raw).kept == (HELLO,)


def test_plain_text_of_another_tool_is_masked(path):
    found = imported(path, unit("Use `a` or `b`.", "用 `b` 或 `a`。"), read_segment=code_masked)
    assert found.kept[0].source.text == "Use ⟦1⟧ or ⟦2⟧."
    assert found.kept[0].target == Segment("用 ⟦2⟧ 或 ⟦1⟧。", found.kept[0].source.marks)


def test_codes_of_another_tool_become_marks(path):
    found = imported(path, unit('a <ph x="1">{0}</ph>', '<ph x="1">{0}</ph> b'))
    mark = Mark(MarkKind.LITERAL, "{0}")
    assert found.kept == (Pair(Segment("a ⟦1⟧", (mark,)), Segment("⟦1⟧ b", (mark,))),)


def test_our_own_unit_edited_elsewhere_is_still_read(path):
    marks = (Mark(MarkKind.CODE, "`a`"), Mark(MarkKind.CODE, "`b`"))
    Tmx().write(path, [Pair(Segment("⟦1⟧ or ⟦2⟧", marks), Segment("⟦1⟧或⟦2⟧", marks))], "en", "zh")
    edited = path.read_text(encoding="utf-8").replace('<ph x="1" type="code">`a`</ph>或', "只要")
    path.write_text(edited, encoding="utf-8")
    assert Tmx().read(path, "en", "zh", raw).kept == (Pair(Segment("⟦1⟧ or ⟦2⟧", marks), Segment("只要⟦2⟧", marks)),)


def test_a_language_is_found_by_its_primary_subtag(path):
    found = imported(
        path,
        '<tu><tuv lang="ZH-cn"><seg>你好。</seg></tuv><tuv xml:lang="fr"><seg>Salut.</seg></tuv>'
        '<tuv xml:lang="en-US"><seg>Hello.</seg></tuv></tu>',
    )
    assert found.kept == (HELLO,)


def test_a_namespace_does_not_hide_the_elements(path):
    path.write_text(
        f'<tmx xmlns="http://www.lisa.org/tmx14"><body>{unit("Hello.", "你好。")}</body></tmx>',
        encoding="utf-8",
    )
    assert Tmx().read(path, "en", "zh", raw).kept == (HELLO,)


def test_a_unit_without_both_languages_is_rejected(path):
    found = imported(path, '<tu><tuv xml:lang="en"><seg>a<ph>{0}</ph></seg></tuv></tu><tu/>')
    assert found.kept == ()
    assert [rejection.reason for rejection in found.rejected] == ["missing-language", "missing-language"]
    assert found.rejected[0].pair == Pair(Segment("a{0}"), Segment(""))


def test_empty_and_identical_sides_are_rejected(path):
    found = imported(path, unit("", "b") + unit("a", " ") + unit("a", "a") + unit("a", "b"))
    assert [pair.target.text for pair in found.kept] == ["b"]
    assert [rejection.reason for rejection in found.rejected] == ["empty-source", "empty-target", "identical"]


def test_the_level_is_that_of_the_unit_or_of_the_header(path):
    units = unit("a", "b") + unit("c", "d", "segtype='sentence'") + unit("e", "f", "segtype='phrase'")
    found = imported(path, units, "<header segtype='paragraph'/>")
    assert [pair.level for pair in found.kept] == [Level.PARAGRAPH, Level.SENTENCE, Level.SENTENCE]


def test_malformed_xml_is_an_error_with_line_and_column(path):
    path.write_text("<tmx>\n<body>\n<tu></body></tmx>", encoding="utf-8")
    with pytest.raises(DataError, match=r"pairs\.tmx, line 3, column 7: not well-formed XML \(mismatched tag\)"):
        Tmx().read(path, "en", "zh", raw)


def test_a_file_cut_short_is_an_error_and_not_half_a_memory(path):
    Tmx().write(path, [HELLO] * 3, "en", "zh")
    path.write_bytes(path.read_bytes()[:-30])
    with pytest.raises(DataError, match="not well-formed XML"):
        Tmx().read(path, "en", "zh", raw)


@pytest.mark.parametrize("encoding", ["utf-16", "iso-8859-1"])
def test_other_encodings_of_xml_are_read(path, encoding):
    units = unit("Hello.", "&#20320;&#22909;&#12290;")
    text = f"<?xml version='1.0' encoding='{encoding}'?><tmx><body>{units}</body></tmx>"
    path.write_bytes(text.encode(encoding))
    assert Tmx().read(path, "en", "zh", raw).kept == (HELLO,)


def test_an_encoding_that_is_unknown_is_an_error(path):
    path.write_bytes(b"<?xml version='1.0' encoding='gb2312'?><tmx/>")
    with pytest.raises(DataError, match=r"pairs\.tmx"):
        Tmx().read(path, "en", "zh", raw)


def test_other_xml_is_not_taken_for_tmx(path):
    path.write_text("<xliff/>", encoding="utf-8")
    with pytest.raises(DataError, match="its root is <xliff>, not <tmx>"):
        Tmx().read(path, "en", "zh", raw)


def test_an_entity_outside_the_file_is_not_fetched(path, tmp_path):
    (tmp_path / "secret.txt").write_text("secret", encoding="utf-8")
    path.write_text(
        f"<!DOCTYPE tmx [<!ENTITY e SYSTEM '{(tmp_path / 'secret.txt').as_uri()}'>]>"
        f"<tmx><body>{unit('&e;', 'b')}</body></tmx>",
        encoding="utf-8",
    )
    with pytest.raises(DataError, match="undefined entity"):
        Tmx().read(path, "en", "zh", raw)


def test_a_missing_file_is_named(path):
    with pytest.raises(PathError, match=r"cannot read .*pairs\.tmx \(No such file"):
        Tmx().read(path, "en", "zh", raw)
