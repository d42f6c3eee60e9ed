"""Sources move on, translations follow: the whole way through the command line, in a git repository."""

import json
import re
import subprocess

import pytest

from amts import plugins
from amts.testing import fakes, toy_language

GARDEN = """# The garden

The dog sees the house. The bird finds the apple. The child loves the river.

The teacher opens the window.

```python
print(1)
```

The friend sells the boat.
"""
CITY = """# The city

The letter needs the table. The mountain hears the tree.
"""
# What the dictionary says of it.
GARDEN_ = """# La gardeno

La hundo vidas la domo. La birdo trovas la pomo. La infano amas la rivero.

La instruisto malfermas la fenestro.

```python
print(1)
```

La amiko vendas la boato.
"""
PERSON = "La knabo tre amas la belan riveron."


def git(*arguments):
    answer = subprocess.run(["git", *arguments], capture_output=True, text=True, encoding="utf-8")
    assert answer.returncode == 0, answer.stderr
    return answer.stdout


def committed(message="changes"):
    git("add", "--all")
    git("commit", "--quiet", "--message", message)


def replaced(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture(autouse=True)
def _surroundings(monkeypatch, tmp_path):
    """Have an engine that comes with its dictionary, and a git that knows nobody's settings."""
    bought = fakes.DictionaryEngine(toy_language.VOCABULARY)
    monkeypatch.setitem(plugins._BUILT_IN["amts.engines"], "bought", "amts.testing.fakes:open_bought")
    monkeypatch.setattr(fakes, "open_bought", lambda source_tag, target_tag, cache: bought, raising=False)
    for name in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{name}_NAME", "Somebody")
        monkeypatch.setenv(f"GIT_{name}_EMAIL", "somebody@example.org")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "no-settings"))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")


@pytest.fixture
def empty_book(tmp_path, monkeypatch):
    """Two documents without translations, committed; the current folder of the test."""
    root = tmp_path / "book"
    (root / "en").mkdir(parents=True)
    (root / "en" / "garden.md").write_text(GARDEN, encoding="utf-8")
    (root / "en" / "city.md").write_text(CITY, encoding="utf-8")
    settings = 'source = "en"\nengine = "bought"\n[targets]\neo = "en/**=eo/**"\n'
    (root / "amts.toml").write_text(settings, encoding="utf-8")
    (root / ".gitignore").write_text(".amts/cache/\n.amts/*.sqlite\n", encoding="utf-8")
    monkeypatch.chdir(root)
    git("init", "--quiet", "--initial-branch", "main")
    committed("the sources")
    return root


@pytest.fixture
def book(empty_book, amts):
    """The same, translated; a person has put one sentence better. All is committed."""
    assert amts("sync")[0] == 0
    replaced(empty_book / "eo" / "garden.md", "La infano amas la rivero.", PERSON)
    assert amts("sync", "--even-dirty", "--yes")[0] == 0
    committed("the translations")
    return empty_book


def garden(book):
    return (book / "eo" / "garden.md").read_text(encoding="utf-8")


def test_what_is_missing_is_translated_with_its_ledgers(empty_book, amts):
    code, out, _ = amts("sync")
    assert code == 0
    assert out.splitlines()[-1] == "eo: 2 documents brought up to date"
    assert garden(empty_book) == GARDEN_
    assert sorted(path.name for path in (empty_book / ".amts" / "ledger" / "eo").iterdir()) == [
        "city.md.txt",
        "garden.md.txt",
    ]


def test_the_plan_says_what_would_be_done_and_writes_nothing(empty_book, amts, snapshot):
    before = snapshot(empty_book)
    code, out, _ = amts("sync", "--dry-run")
    assert code == 0
    assert out.splitlines() == [
        "eo/city.md: 3 sentences to translate or look at (12 words)",
        "eo/garden.md: 6 sentences to translate or look at (27 words)",
        "eo: 2 documents to bring up to date: 9 sentences, 39 words for an engine; "
        "how long that takes is known after the first time",
    ]
    assert snapshot(empty_book) == before


def test_a_second_run_has_nothing_to_do(book, amts, snapshot):
    before = snapshot(book / "eo"), snapshot(book / ".amts" / "ledger")
    assert amts("sync")[:2] == (0, "eo: nothing to do: translations follow their sources\n")
    assert (snapshot(book / "eo"), snapshot(book / ".amts" / "ledger")) == before
    assert git("status", "--porcelain") == ""


def test_a_changed_word_changes_one_machine_sentence_and_no_byte_besides(book, amts):
    before = garden(book)
    replaced(book / "en" / "garden.md", "The bird finds the apple.", "The bird finds the letter.")
    assert amts("sync")[0] == 0
    assert garden(book) == before.replace("La birdo trovas la pomo.", "La birdo trovas la letero.")


def test_a_persons_sentence_is_never_translated_anew(book, amts):
    replaced(book / "en" / "garden.md", "The child loves the river.", "The child never loves the river.")
    code, out, _ = amts("sync")
    assert code == 0
    assert PERSON in garden(book)
    assert out.splitlines()[:5] == [
        "eo/garden.md: 1 left behind for a person",
        f"    behind (negation): {PERSON}",
        "        its source says now: The child never loves the river.",
        "        an engine would say: La infano neniam amas la rivero.",
        "eo: 1 document brought up to date, 1 in step",
    ]
    assert "people's words: 1 untouched, 0 edited" in out


def test_what_is_clear_is_put_into_a_persons_sentence_as_a_proposal(book, amts):
    replaced(book / "en" / "city.md", "The mountain hears the tree.", "The mountain hears 3 trees.")
    assert amts("sync")[0] == 0
    replaced(book / "eo" / "city.md", "La monto audas 3 trees.", "La granda monto audas 3 arbojn.")
    committed("a person's words")
    assert amts("sync")[0] == 0
    committed("are known")
    replaced(book / "en" / "city.md", "hears 3 trees", "hears 5 trees")
    code, out, _ = amts("sync")
    assert code == 0
    assert "    proposal (number): La granda monto audas [-3-]{+5+} arbojn." in out
    assert "0 untouched, 1 edited where the source has changed" in out
    assert "La granda monto audas 5 arbojn." in (book / "eo" / "city.md").read_text(encoding="utf-8")
    assert amts("diff")[1].splitlines() == [
        "eo/city.md:3: proposal to review, a machine's edit",
        "    source       The mountain hears 5 trees.",
        "    translation  La granda monto audas 5 arbojn.",
        "eo: 1 proposal to review",
    ]
    assert amts("review", "city", "--line", "3")[0] == 0
    assert amts("diff")[1] == "eo: every translation says what its source says\n"


def test_on_a_terminal_a_difference_fits_its_width(book, amts, monkeypatch):
    sentence = " ".join(["The child never loves the river and the river never loves the child."] * 3)
    replaced(book / "en" / "garden.md", "The child loves the river.", sentence.replace(". ", " "))
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "80")
    lines = re.sub(r"\x1b\[[\d;]*m", "", amts("diff")[1]).splitlines()
    assert len(lines) > 5
    assert max(map(len, lines)) <= 80
    assert lines[2].startswith(" " * 16)


def test_what_is_behind_is_shown_beside_its_source_until_somebody_has_seen_to_it(book, amts):
    replaced(book / "en" / "garden.md", "The child loves the river.", "The child never loves the river.")
    shown = [
        "eo/garden.md:3: behind (negation), a person's",
        "    source       The child {+never +}loves the river.",
        f"    translation  {PERSON}",
        "eo: 1 behind",
    ]
    assert amts("diff")[1].splitlines() == shown
    amts("sync")
    assert amts("diff")[1].splitlines() == shown
    replaced(book / "eo" / "garden.md", PERSON, "La knabo neniam amas la riveron.")
    assert amts("diff")[1] == "eo: every translation says what its source says\n"
    amts("sync")
    assert amts("diff")[1] == "eo: every translation says what its source says\n"


def test_a_translation_that_is_right_as_it_is_can_be_confirmed(book, amts):
    replaced(book / "en" / "garden.md", "The child loves the river.", "The child never loves the river.")
    assert amts("review", "garden")[0] == 2  # nobody has read it beside this source yet
    amts("sync")
    assert "no sentence begins in line 4" in amts("review", "garden", "--line", "4")[2]
    assert amts("review", "garden", "--line", "3")[:2] == (0, "eo/garden.md: 3 sentences confirmed\n")
    assert amts("diff")[1] == "eo: every translation says what its source says\n"
    assert amts("review", "garden")[1] == "eo/garden.md: 3 sentences confirmed\n"
    assert amts("review", "garden")[1] == "eo/garden.md: 0 sentences confirmed\n"
    assert amts("sync")[1] == "eo: nothing to do: translations follow their sources\n"


def test_all_kinds_of_changes_at_once(book, amts):
    source = GARDEN.replace("The teacher opens the window.\n\n", "")
    source = source.replace("# The garden\n", "# The garden\n\n## The road\n\nThe boat follows the bird.\n")
    (book / "en" / "garden.md").write_text(source.replace("print(1)", "print(2)"), encoding="utf-8")
    lines = [line for line in amts("diff", "eo", "garden.md")[1].splitlines() if line[:1] != " "]
    assert lines == [
        "eo/garden.md:1: not translated yet (meaning)",
        "eo/garden.md:1: not translated yet (meaning)",
        "eo/garden.md:7: to be made anew (code), copied",
        "eo/garden.md:5: the source is gone (meaning), a machine's",
        "eo: 2 not translated yet, 1 to be made anew, 1 the source is gone",
    ]
    assert amts("sync")[0] == 0
    expected = GARDEN_.replace("La instruisto malfermas la fenestro.\n\n", "").replace("print(1)", "print(2)")
    expected = expected.replace("La infano amas la rivero.", PERSON)
    assert garden(book) == expected.replace(
        "# La gardeno\n", "# La gardeno\n\n## La vojo\n\nLa boato sekvas la birdo.\n"
    )


def test_status_says_how_much_is_behind_and_how_gravely(book, amts):
    (status,) = json.loads(amts("status", "--json")[1]).values()
    assert status["states"] == {"in-step": 2}
    assert (status["sentences"]["human"], status["sentences"]["machine"]) == (1, 8)
    replaced(book / "en" / "garden.md", "The child loves the river.", "The child never loves the river.")
    (status,) = json.loads(amts("status", "--json")[1]).values()
    assert (status["behind"], status["severity"]) == (1, "negation")
    assert (status["documents"]["garden.md"]["state"], status["documents"]["garden.md"]["words"]) == ("behind", 6)
    lines = amts("status")[1].splitlines()
    assert lines[1].split()[:5] == ["garden.md", "behind", "1", "6", "negation"]
    assert "city.md" not in lines[2]
    assert lines[2] == "eo: 2 of 2 documents translated, 1 behind (1 place, negation)"
    assert any(line.startswith("city.md") for line in amts("status", "--all")[1].splitlines())


def test_a_commit_has_what_was_written_and_nothing_else(book, amts):
    replaced(book / "en" / "garden.md", "The bird finds the apple.", "The bird finds the letter.")
    committed("the source moves on")
    (book / "notes.txt").write_text("mine", encoding="utf-8")
    git("add", "notes.txt")
    code, out, _ = amts("sync", "--commit")
    assert code == 0
    assert out.splitlines()[-1].startswith("committed as ")
    assert git("show", "--name-only", "--format=%s").split("\n") == [
        "Bring translations up to date: eo",
        "",
        ".amts/ledger/eo/garden.md.txt",
        "eo/garden.md",
        "",
    ]
    assert git("show", "--no-patch", "--format=%b").strip() == "eo/garden.md: 1 translated anew"
    assert git("status", "--porcelain") == "A  notes.txt\n"
    assert amts("sync", "--commit")[1].splitlines()[-1] == "nothing to commit"


def test_a_commit_to_a_new_branch(book, amts):
    replaced(book / "en" / "city.md", "The letter needs the table.", "The letter needs the window.")
    committed("the source moves on")
    assert amts("sync", "--branch", "translations", "--json")[0] == 0
    assert git("branch", "--show-current") == "translations\n"
    assert git("diff", "--name-only", "main", "translations").split() == [".amts/ledger/eo/city.md.txt", "eo/city.md"]
    replaced(book / "en" / "city.md", "The letter needs the window.", "The letter needs the tree.")
    before = (book / "eo" / "city.md").read_bytes()
    code, _, err = amts("sync", "--branch", "main")
    assert (code, "there is a branch 'main' already" in err) == (2, True)
    assert (book / "eo" / "city.md").read_bytes() == before


def test_a_translation_that_somebody_works_on_is_left_alone(book, amts):
    replaced(book / "en" / "garden.md", "The bird finds the apple.", "The bird finds the letter.")
    replaced(book / "en" / "city.md", "The letter needs the table.", "The letter needs the window.")
    replaced(book / "eo" / "garden.md", "La hundo vidas la domo.", "La hundo vidas la malnovan domon.")
    before = garden(book)
    code, out, _ = amts("sync")
    assert (code, garden(book)) == (0, before)
    assert "eo/garden.md: left alone, it has changes that are not committed" in out
    assert "fenestro" in (book / "eo" / "city.md").read_text(encoding="utf-8")
    assert amts("sync", "--even-dirty", "--yes")[0] == 0
    assert garden(book) == before.replace("La birdo trovas la pomo.", "La birdo trovas la letero.")


def test_only_the_documents_that_are_named_are_brought_up_to_date(book, amts):
    replaced(book / "en" / "garden.md", "The bird finds the apple.", "The bird finds the letter.")
    replaced(book / "en" / "city.md", "The letter needs the table.", "The letter needs the window.")
    before = garden(book)
    assert amts("sync", "eo", "--file", "city")[0] == 0
    assert garden(book) == before
    assert amts("sync", "--file", "towm")[0] == 2


def test_limits_of_the_check(book, amts):
    assert amts("check", "--max-behind", "0", "--max-severity", "none", "--min-translated", "100%")[0] == 0
    replaced(book / "en" / "garden.md", "The child loves the river.", "The child never loves the river.")
    assert amts("check")[0] == 0
    assert amts("check", "--max-behind", "1", "--max-severity", "negation")[0] == 0
    code, out, _ = amts("check", "--max-behind", "0", "--max-severity", "meaning", "--min-translated", "100")
    assert code == 6
    assert out.splitlines() == [
        "eo/garden.md:3: error: A person's translation says what the source said before (negation): the source says: "
        "The child never loves the river.; it said: The child loves the river. [behind]",
        "amts.toml: error: eo: 1 place behind, 0 allowed [limit]",
        "amts.toml: error: eo: a change of negation waits, meaning is the gravest allowed [limit]",
    ]
    (book / "eo" / "city.md").unlink()
    assert "eo: 66.7% translated, 90.0% demanded" in amts("check", "--min-translated", "90%")[1]
    assert amts("check", "--min-translated", "900%")[0] == 2


def test_findings_for_github_name_the_line(book, amts):
    replaced(book / "en" / "garden.md", "The child loves the river.", "The child never loves the river: 100 %.")
    lines = amts("check", "--format", "github")[1].splitlines()
    assert lines == [
        "::error file=eo/garden.md,line=3,title=amts%3A behind::A person's translation says what the source said "
        "before (negation): the source says: The child never loves the river: 100 %25.; it said: The child loves the "
        "river."
    ]


def test_findings_as_sarif_name_file_and_line(book, amts):
    replaced(book / "en" / "city.md", "The letter needs the table.", "The letter needs the window.")
    log = json.loads(amts("check", "--format", "sarif")[1])
    (run,) = log["runs"]
    (result,) = run["results"]
    assert (log["version"], result["ruleId"], result["level"]) == ("2.1.0", "changed", "warning")
    assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == "changed"
    place = result["locations"][0]["physicalLocation"]
    assert (place["artifactLocation"]["uri"], place["region"]) == ("eo/city.md", {"startLine": 3})


def test_a_renamed_document_takes_its_translation_along(book, amts):
    before = garden(book)
    git("mv", "en/garden.md", "en/park.md")
    committed("another name")
    code, out, _ = amts("sync", "--commit")
    assert code == 0
    assert "eo/garden.md: moved to eo/park.md, as its source did" in out
    assert (book / "eo" / "park.md").read_text(encoding="utf-8") == before
    assert not (book / "eo" / "garden.md").exists()
    assert git("status", "--porcelain") == ""


# Broken inputs: a clear message, and nothing is lost.


def test_a_merge_that_was_not_finished_is_named_and_other_documents_are_done(book, amts):
    boat = "La amiko vendas la boato."
    replaced(book / "eo" / "garden.md", boat, f"<<<<<<< ours\n{boat}\n=======\nAlia.\n>>>>>>> theirs")
    replaced(book / "en" / "garden.md", "The bird finds the apple.", "The bird finds the letter.")
    replaced(book / "en" / "city.md", "The letter needs the table.", "The letter needs the window.")
    committed("half merged")
    before = garden(book)
    code, out, _ = amts("sync")
    assert (code, garden(book)) == (2, before)
    assert "garden.md" in out
    assert "a merge is not finished in the translation (<<<<<<<, =======, >>>>>>>)" in out
    assert "fenestro" in (book / "eo" / "city.md").read_text(encoding="utf-8")
    code, out, _ = amts("check")
    assert (code, "[damaged]" in out) == (2, True)


def test_a_ledger_that_is_half_merged_is_named(book, amts):
    ledger = book / ".amts" / "ledger" / "eo" / "garden.md.txt"
    lines = ledger.read_text(encoding="utf-8").splitlines(keepends=True)
    ledger.write_text("".join([*lines[:3], "<<<<<<< HEAD\n", *lines[3:]]), encoding="utf-8")
    replaced(book / "en" / "garden.md", "The bird finds the apple.", "The bird finds the letter.")
    before = garden(book)
    code, out, _ = amts("sync")
    assert (code, garden(book)) == (2, before)
    assert "garden.md.txt: line 4" in out
    code, out, _ = amts("check", "--format", "github")
    assert (code, out.startswith("::error file=eo/garden.md,title=amts%3A damaged::")) == (2, True)
    assert "damaged" in amts("status")[1]


def test_a_ledger_edited_by_hand_is_read_as_far_as_it_is_one(book, amts):
    ledger = book / ".amts" / "ledger" / "eo" / "garden.md.txt"
    lines = ledger.read_text(encoding="utf-8").splitlines(keepends=True)
    row = next(number for number, line in enumerate(lines) if not line.startswith("#"))
    before = garden(book)
    ledger.write_text("".join([*lines[:row], "no row\n", *lines[row + 1 :]]), encoding="utf-8")
    code, out, _ = amts("sync")
    assert (code, garden(book)) == (2, before)
    assert f"line {row + 1}: expected a row" in out
    ledger.write_text("".join([*lines[:row], *lines[row + 1 :]]), encoding="utf-8")  # a row is gone
    assert amts("sync")[0] == 0
    assert set(before.splitlines()) <= set(garden(book).splitlines())


def test_a_translation_in_another_language_is_not_taken_for_one(amts, toy_book):
    amts("init")
    (toy_book / "eo" / "03.md").write_text("# 城市\n\n这封信需要桌子。山听见树。\n", encoding="utf-8")
    code, out, _ = amts("adopt")
    assert code == 0
    assert "eo/03.md: not adopted: hardly anything in it surely says what en/03.md says" in out
    assert amts("sync", "--file", "03")[0] == 0
    assert (toy_book / "eo" / "03.md").read_text(encoding="utf-8") == "# 城市\n\n这封信需要桌子。山听见树。\n"


def test_in_a_shallow_clone_the_older_source_is_not_to_be_had_and_nothing_is_lost(book, amts, tmp_path, monkeypatch):
    replaced(book / "en" / "garden.md", "The child loves the river.", "The child never loves the river.")
    replaced(book / "en" / "garden.md", "The bird finds the apple.", "The bird finds the letter.")
    committed("the source moves on")
    git("clone", "--quiet", "--depth", "1", f"file://{book}", str(tmp_path / "shallow"))
    monkeypatch.chdir(tmp_path / "shallow")
    code, out, _ = amts("diff")
    assert code == 0
    assert "what it said before is not to be had" in out
    code, out, _ = amts("sync")
    assert code == 0
    text = garden(tmp_path / "shallow")
    assert PERSON in text
    assert "La birdo trovas la letero." in text
    assert "La hundo vidas la domo." in text


def test_a_book_within_a_submodule_is_committed_there(book, amts, tmp_path, monkeypatch):
    whole = tmp_path / "whole"
    whole.mkdir()
    monkeypatch.chdir(whole)
    git("init", "--quiet", "--initial-branch", "main")
    git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(book), "book")
    committed("with the book")
    replaced(whole / "book" / "en" / "city.md", "The letter needs the table.", "The letter needs the window.")
    code, out, _ = amts("sync", "--project", "book", "--commit")
    assert (code, "committed as" in out) == (0, True)
    assert git("-C", "book", "log", "-1", "--format=%s") == "Bring translations up to date: eo\n"
    assert git("log", "-1", "--format=%s") == "with the book\n"


def test_sources_in_a_submodule_are_followed(book, amts, tmp_path, monkeypatch):
    whole = tmp_path / "whole"
    whole.mkdir()
    monkeypatch.chdir(whole)
    git("init", "--quiet", "--initial-branch", "main")
    git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(book), "book")
    toml = 'source = "en"\nengine = "bought"\n[targets]\neo = "book/en/**=translated/**"\n'
    (whole / "amts.toml").write_text(toml, encoding="utf-8")
    assert amts("sync")[0] == 0
    committed("the translations")
    replaced(whole / "book" / "en" / "city.md", "The letter needs the table.", "The letter needs the window.")
    code, out, _ = amts("sync", "--commit")
    assert code == 0
    assert "committed as" in out
    assert "La letero bezonas la fenestro." in (whole / "translated" / "city.md").read_text(encoding="utf-8")


def test_a_file_renamed_and_written_anew_at_once_loses_no_translation(book, amts):
    before = garden(book)
    git("mv", "en/garden.md", "en/park.md")
    (book / "en" / "park.md").write_text("# The mountain\n\nThe apple hears the boat.\n", encoding="utf-8")
    committed("another page")
    code, out, _ = amts("sync")
    assert code == 0
    assert garden(book) == before
    assert "eo/garden.md: left alone, its source en/garden.md is gone" in out
    assert (book / "eo" / "park.md").read_text(encoding="utf-8") == "# La monto\n\nLa pomo audas la boato.\n"


def test_a_name_that_differs_in_case_only_is_followed(book, amts):
    before = garden(book)
    git("mv", "en/garden.md", "en/Garden.md")
    committed("a capital")
    assert amts("sync")[0] == 0
    assert (book / "eo" / "Garden.md").read_text(encoding="utf-8") == before
    assert sorted(path.name for path in (book / "eo").iterdir()) == ["Garden.md", "city.md"]
    assert sorted(path.name for path in (book / ".amts" / "ledger" / "eo").iterdir()) == [
        "Garden.md.txt",
        "city.md.txt",
    ]


@pytest.mark.parametrize("side", ["en", "eo"])
def test_line_ends_of_windows_on_one_side_are_no_change(book, amts, side):
    path = book / side / "garden.md"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    committed("line ends")
    before = (book / "eo" / "garden.md").read_bytes()
    assert amts("diff")[1] == "eo: every translation says what its source says\n"
    assert amts("sync")[0] == 0
    assert (book / "eo" / "garden.md").read_bytes() == before
    source = (book / "en" / "garden.md").read_bytes()
    (book / "en" / "garden.md").write_bytes(source.replace(b"the apple", b"the letter"))
    assert amts("sync", "--even-dirty", "--yes")[0] == 0
    assert (book / "eo" / "garden.md").read_bytes() == before.replace(b"pomo", b"letero")


@pytest.mark.slow
def test_an_existing_book_is_adopted_and_followed(amts, toy_book):
    amts("init")
    (toy_book / ".gitignore").write_text(".amts/cache/\n", encoding="utf-8")
    git("init", "--quiet", "--initial-branch", "main")
    committed("the book")
    code, out, _ = amts("adopt")
    assert code == 0
    assert out.splitlines()[-1] == "eo: 11 translations adopted"
    assert json.loads(amts("adopt", "--json")[1])["eo"]["adopted"] == []
    committed("the ledgers")
    person = (toy_book / "eo" / "00.md").read_text(encoding="utf-8")
    source = (toy_book / "en" / "00.md").read_text(encoding="utf-8")
    lines = source.split("\n")
    (toy_book / "en" / "00.md").write_text("\n".join([lines[0], "", "The dog finds the garden.", *lines[1:]]))
    committed("the source moves on")
    code, out, _ = amts("sync", "--commit")
    assert code == 0, out
    now = (toy_book / "eo" / "00.md").read_text(encoding="utf-8")
    first, rest = person.split("\n", 1)
    assert now == f"{first}\n\nLa hundo trovas la gardeno.\n{rest}"
    assert (toy_book / "eo" / "11.md").is_file()
    assert git("status", "--porcelain") == ""
    assert amts("sync")[1] == "eo: nothing to do: translations follow their sources\n"
    assert amts("check", "--max-behind", "0", "--min-translated", "90%")[0] == 0


SECTION = """
## The boat

The knight sells the boat to the teacher.

```python
# the price of the boat
price = 3
```
"""


@pytest.fixture
def sold_book(book, amts):
    """The same, with a section of which a person has translated all."""
    with (book / "en" / "garden.md").open("a", encoding="utf-8") as file:
        file.write(SECTION)
    assert amts("sync")[0] == 0
    path = book / "eo" / "garden.md"
    text = path.read_text(encoding="utf-8").rpartition("## ")[0]
    section = SECTION.strip().replace("The boat", "Vendo").replace("# the price of the boat", "# la prezo")
    path.write_text(
        text + section.replace("The knight sells the boat to the teacher.", PERSON) + "\n", encoding="utf-8"
    )
    assert amts("sync", "--even-dirty", "--yes")[0] == 0
    committed("a section")
    return book


def test_a_section_that_is_taken_out_and_put_back_has_its_translation_again(sold_book, amts):
    source, before = sold_book / "en" / "garden.md", garden(sold_book)
    whole = source.read_text(encoding="utf-8")
    source.write_text(GARDEN, encoding="utf-8")
    assert amts("sync", "--commit")[0] == 0
    assert "la prezo" not in garden(sold_book)
    assert "eo.retired.jsonl" in git("show", "--stat")
    source.write_text(whole, encoding="utf-8")
    code, out, _ = amts("sync", "--commit")
    assert code == 0
    assert garden(sold_book) == before
    assert "3 back in a person's words" in out
    assert "eo: nothing to do" in amts("sync")[1]


@pytest.mark.parametrize("steps", [[()], [("--file", "garden"), ("--file", "boat")]])
def test_a_section_that_moves_to_another_page_takes_its_translation_along(sold_book, amts, steps):
    (sold_book / "en" / "garden.md").write_text(GARDEN, encoding="utf-8")
    (sold_book / "en" / "boat.md").write_text(SECTION, encoding="utf-8")
    for chosen in steps:
        assert amts("sync", *chosen, "--commit")[0] == 0
    moved = (sold_book / "eo" / "boat.md").read_text(encoding="utf-8")
    assert "# la prezo\nprice = 3\n" in moved
    assert PERSON in moved
    assert moved.lstrip().startswith("## Vendo")


def test_a_catalogue_is_left_to_its_own_tools_and_all_say_so(book, amts, snapshot):
    for folder, target in (("en", ""), ("eo", "La domo")):
        (book / folder / "ui.po").write_text(f'msgid ""\nmsgstr ""\n\nmsgid "The house"\nmsgstr "{target}"\n', "utf-8")
    before = snapshot(book)
    assert "eo/ui.po: not adopted: it holds its sources itself" in amts("adopt")[1]
    assert "eo/ui.po: left alone, it holds its source itself" in amts("sync")[1]
    assert "1 bilingual document: not followed" in amts("status")[1]
    assert amts("check", "--max-behind", "0")[0] == 0
    assert {path: content for path, content in snapshot(book).items() if "cache" not in str(path)} == {
        path: content for path, content in before.items() if "cache" not in str(path)
    }


def test_one_page_that_cannot_be_read_does_not_keep_others_from_being_adopted(toy_book, amts):
    amts("init")
    (toy_book / "eo" / "03.md").write_bytes(b"\xff\xfe\x00")
    code, out, _ = amts("adopt")
    assert code != 0
    assert "eo: 10 translations adopted" in out
    assert "NOT DONE: 03.md: not UTF-8" in out


def test_a_link_to_a_page_that_is_translated_later_leads_there_at_last(empty_book, amts):
    replaced(empty_book / "en" / "garden.md", "The friend sells the boat.", "See [the city](city.md#the-city).")
    assert amts("sync", "--file", "garden", "--commit")[0] == 0
    assert "](../en/city.md#the-city)" in garden(empty_book)
    person = "La knabo (kaj neniu alia) vidas"
    replaced(empty_book / "eo" / "garden.md", "La hundo vidas", person)
    assert amts("sync", "--even-dirty", "--yes", "--file", "garden")[0] == 0
    committed("a person's word")
    code, out, _ = amts("sync", "--commit")
    assert code == 0
    assert "eo/garden.md: links lead to what is translated since" in out
    assert "](city.md#la-urbo)" in garden(empty_book)
    assert person in garden(empty_book)
    assert git("status", "--porcelain") == ""
    assert amts("sync")[1] == "eo: nothing to do: translations follow their sources\n"
    assert amts("status", "--json")[1].count('"human": 1') == 2
