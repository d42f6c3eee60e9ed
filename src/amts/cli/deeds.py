"""What `amts sync` has done, or would do, in words: for people, for machines, for the message of a commit."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from amts.cli.console import counted
from amts.evaluation.difference import changes

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from amts.sync.act import Done, Report

# What is done for a sentence, with what is said of one and of several.
_DEEDS = {
    "new": "translated",
    "returned": "back in a person's words",
    "retranslated": "translated anew",
    "proposal": "proposed to a person",
    "behind": "left behind for a person",
    "merged": "merged",
    "rolled-forward": "rolled forward",
    "deleted": "deleted with its source",
}


def in_words(done: Done) -> str:
    """Return what was done for a document, such as `2 translated, 1 proposed to a person`."""
    if done.synced is None:
        if not done.sentences:
            return "nothing to translate, its source has other lines"
        return f"{counted(done.sentences, 'sentence')} to translate or look at ({counted(done.words, 'word')})"
    counts = Counter(item.deed for item in done.synced.items)
    said = [f"{counts[deed]} {words}" for deed, words in _DEEDS.items() if counts[deed]]
    return ", ".join(said) or ("text put where the source has it" if done.written else "only its ledger is new")


def report_lines(report: Report, *, planned: bool) -> Iterator[str]:
    """Yield what was done for a language, or would be."""
    for old, new in report.moved:
        yield f"{old}: {'would move' if planned else 'moved'} to {new}, as its source did"
    for done in report.done:
        yield f"{done.entry.target}: {in_words(done)}"
        yield from _left_to_people(done, report.target)
    for path in report.relinked:
        yield f"{path}: links lead to what is translated since"
    for entry in report.dirty:
        yield f"{entry.target}: left alone, it has changes that are not committed: commit them, or use --even-dirty"
    if report.unknown:
        count = counted(len(report.unknown), "translation")
        yield f"{count} without a ledger, nobody knows what they were made from: amts adopt {report.target}"
    for entry in report.bilingual:
        yield f"{entry.target}: left alone, it holds its source itself: tools such as msgmerge follow that"
    for entry in report.orphans:
        yield f"{entry.target}: left alone, its source {entry.source} is gone: delete it if it is to go too"
    for problem in report.problems:
        named = problem.name in str(problem.error)
        yield f"NOT DONE: {problem.error}" if named else f"{problem.name}: NOT DONE: {problem.error}"


def _left_to_people(done: Done, tag: str) -> Iterator[str]:
    """Yield the sentences that a person should look at, and those of a person's that are gone with their source."""
    for item in done.synced.items if done.synced else ():
        if item.deed == "proposal":
            yield f"    proposal ({item.change}): {word_diff(item.before, item.after, tag)}"
        elif item.deed == "behind":
            yield f"    behind ({item.change}): {_one_line(item.before)}"
            yield f"        its source says now: {_one_line(item.source)}"
            if item.suggestion:
                yield f"        an engine would say: {_one_line(item.suggestion)}"
    for text in done.synced.kept.deleted if done.synced else ():
        yield f"    deleted, as its source is gone: {_one_line(text)}"


def people_line(report: Report) -> str:
    """Return what became of people's words; empty if there were none."""
    kept = [done.synced.kept for done in report.done if done.synced]
    untouched = sum(each.untouched for each in kept)
    edited, deleted = sum(len(each.edited) for each in kept), sum(len(each.deleted) for each in kept)
    if not untouched + edited + deleted:
        return ""
    return (
        f"people's words: {untouched:,} untouched, {edited} edited where the source has changed (see amts diff "
        f"{report.target}), {deleted} deleted with their source, 0 lost"
    )


def summary(report: Report) -> str:
    """Return the sums of a language."""
    parts = [f"{counted(len(report.done), 'document')} brought up to date"]
    parts += [f"{len(report.moved)} moved"] * bool(report.moved)
    parts += [f"{report.in_step} in step"] * bool(report.in_step)
    parts += [f"{len(report.dirty)} left alone"] * bool(report.dirty)
    parts += [f"{len(report.problems)} not done"] * bool(report.problems)
    return ", ".join(parts)


def commit_message(reports: Sequence[Report]) -> str:
    """Return the message of a commit with what was done for each file."""
    tags = ", ".join(report.target for report in reports if report.done or report.moved)
    lines = [f"Bring translations up to date: {tags}" if tags else "Adopt translations", ""]
    for report in reports:
        lines += [f"{old} -> {new}: moved with its source" for old, new in report.moved]
        lines += [f"{done.entry.target}: {in_words(done)}" for done in report.done]
        lines += [f"{path}: links lead to what is translated since" for path in report.relinked]
    return "\n".join(lines).rstrip() + "\n"


def as_json(report: Report) -> dict[str, Any]:
    """Return what was done for a language, with each sentence."""
    return {
        "in_step": report.in_step,
        "engine": report.engine,
        "documents": [_done_as_json(done) for done in report.done],
        "moved": [[str(old), str(new)] for old, new in report.moved],
        "relinked": [str(path) for path in report.relinked],
        "left_alone": {
            "dirty": [str(entry.target) for entry in report.dirty],
            "unknown": [str(entry.target) for entry in report.unknown],
            "bilingual": [str(entry.target) for entry in report.bilingual],
            "orphans": [str(entry.target) for entry in report.orphans],
        },
        "problems": [{"document": each.name, "message": str(each.error)} for each in report.problems],
    }


def _done_as_json(done: Done) -> dict[str, Any]:
    found: dict[str, Any] = {
        "document": done.entry.name,
        "translation": str(done.entry.target),
        "sentences": done.sentences,
        "words": done.words,
        "written": done.written,
    }
    if done.synced:
        fields = ("deed", "change", "source", "base", "before", "after", "suggestion")
        kept = done.synced.kept
        found["items"] = [{name: getattr(item, name) for name in fields} for item in done.synced.items]
        found["people"] = {
            "untouched": kept.untouched, "edited": list(kept.edited), "deleted": list(kept.deleted)
        }  # fmt: skip
    return found


def word_diff(before: str, after: str, tag: str) -> str:
    """Return two versions of a sentence as one, [-words that are gone-] and {+words that are new+} marked."""
    return "".join(text for text, _ in marked_changes(_one_line(before), _one_line(after), tag))


def marked_changes(before: str, after: str, tag: str) -> Iterator[tuple[str, str]]:
    """Yield the pieces of both versions of a text with their marks, and `-`, `+` or, for what is the same, nothing."""
    for was, now in changes(before, after, tag):
        if was == now:
            yield now, ""
            continue
        if was:
            yield f"[-{was}-]", "-"
        if now:
            yield f"{{+{now}+}}", "+"


def _one_line(text: str) -> str:
    return " ".join(text.split())
