"""Apertium: rule-based translation by programs of their own, which are asked through a pipe and never imported (GPL).

A segment is one stretch of Apertium's stream format, ended by a null byte. What is no text travels as a blank, `[n]`,
which the rules carry along; words between paired marks are bound to a number, `[[n]]words[[/]]`, that their
translation shows too, wherever the rules move it.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import signal
import subprocess
from dataclasses import dataclass, field, replace
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

from amts.engines.apertium_pipe import ApertiumPipe, kept_running
from amts.engines.projection import project
from amts.engines.surface import Plain
from amts.errors import EngineError, MissingExtraError
from amts.languages import language
from amts.placeholders import ANY_PLACEHOLDER, PLACEHOLDER, has_words
from amts.records import MarkKind, Segment, Translation

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

DATA = Path("/usr/share/apertium")
# Modes that are named otherwise only do a part of the work.
_MODE = re.compile(r"([a-z]{2,3}(?:_[A-Z]{2})?)-([a-z]{2,3}(?:_[A-Z]{2})?)")
# Segments that one process translates: starting it takes 0.3 s, as long as it then takes to translate 200.
BATCH = 1000
# Seconds for one batch; a thousand sentences take two.
TIMEOUT = 120.0
_PAIRED = frozenset({MarkKind.OPEN, MarkKind.CLOSE})
# Signs of the stream format, the sign that wakes the post-generator, characters that Apertium takes for an end, and
# names such as `set_name`, which it would translate in parts.
_NO_TEXT = r"[\\\[\]{}^$/@<>~\x00-\x1f\x7f-\x9f\ud800-\udfff\ufff0-\uffff]+|\w*_\w*"
_BLANK = re.compile(f"({ANY_PLACEHOLDER}|{_NO_TEXT})")
_ANSWERED = re.compile(
    r"\[\[(?P<runs>[\d; ]+)\]\](?P<bound>.*?)\[\[/\]\]|\[(?P<blank>\d+)\]|(?P<free>[^\[\\]+|\\.|.)", re.S
)
# What Apertium's own readers of documents put behind a text: the tagger needs the end of a sentence, also behind a
# heading; and something behind a full stop at the very end, or drops it.
_END = ".[]"
# Between two segments, or the tagger reads the second in the light of the first: a word may get another class.
_BETWEEN = "[]"
# The last answer of each process: that it comes shows that none before it is missing.
_LAST = "[end]"


def open_from_settings(
    source_tag: str, target_tag: str, cache: Path, *, data: str = str(DATA), timeout: float = TIMEOUT
) -> Apertium:
    """Return Apertium for two languages, as settings describe it; its programs are kept running."""
    del cache  # nothing is worth keeping: it answers in milliseconds
    engine = open_apertium(source_tag, target_tag, Path(data), timeout)
    return replace(engine, pipe=kept_running(engine.program, engine.data / "modes" / f"{engine.mode}.mode", timeout))


def open_apertium(source_tag: str, target_tag: str, data: Path = DATA, timeout: float = TIMEOUT) -> Apertium:
    """Return Apertium for two languages.

    Args:
        source_tag: the language to translate from.
        target_tag: the language to translate into.
        data: the folder where language data are installed.
        timeout: the seconds that one process may take.

    Raises:
        MissingExtraError: the program, or the data for these languages, are not installed.
    """
    program = shutil.which("apertium")
    if not program:
        msg = (
            "the program apertium is not installed: run 'apt-get install apertium' and install the data of your "
            "languages, such as apertium-eng-spa (on other systems than Debian's: wiki.apertium.org)"
        )
        raise MissingExtraError(msg)
    installed = sorted(path.stem for path in (data / "modes").glob("*.mode"))
    fitting = map("-".join, product(_codes(source_tag), _codes(target_tag)))
    mode = next((name for name in fitting if name in installed), None)
    if mode is None:
        wanted = "-".join(_codes(tag)[-2] for tag in (source_tag, target_tag))
        msg = (
            f"Apertium's data for {wanted} are not installed in {data} (there are: {', '.join(installed) or 'none'}): "
            "find their package with 'apt-cache search ^apertium-', such as 'apt-get install apertium-eng-spa'"
        )
        raise MissingExtraError(msg)
    return Apertium(program, mode, data, timeout, _signature(program, mode, data))


def installed_pairs(data: str = str(DATA), **_options: object) -> list[tuple[str, str]]:
    """Return the tags of the languages whose data are installed in a folder, source and target."""
    modes = (_MODE.fullmatch(path.stem) for path in (Path(data) / "modes").glob("*.mode"))
    return sorted({(language(mode[1]).tag, language(mode[2]).tag) for mode in modes if mode})


def _codes(tag: str) -> list[str]:
    """Return what Apertium may call a language: its code of three letters, with its country first, or of two."""
    import langcodes

    found = langcodes.get(language(tag).tag)
    three = found.to_alpha3()
    return [*([f"{three}_{found.territory}"] if found.territory else []), three, str(found.language)]


def _signature(program: str, mode: str, data: Path) -> str:
    """Return the version of the program with a hash of the mode and of the files that it names."""
    version = subprocess.run([program, "-V"], capture_output=True, text=True, check=False).stdout.split()[-1:]
    path = data / "modes" / f"{mode}.mode"
    digest = hashlib.sha256((_BETWEEN + _END).encode() + path.read_bytes())
    for name in re.findall(r"'([^']+)'", path.read_text(encoding="utf-8")):
        digest.update(Path(name).read_bytes() if Path(name).is_file() else b"")
    return f"apertium:{''.join(version)}:{mode}:{digest.hexdigest()[:8]}"


@dataclass(frozen=True, slots=True)
class Apertium:
    """Translates with one mode of Apertium, such as eng-spa.

    Attributes:
        program: the path of the program.
        mode: the mode's name.
        data: the folder of the language data.
        timeout: the seconds that one process may take.
        signature: the versions of program and data.
        pipe: its programs, if they are kept running; else new ones are started for each batch.
    """

    program: str
    mode: str
    data: Path
    timeout: float
    signature: str
    pipe: ApertiumPipe | None = field(default=None, compare=False)

    def translate(self, segments: Sequence[Segment]) -> list[Translation]:
        """Translate the segments that have words, many in one process.

        Raises:
            EngineError: the process fails, takes too long, or gives too few answers.
        """
        questions = [_Question.of(segment) for segment in segments]
        asked = [question.text for question in questions if has_words(question.segment.text)]
        batches = (asked[start : start + BATCH] for start in range(0, len(asked), BATCH))
        answers = (answer for batch in batches for answer in self._answers(batch))
        return [
            Translation(
                question.answered(next(answers)) if has_words(question.segment.text) else question.segment,
                "engine",
                self.signature,
            )
            for question in questions
        ]

    def _answers(self, texts: Sequence[str]) -> list[str]:
        output = self._run("".join(f"{_BETWEEN}\0{text}{_END}\0" for text in texts) + f"{_LAST}\0")
        # Behind the last one, every program of the pipe adds a null byte of its own.
        *answers, last = output.split("\0")[: 2 * len(texts) + 1]
        if last != _LAST or len(answers) != 2 * len(texts):
            msg = f"apertium {self.mode} did not answer all of {len(texts)} segments: {_tail(output)}"
            raise EngineError(msg)
        return [answer.removesuffix(_END) for answer in answers[1::2]]

    def _run(self, text: str) -> str:
        if self.pipe:
            return self.pipe.ask(text.encode(), f"{_LAST}\0".encode()).decode(errors="replace")
        command = [self.program, "-z", "-u", "-f", "none", "-d", str(self.data), self.mode]
        pipe = subprocess.PIPE
        # A session of its own: the program is a shell script, and all programs that it starts must end with it.
        with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, start_new_session=True) as process:
            try:
                output, errors = process.communicate(text.encode(), self.timeout)
            except BaseException as error:
                os.killpg(process.pid, signal.SIGKILL)
                if not isinstance(error, subprocess.TimeoutExpired):
                    raise
                msg = f"apertium {self.mode} took longer than {self.timeout:g} s, and was stopped"
                raise EngineError(msg) from error
        answer = output.decode(errors="replace")
        if process.returncode:
            said = _tail(errors.decode(errors="replace") or answer)
            msg = f"apertium {self.mode} failed with exit code {process.returncode}: {said}"
            raise EngineError(msg)
        return answer


def _tail(text: str) -> str:
    return " ".join(text.replace("\0", " ").split())[-200:] or "it said nothing"


@dataclass(frozen=True, slots=True)
class _Question:
    """A segment as Apertium reads it.

    Attributes:
        segment: the segment.
        pieces: its text, markup that stays in the text, and other signs that are no text, in order; and where its
            paired marks stand between them.
        text: the same in the stream format.
    """

    segment: Segment
    pieces: Plain
    text: str

    @classmethod
    def of(cls, segment: Segment) -> _Question:
        pieces: list[str] = []
        marks: list[tuple[int, int]] = []
        for piece in filter(None, _BLANK.split(segment.text)):
            number = _number(piece)
            if number and segment.marks[number - 1].kind in _PAIRED:
                marks.append((number, len(pieces)))
            else:
                pieces.append(piece)
        bound = bool(marks)
        written = (_written(index, piece, bound=bound) for index, piece in enumerate(pieces))
        return cls(segment, Plain(tuple(pieces), tuple(marks)), "".join(written))

    def answered(self, answer: str) -> Segment:
        """Return the translation that an answer in the stream format stands for.

        Paired marks that would cross are left out, for whoever checks the translation to have it made anew.
        """
        words: list[str] = []
        links: dict[int, list[int]] = {}
        for word, sources in _read(answer, self.pieces.words):
            for source in sources:
                links.setdefault(source, []).append(len(words))
            words.append(word)
        marked = project(words, self.pieces, self.segment.marks, links)
        text = "".join(words if marked is None else marked)
        return Segment(_tidied(text, self.segment.text), self.segment.marks)


def _number(piece: str) -> int:
    match = PLACEHOLDER.fullmatch(piece)
    return int(match[1]) if match else 0


def _written(index: int, piece: str, *, bound: bool) -> str:
    if _BLANK.fullmatch(piece):
        return f"[{index}]"
    words = piece.strip()
    return piece.replace(words, f"[[{index}]]{words}[[/]]") if bound and words else piece


def _read(answer: str, pieces: Sequence[str], runs: Sequence[int] = ()) -> Iterator[tuple[str, Sequence[int]]]:
    """Yield the pieces of an answer with the indexes of those that they translate, if they are bound to any."""
    for match in _ANSWERED.finditer(answer):
        if match["blank"]:
            yield pieces[int(match["blank"])], [int(match["blank"])]
        elif match["runs"]:  # it may hold a blank: two words may be contracted over it
            yield from _read(match["bound"], pieces, [int(run) for run in match["runs"].split(";")])
        else:
            yield match["free"].removeprefix("\\"), runs


def _tidied(text: str, source: str) -> str:
    """Return a text without the spaces that rules leave behind: two in a row, or one before a full stop."""
    text = re.sub(" {2,}", " ", text).strip()
    return re.sub(" ([.,;:!?)])", lambda match: match[0] if match[0] in source else match[1], text)
