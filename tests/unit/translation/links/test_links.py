import posixpath

import pytest

from amts.documents.formats import format_of
from amts.documents.markdown.format import Markdown
from amts.records import Anchor, Links, ReadingOptions
from amts.translation.links.localised import Site, localised, renamed_anchors, with_source_names

FILES = {
    "docs/a.md": "# Getting Started\n\n## Install it\n",
    "docs/sub/b.md": "# B\n",
    "docs/guide/index.md": "# Guide\n",
    "docs/only-english.md": "# Only English\n",
    "docs/img/x.png": "",
    "README.md": "# Read\n",
    "src/code.py": "",
    "docs/a b.md": "# A B\n",
}
TARGETS = {
    "docs/a.md": "i18n/zh/docs/current/a.md",
    "docs/sub/b.md": "i18n/zh/docs/current/sub/b.md",
    "docs/guide/index.md": "i18n/zh/docs/current/guide/index.md",
    "docs/a b.md": "i18n/zh/docs/current/a b.md",
}
RENAMED = {"docs/a.md": {"getting-started": "快速开始", "install-it": "", "pinned": "pinned"}}
FOLDERS = {posixpath.dirname(path) for path in FILES} | {"docs"}
SITE = Site(TARGETS, lambda path: path in FILES or path in FOLDERS, lambda path: RENAMED.get(path, {}))


def parsed(text, flavour="mdx", name="x.md"):
    return Markdown().parse(text.encode(), name, ReadingOptions(flavour=flavour))


def moved(address, source="docs/sub/b.md", site=SITE):
    """Return what becomes of an address in the translation of a document."""
    result = localised(parsed(f"[x]({address})\n"), Markdown(), source, site)
    return result.content.decode().removeprefix("[x](").removesuffix(")\n")


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("../a.md", "../a.md"),
        ("./../a.md", "./../a.md"),
        ("../guide/index.md", "../guide/index.md"),
        ("../only-english.md", "../../../../../docs/only-english.md"),
        ("../img/x.png", "../../../../../docs/img/x.png"),
        ("../../README.md#read", "../../../../../README.md#read"),
        ("../../src/code.py#L3", "../../../../../src/code.py#L3"),
        ("../../src/", "../../../../../src/"),
        ("../a", "../a"),
        ("../guide/", "../guide/"),
        ("../only-english", "../../../../../docs/only-english"),
        ("../a%20b.md", "../a%20b.md"),
        ("../a.md?x=1#getting-started", "../a.md?x=1#快速开始"),
        ("../a#getting-started", "../a#快速开始"),
        ("../a.md#pinned", "../a.md#pinned"),
        ("../a.md#dead-already", "../a.md#dead-already"),
        ("../a.md#install-it", "../a.md"),
        ("missing.md", "missing.md"),
        ("https://x.org/a.md#b", "https://x.org/a.md#b"),
        ("//x.org/a.md", "//x.org/a.md"),
        ("mailto:a@b.c", "mailto:a@b.c"),
        ("/docs/a#getting-started", "/docs/a#getting-started"),
        ("{{site.url}}/a.md", "{{site.url}}/a.md"),
        ("@site/docs/a.md", "@site/docs/a.md"),
        ("#", "#"),
    ],
)
def test_an_address_leads_where_it_led_in_the_source(address, expected):
    assert moved(address) == expected


def test_a_document_that_does_not_move_keeps_its_addresses_but_for_translated_ones():
    site = Site({"a.md": "zh/a.md", "b.md": "zh/b.md"}, lambda path: path in ("a.md", "b.md", "x.png"), lambda path: {})
    assert moved("b.md", "a.md", site) == "b.md"
    assert moved("./b.md", "a.md", site) == "./b.md"
    assert moved("x.png", "a.md", site) == "../x.png"
    assert moved("./x.png", "a.md", site) == "../x.png"


def test_a_translation_with_another_name_is_linked_by_it():
    site = Site({"a.md": "a.zh.md", "b.md": "b.zh.md"}, lambda path: path in ("a.md", "b.md"), lambda path: {})
    assert moved("./b.md#x", "a.md", site) == "./b.zh.md#x"
    assert moved("b", "a.md", site) == "b"


def test_an_address_within_the_page_follows_its_heading():
    assert moved("#getting-started", "docs/a.md") == "#快速开始"
    assert moved("#install-it", "docs/a.md") == "#install-it"


def test_encoded_names_stay_encoded():
    site = Site({"a.md": "zh/a.md"}, lambda path: path == "a.md", lambda path: {"été": "开始"})
    assert moved("#%C3%A9t%C3%A9", "a.md", site) == "#%E5%BC%80%E5%A7%8B"


def test_signs_that_would_end_an_address_are_encoded():
    site = Site({"a.md": "zh (1)/a.md", "b.md": "zh (2)/b.md"}, lambda path: path in ("a.md", "b.md"), lambda path: {})
    assert moved("b.md", "a.md", site) == "../zh%20%282%29/b.md"


def test_a_place_that_is_lost_is_reported_with_its_line():
    document = parsed("# B\n\nText.\n\n[x](../a.md#install-it)\n")
    (finding,) = localised(document, Markdown(), "docs/sub/b.md", SITE).findings
    assert (finding.reason, finding.block, finding.line, finding.breaking) == ("anchor", 2, 5, False)
    assert finding.detail == (
        "#install-it of docs/a.md has no counterpart in i18n/zh/docs/current/a.md: the link leads to the page"
    )


def test_everything_but_the_addresses_stays():
    text = (
        '\ufeff# B\r\n\r\n[x](../img/x.png "t") `[x](../img/x.png)` <img src="../img/x.png">\r\n\r\n[r]: ../img/x.png'
    )
    new = "../../../../../docs/img/x.png"
    expected = f'\ufeff# B\r\n\r\n[x]({new} "t") `[x](../img/x.png)` <img src="{new}">\r\n\r\n[r]: {new}'
    assert localised(parsed(text), Markdown(), "docs/sub/b.md", SITE).content.decode() == expected


def names(*pairs):
    return Links(anchors=tuple(Anchor(name, block) for name, block in pairs))


def test_headings_are_paired_in_order():
    source = names(("start", 0), ("end", 4), ("pin", None), ("gone", None))
    target = names(("开始", 0), ("结束", 5), ("pin", None))
    assert renamed_anchors(source, target) == {"start": "开始", "end": "结束", "pin": "pin", "gone": ""}


def test_a_heading_with_two_names_keeps_both():
    assert renamed_anchors(names(("a", 0), ("b", 0)), names(("a", 0), ("x", 0))) == {"a": "a", "b": "x"}
    assert renamed_anchors(names(("a", 0), ("b", 0)), names(("x", 0))) == {"a": "x", "b": "x"}


def test_headings_that_cannot_be_paired_are_known_by_name_only():
    source, target = names(("a", 0), ("b", 1)), names(("b", 0))
    assert renamed_anchors(source, target) == {"a": "", "b": "b"}


@pytest.mark.parametrize(
    ("flavour", "expected"),
    [
        ("hugo", "# 快速开始 {#getting-started}\n\n安装 {#install}\n===\n"),
        ("mdx", "# 快速开始 {#getting-started}\n\n安装 {#install}\n===\n"),
        ("huggingface", "# 快速开始[[getting-started]]\n\n安装[[install]]\n===\n"),
        ("github", "# 快速开始\n\n安装\n===\n"),
        ("myst", "# 快速开始\n\n安装\n===\n"),
    ],
)
def test_headings_keep_the_names_of_their_sources_where_a_flavour_can_say_so(flavour, expected):
    source, target = (
        parsed("# Getting Started\n\nInstall\n===\n", flavour),
        parsed("# 快速开始\n\n安装\n===\n", flavour),
    )
    assert with_source_names(source, target, Markdown()).decode() == expected


def test_a_heading_that_has_a_name_gets_no_second_one():
    source, target = parsed("# A {#x}\n\n## Same\n"), parsed("# 一 {#x}\n\n## Same\n")
    assert with_source_names(source, target, Markdown()) == target.content


def test_headings_that_are_not_those_of_the_source_get_no_names():
    target = parsed("# 一\n\n## 二\n")
    assert with_source_names(parsed("# A\n"), target, Markdown()) == target.content


def write(root, files):
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode() if isinstance(text, str) else text)


@pytest.mark.parametrize("keep", [False, True])
def test_every_link_of_a_tree_that_moves_resolves(tmp_path, keep):
    english = {
        "en/a.md": "# Getting Started\n\n[b](sub/b.md#step-two) ![x](../img/x.png) [self](#getting-started)\n",
        "en/sub/b.md": "# Step One\n\n# Step Two\n\n[a](../a.md) [b](../a.md#getting-started)\n",
        "img/x.png": b"",
    }
    chinese = {
        "en/a.md": "# 快速开始\n\n[乙](sub/b.md#step-two) ![x](../img/x.png) [自](#getting-started)\n",
        "en/sub/b.md": "# 第一步\n\n# 第二步\n\n[甲](../a.md#getting-started) <img src='../../img/x.png'>\n",
    }
    targets = {"en/a.md": "i18n/zh/docs/a.md", "en/sub/b.md": "i18n/zh/docs/sub/b.md"}
    write(tmp_path, english)
    format_ = format_of("a.md")
    sources = {name: parsed(english[name]) for name in targets}
    drafts = {name: parsed(chinese[name]) for name in targets}
    if keep:
        drafts = {name: parsed(with_source_names(sources[name], drafts[name], format_).decode()) for name in targets}
    renamed = {name: renamed_anchors(format_.links(sources[name]), format_.links(drafts[name])) for name in targets}
    site = Site(targets, lambda path: (tmp_path / path).exists(), lambda path: renamed[path])
    for name, target in targets.items():
        result = localised(drafts[name], format_, name, site)
        assert result.findings == ()
        write(tmp_path, {target: result.content})
    first = (tmp_path / "i18n/zh/docs/a.md").read_text(encoding="utf-8")
    assert first == (
        "# 快速开始 {#getting-started}\n\n[乙](sub/b.md#step-two) ![x](../../../img/x.png) [自](#getting-started)\n"
        if keep
        else "# 快速开始\n\n[乙](sub/b.md#第二步) ![x](../../../img/x.png) [自](#快速开始)\n"
    )
    second = (tmp_path / "i18n/zh/docs/sub/b.md").read_text(encoding="utf-8")
    assert "<img src='../../../../img/x.png'>" in second
    assert ("[甲](../a.md#getting-started)" if keep else "[甲](../a.md#快速开始)") in second
