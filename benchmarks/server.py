"""How much the server takes: many connections at once, its memory meanwhile, and apertium-apy beside it.

python benchmarks/server.py                          # 200 connections, then 100, then both servers in turn
python benchmarks/server.py --seconds 12 --rounds 1   # a quick look

It needs Apertium with its data for English and Spanish; for the comparison, Debian's package apertium-apy.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import Counter
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from rapidfuzz.fuzz import ratio

from amts.documents.formats import read_document
from amts.mining.book import passages, segments

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

HANDBOOK = Path(__file__).parents[1] / "examples" / "handbook" / "en"
APY_PORT = 27371
ROLE = "arn:aws:iam::000000000000:role/benchmark"
# In percent. Apertium's tagger does not always say the same: see docs/server.md.
SAME = 60
TARGET = "AWSShineFrontendService_20170701"


@dataclass(frozen=True)
class Question:
    """A request as it goes over the wire, and the answer that is right."""

    request: bytes
    answer: str = ""


@dataclass
class Record:
    """What came of a round."""

    seconds: float = 0.0
    times: list[float] = field(default_factory=list)
    codes: Counter[int] = field(default_factory=Counter)
    otherwise: int = 0
    wrong: int = 0

    def __str__(self) -> str:
        times = sorted(self.times)
        half, most = (times[int(len(times) * share)] * 1000 for share in (0.5, 0.99))
        speed = len(times) / self.seconds
        codes = ", ".join(f"{code}: {count}" for code, count in sorted(self.codes.items()))
        spread = f"p50 {half:.0f} ms, p99 {most:.0f} ms ({most / half:.1f} times)"
        differing = f"other words {self.otherwise}, wrong text {self.wrong}"
        return f"{speed:.0f} requests/s, {spread}, answers {codes}, {differing}"

    def check(self, answer: str, right: str) -> None:
        """Count an answer that is not the right one; and, apart, one that is to another question."""
        self.otherwise += answer != right
        self.wrong += ratio(answer, right) < SAME


def sentences() -> list[str]:
    """Return the sentences of the handbook that are plain text."""
    found = (segments(passages(read_document(path), "en")) for path in sorted(HANDBOOK.glob("*.md")))
    return sorted({each.text for page in found for each in page if not each.marks and len(each.text.split()) > 3})


def post(port: int, path: str, body: bytes, kind: str, more: str = "") -> bytes:
    head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n"
    return f"{head}{more}\r\n".encode() + body


def to_amts(port: int, operation: str, data: str = "", **members: object) -> bytes:
    path = f"/parallel-data/{data}" if data else "/"
    body = json.dumps(members).encode()
    return post(port, path, body, "application/x-amz-json-1.1", f"X-Amz-Target: {TARGET}.{operation}\r\n")


def translate_text(port: int, text: str, data: str = "") -> bytes:
    return to_amts(port, "TranslateText", data, Text=text, SourceLanguageCode="en", TargetLanguageCode="es")


def to_apy(port: int, text: str) -> bytes:
    form = urlencode({"langpair": "eng|spa", "q": text, "markUnknown": "no"}).encode()
    return post(port, "/translate", form, "application/x-www-form-urlencoded")


def said_by_amts(answer: bytes) -> str:
    return str(json.loads(answer).get("TranslatedText"))


def said_by_apy(answer: bytes) -> str:
    return str(json.loads(answer)["responseData"]["translatedText"])


async def exchanged(port: int, requests: Iterator[Question], until: float, record: Record, said: Said) -> None:
    """Ask one question after the other over one connection."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    while time.monotonic() < until:
        question = next(requests)
        start = time.monotonic()
        writer.write(question.request)
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        body = await reader.readexactly(int(head.partition(b"content-length:")[2].split(None, 1)[0]))
        code = int(head.split(None, 2)[1])
        record.codes[code] += 1
        record.times.append(time.monotonic() - start)
        if question.answer and code == 200:
            record.check(said(body), question.answer)
    writer.close()


Said = "Callable[[bytes], str]"


def load(port: int, questions: Sequence[Question], connections: int, seconds: float, said: Said) -> Record:
    """Ask the questions over many connections at once, each waiting for its answer."""
    record, requests = Record(), cycle(questions)

    async def all_of_them() -> None:
        until = time.monotonic() + seconds
        await asyncio.gather(*(exchanged(port, requests, until, record, said) for _ in range(connections)))

    start = time.monotonic()
    asyncio.run(all_of_them())
    record.seconds = time.monotonic() - start
    return record


def ask(port: int, request: bytes) -> bytes:
    """Ask one question and return the answer."""

    async def asked() -> bytes:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(request)
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        body = await reader.readexactly(int(head.partition(b"content-length:")[2].split(None, 1)[0]))
        writer.close()
        return body

    return asyncio.run(asked())


def words(text: str) -> str:
    """Return a text without what Apertium's rules leave behind: spaces, and signs at words that it cannot inflect."""
    return re.sub(r" +([.,;:!?)])", r"\1", " ".join(text.replace("#", "").split()))


def memory(process: int) -> tuple[float, float]:
    """Return the megabytes that a process has in memory, and those that all below it have too."""
    listed = subprocess.run(["ps", "-eo", "pid=,ppid=,rss="], capture_output=True, text=True, check=True).stdout
    rows = {int(line.split()[0]): tuple(map(int, line.split()[1:])) for line in listed.splitlines()}
    below = {process}
    for _ in range(5):  # so deep is the tree at most
        below |= {each for each, (parent, _) in rows.items() if parent in below}
    return rows[process][1] / 1024, sum(rows[each][1] for each in below if each in rows) / 1024


def start_amts(state: Path) -> tuple[subprocess.Popen[str], int]:
    command = [sys.executable, "-m", "amts", "serve", "--port", "0", "--state", str(state), "--engine", "apertium"]
    log = (state.parent / "log").open("w")
    server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True)
    port = int(server.stdout.readline().rpartition(":")[2])
    wait(lambda: urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz").status == 200)
    return server, port


def start_apy() -> subprocess.Popen[bytes]:
    command = ["apertium-apy", "--port", str(APY_PORT), "/usr/share/apertium"]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    wait(lambda: bool(ask(APY_PORT, to_apy(APY_PORT, "A house."))))
    return server


def wait(ready: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 120
    while True:
        try:
            if ready():
                return
        except OSError as error:
            print(f"waiting: {error}")
        if time.monotonic() > deadline:
            raise TimeoutError
        time.sleep(0.5)


def give_data(port: int, state: Path, texts: Sequence[str]) -> None:
    """Import parallel data in which each text is translated by itself in capital letters."""
    bucket = state / "s3" / "benchmark"
    bucket.mkdir(parents=True)
    rows = "".join(f'"{text.replace(chr(34), chr(34) * 2)}"\t"{_known(text)}"\n' for text in texts)
    (bucket / "pairs.tsv").write_text(f"en\tes\n{rows}", encoding="utf-8")
    config = {"S3Uri": "s3://benchmark/pairs.tsv", "Format": "TSV"}
    made = ask(port, to_amts(port, "CreateParallelData", Name="known", ParallelDataConfig=config, ClientToken="1"))
    assert json.loads(made)["Status"] == "CREATING", made
    get = to_amts(port, "GetParallelData", Name="known")
    wait(lambda: json.loads(ask(port, get))["ParallelDataProperties"]["Status"] != "CREATING")
    print("parallel data:", json.loads(ask(port, get))["ParallelDataProperties"])


def _known(text: str) -> str:
    return text.upper().replace('"', '""')


def mixed(port: int, texts: Sequence[str]) -> list[Question]:
    """Return questions that memory answers and questions for the engine, in turn, each with the right answer."""
    found = []
    first = translate_text(port, texts[1], "known")
    wait(lambda: said_by_amts(ask(port, first)) == texts[1].upper())  # until then, the engine is being adapted
    for number, text in enumerate(texts):
        request = translate_text(port, text, "known" if number % 2 else "")
        found.append(Question(request, said_by_amts(ask(port, request))))
    hits = sum(question.answer == text.upper() for question, text in zip(found, texts, strict=True))
    print(f"{len(texts)} sentences of {sum(map(len, texts)) / len(texts):.0f} characters, {hits} of them in memory")
    return found


def under_load(server: subprocess.Popen[str], questions: Sequence[Question], port: int, chosen: Chosen) -> None:
    """Print what comes of full load, of half of it, and the memory before, between and after."""
    print("memory (server, with its programs): {:.0f}, {:.0f} MB".format(*memory(server.pid)))
    for connections in (chosen.connections, chosen.connections, chosen.connections // 2):
        record = load(port, questions, connections, chosen.seconds / 2, said_by_amts)
        print(f"{connections} connections, {chosen.seconds / 2:.0f} s: {record}")
        print("memory: {:.0f}, {:.0f} MB".format(*memory(server.pid)))


def side_by_side(port: int, texts: Sequence[str], chosen: Chosen) -> None:
    """Print the speed of both servers in turn, and how often they say the same."""
    apy = start_apy()
    try:
        ours = [
            Question(translate_text(port, text), said_by_amts(ask(port, translate_text(port, text)))) for text in texts
        ]
        theirs = [
            Question(to_apy(APY_PORT, text), said_by_apy(ask(APY_PORT, to_apy(APY_PORT, text)))) for text in texts
        ]
        for what, read in (("text", str), ("words", words)):
            same = sum(read(a.answer) == read(b.answer) for a, b in zip(ours, theirs, strict=True))
            print(f"the same {what}: {same} of {len(texts)}")
        for connections in (1, 20, chosen.connections):
            for _ in range(chosen.rounds):
                for name, where, questions, said in (
                    ("amts", port, ours, said_by_amts), ("apy", APY_PORT, theirs, said_by_apy),
                ):  # fmt: skip
                    print(f"{connections:3} {name:4}: {load(where, questions, connections, 10, said)}")
    finally:
        apy.terminate()


class Chosen(argparse.Namespace):
    """What the command line says."""

    connections: int
    seconds: float
    rounds: int


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--connections", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=120, help="of full load; then half of it for half the load")
    parser.add_argument("--rounds", type=int, default=2, help="of each server, in turn")
    chosen = parser.parse_args(namespace=Chosen())
    texts = sentences()
    with tempfile.TemporaryDirectory() as folder:
        server, port = start_amts(Path(folder) / "state")
        try:
            give_data(port, Path(folder) / "state", texts)
            under_load(server, mixed(port, texts), port, chosen)
            if chosen.rounds and shutil.which("apertium-apy"):
                side_by_side(port, texts, chosen)
        finally:
            server.terminate()
            server.wait()


if __name__ == "__main__":
    main()
