"""The whole way, through the command line, with a made-up language whose right translation is known."""

import json
import re
from html.parser import HTMLParser

import pytest

from amts.documents.markdown.format import Markdown
from amts.testing import toy_language
from amts.translation.verification.verify import verify


def bag(text):
    return sorted(re.findall(r"\w+", text.lower()))


class Balanced(HTMLParser):
    """Checks that every element is closed in its turn, and collects the names of all."""

    VOID = frozenset({"meta", "link", "br", "img", "input", "hr", "rect", "line", "circle", "path"})

    def __init__(self):
        super().__init__()
        self.opened, self.seen = [], set()

    def handle_starttag(self, tag, attributes):
        self.seen.add(tag)
        if tag not in self.VOID:
            self.opened.append(tag)

    def handle_endtag(self, tag):
        if tag not in self.VOID:
            assert self.opened.pop() == tag


@pytest.mark.slow
def test_the_whole_way_of_a_project(amts, toy_book, snapshot):
    # init and status
    assert amts("init")[:2] == (0, "wrote amts.toml: en into eo. Next: amts status\n")
    code, out, _ = amts("status")
    assert code == 0
    assert "eo: 11 of 12 documents translated\n" in out
    assert out.endswith("    next: amts translate --to eo\n")
    assert json.loads(amts("status", "--json")[1])["eo"]["documents"]["11.md"]["state"] == "missing"

    # align
    code, out, _ = amts("align", "--out", "pairs.tmx", "--rejected", "rejected.tsv")
    assert code == 0
    assert (toy_book / "pairs.tmx").read_text(encoding="utf-8").count("<tu ") > 150
    assert (toy_book / "rejected.tsv").read_text(encoding="utf-8").startswith("reason\tlevel\t")
    summary = json.loads(amts("align", "--json", "--out", "pairs.csv")[1])
    assert summary["documents"] == 11
    assert summary["certain"] > 0.8 * summary["sentence_pairs"] > 120

    # translate what is missing; the rest stays as it is
    before = snapshot(toy_book / "eo")
    code, out, _ = amts("translate")
    assert code == 0
    assert out.startswith("eo/11.md: ")
    assert "structure checked, nothing broken" in out
    made = (toy_book / "eo" / "11.md").read_text(encoding="utf-8")
    assert {path: content for path, content in snapshot(toy_book / "eo").items() if path.name != "11.md"} == before
    source, expected = toy_language.chapter(11)
    known = len(set(bag(made)) & set(bag(expected))) / len(set(bag(expected)))
    assert known > 0.95, made
    assert verify(*(Markdown().parse(text.encode(), "11") for text in (source, made))) == []
    assert re.findall(r"```.*?```", made, re.S) == re.findall(r"```.*?```", source, re.S)

    # a second time there is nothing to do, and nothing is done
    before = snapshot(toy_book)
    assert amts("translate") == (0, "nothing to do: every document is translated into eo\n", "")
    assert amts("translate", "--json") == (0, "[]\n", "")
    assert snapshot(toy_book) == before
    code, _, err = amts("translate", "11.md")
    assert (code, "exists and is not overwritten" in err) == (2, True)
    assert snapshot(toy_book) == before

    # the documents are what they were
    assert amts("documents", "check", "en", "eo")[1] == "24 files, 24 identical, 0 failed\n"
    assert amts("documents", "check", "eo", "--against", "en")[1] == "12 files, 12 intact, 0 failed\n"


@pytest.mark.slow
def test_held_out_documents_are_translated_well_and_scored(amts, toy_book):
    amts("init")
    code, out, _ = amts("evaluate", "--hold-out", "03", "07.md", "--out", "evaluation", "--json")
    assert code == 0
    scores = json.loads((toy_book / "evaluation" / "scores.json").read_text(encoding="utf-8"))
    assert json.loads(out) == scores
    assert scores["arms"]["sentence"]["corpus"]["bleu"] > 60
    assert set(scores["arms"]["sentence"]["documents"]) == {"03", "07"}
    assert set(scores["arms"]) == {"paragraph", "sentence"}
    page = Balanced()
    page.feed((toy_book / "evaluation" / "index.html").read_text(encoding="utf-8"))
    assert page.opened == []
    assert {"table", "svg", "title"} <= page.seen
    for arm in ("paragraph", "sentence"):
        translated = (toy_book / "evaluation" / arm / "03.md").read_bytes()
        source = (toy_book / "en" / "03.md").read_bytes()
        assert verify(Markdown().parse(source, "03"), Markdown().parse(translated, "03")) == []

    # the second time the engines are there already, and the numbers are the same
    engines = toy_book / ".amts" / "cache" / "engines"
    before = {path: path.stat().st_mtime_ns for path in engines.rglob("*")}
    assert len(list(engines.glob("*/"))) == 2
    code, out, _ = amts("evaluate", "03", "--hold-out", "07", "--out", "again", "--json")
    assert {path: path.stat().st_mtime_ns for path in engines.rglob("*")} == before
    assert json.loads(out)["arms"]["sentence"]["corpus"] == scores["arms"]["sentence"]["corpus"]


def test_parallel_data_are_made_shown_changed_written_and_deleted(amts, toy_book):
    amts("init")
    code, out, _ = amts("parallel", "create", "toy", "--description", "made up")
    assert code == 0
    assert re.fullmatch(r"created toy: en to eo, \d+ paragraph pairs, \d+ sentence pairs, version 1\n", out)
    (listed,) = json.loads(amts("parallel", "list", "--json")[1])
    assert (listed["name"], listed["description"]) == ("toy", "made up")
    assert "toy" in amts("parallel", "list")[1]
    shown = json.loads(amts("parallel", "show", "toy", "--limit", "3", "--json")[1])
    assert len(shown["pairs"]) == 3
    assert "version 1" in amts("parallel", "show", "toy", "--level", "paragraph")[1]
    assert "version 2" in amts("parallel", "update", "toy")[1]

    for ending in ("csv", "tsv", "tmx"):
        code, out, _ = amts("parallel", "export", "toy", f"out/toy.{ending}", "--level", "sentence")
        assert (code, out) == (0, f"wrote {listed['pairs']['sentence']} pairs to out/toy.{ending}\n")
        file = ("--file", f"out/toy.{ending}", "--from", "en", "--to", "eo")
        assert amts("parallel", "create", f"from-{ending}", *file)[0] == 0
        again = json.loads(amts("parallel", "show", f"from-{ending}", "--json", "--limit", "9999")[1])
        original = json.loads(amts("parallel", "show", "toy", "--json", "--limit", "9999")[1])
        assert again["pairs"] == original["pairs"]

    assert amts("parallel", "delete", "toy") == (0, "deleted toy\n", "")
    names = [each["name"] for each in json.loads(amts("parallel", "list", "--json")[1])]
    assert names == ["from-csv", "from-tmx", "from-tsv"]


@pytest.mark.slow
def test_parallel_data_teach_instead_of_the_translations(amts, toy_book):
    amts("init")
    amts("align", "--save", "mine")
    code, out, _ = amts("translate", "--data", "mine", "--json")
    assert code == 0
    (written,) = json.loads(out)
    assert (written["document"], written["written"], written["untranslated"]) == ("11.md", "eo/11.md", [])
    assert sum(written["sentences"].values()) == 18


@pytest.mark.slow
def test_a_folder_is_translated_without_a_project(amts, toy_book, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    arguments = ("--source", toy_book, "--pair", "en/**=eo/**", "--from", "en", "--to", "eo")
    assert json.loads(amts("align", *arguments, "--json")[1])["documents"] == 11
    assert amts("translate", *arguments)[0] == 0
    assert (toy_book / "eo" / "11.md").is_file()
    assert not (toy_book / ".amts").exists()
    assert (tmp_path / "cache" / "amts" / "cache" / "engines").is_dir()
