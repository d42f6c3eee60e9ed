import pytest

from amts.mining.book import Entry
from amts.sync.links import relink

SOURCE = """# Two towns

See [the second](b.md#the-old-town), [its plan](../img/plan.png) and [untranslated](c.md).
"""
SECOND = "# Second\n\n## The old town\n\nBack to [one](a.md#two-towns).\n"


@pytest.fixture
def tree(tmp_path):
    """Return what writes the files of a tree."""

    def written(**files):
        for name, text in files.items():
            path = tmp_path / name.replace("__", "/")
            path = path.with_name(path.name + ".md")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        (tmp_path / "img").mkdir()
        (tmp_path / "img" / "plan.png").write_bytes(b"")
        return [
            Entry(name, tmp_path / "en" / name, tmp_path / "site" / "eo" / "docs" / name)
            for name in ("a.md", "b.md", "c.md")
        ]

    return written


def read(entry):
    return entry.target.read_text(encoding="utf-8")


def test_links_lead_to_translations_and_follow_the_names_of_their_headings(tree):
    translated = SOURCE.replace("Two towns", "Du urboj")
    second = "# Dua\n\n## La malnova urbo\n\nReen al [unu](a.md#two-towns).\n"
    first, other, _ = found = tree(
        en__a=SOURCE, en__b=SECOND, en__c="# Three\n", site__eo__docs__a=translated, site__eo__docs__b=second
    )
    findings = relink([first, other], found, found[0].source.parents[1])
    assert "[the second](b.md#la-malnova-urbo)" in read(first)
    assert "[its plan](../../../img/plan.png)" in read(first)
    assert "[untranslated](../../../en/c.md)" in read(first)
    assert "[unu](a.md#du-urboj)" in read(other)
    assert findings == {"a.md": (), "b.md": ()}


def test_a_link_to_a_place_that_is_gone_leads_to_the_page_and_is_reported(tree):
    first, _, _ = found = tree(
        en__a=SOURCE, en__b=SECOND, en__c="# Three\n", site__eo__docs__a=SOURCE, site__eo__docs__b="Sen titoloj.\n"
    )
    findings = relink([first], found, found[0].source.parents[1])
    assert "[the second](b.md)" in read(first)
    assert [(each.reason, each.line, each.breaking) for each in findings["a.md"]] == [("anchor", 3, False)]


def test_headings_may_keep_the_names_of_their_sources(tree):
    front = "---\ntitle: x\n---\n\n{{< toc >}}\n\n"
    second = front + "# Dua\n\n## La malnova urbo\n"
    first, other, _ = found = tree(
        en__a=SOURCE, en__b=front + SECOND, en__c="# C\n", site__eo__docs__a=SOURCE, site__eo__docs__b=second
    )
    relink([first, other], found, found[0].source.parents[1], keep_names=True)
    assert "## La malnova urbo {#the-old-town}" in read(other)
    assert "[the second](b.md#the-old-town)" in read(first)


def test_a_page_of_which_nothing_changes_is_not_written_again(tree):
    _, _, third = found = tree(en__a=SOURCE, en__b=SECOND, en__c="# Three\n", site__eo__docs__c="# Tri\n")
    before = third.target.stat().st_ino
    relink([third], found, found[0].source.parents[1])
    assert third.target.stat().st_ino == before
