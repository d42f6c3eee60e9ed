"""Fuzz a document format.

python tests/fuzz/fuzz_formats.py FORMAT [--flavour NAME] [-max_total_time=600] [-timeout=30] [CORPUS_FOLDER]

Whatever the bytes, parsing them gives a document that comes out as it went in and can be pseudo-translated, or a
DocumentError. All that can be text is read as text: comments, front matter, drawings. FORMAT is any registered one,
`markdown` in its usual flavour unless another is named; what else is given goes to libFuzzer. Formats in a container
(JSON, tables, office documents) get half of their inputs as the text of a valid file: raw bytes seldom make one.

It needs atheris (`pip install atheris`), which is no dependency of AMTS.
"""

import argparse
import importlib
import io
import json
import pkgutil
import sys
import zipfile

try:
    import atheris
except ImportError:
    sys.exit("fuzzing needs atheris, which is no dependency of AMTS: pip install atheris")

with atheris.instrument_imports(include=["amts"]):
    from amts import documents, plugins
    from amts.documents.markdown.flavours import FLAVOURS
    from amts.errors import DocumentError
    from amts.records import ReadingOptions
    from amts.testing.formats import pseudo_failure
    from amts.translation.integrity import round_trip_failure

    # What is imported on use, or later, is not instrumented: the fuzzer would not see which paths an input takes.
    for module in pkgutil.walk_packages(documents.__path__, "amts.documents."):
        importlib.import_module(module.name)

ROOT = "http://schemas.openxmlformats.org"
TYPE = "application/vnd.openxmlformats-officedocument"


def notebook(text):
    kinds = ("markdown", "code", "raw")
    parts = [part.split("\x1f") for part in text.split("\x1e")]
    cells = [
        {"cell_type": kinds[len(lines) % 3 if len(lines) > 3 else 0], "metadata": {}, "source": lines}
        for lines in parts
    ]
    content = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 4}
    return json.dumps(content, ensure_ascii=len(text) % 2).encode()


def jsonl(text):
    records = ({"id": number, "text": part, "n": part} for number, part in enumerate(text.split("\x1e")))
    return "\n".join(json.dumps(record, ensure_ascii=len(text) % 2) for record in records).encode()


def table(delimiter):
    return lambda text: f"id{delimiter}text\n{text}".encode()


def office(parts):
    """Return a writer of office documents: of parts with the place of the text, by path, and what type each has."""

    def write(text):
        written = io.BytesIO()
        overrides = (
            f'<Override PartName="/{path}" ContentType="{TYPE}.{kind}+xml"/>' for path, (kind, _) in parts.items()
        )
        with zipfile.ZipFile(written, "w") as archive:
            archive.writestr("[Content_Types].xml", f"<Types>{''.join(overrides)}</Types>")
            for path, (_, around) in parts.items():
                archive.writestr(path, around.replace("TEXT", text))
        return written.getvalue()

    return write


WORD = f'<w:document xmlns:w="{ROOT}/wordprocessingml/2006/main"><w:body>TEXT</w:body></w:document>'
SLIDE = f'<p:sld xmlns:a="{ROOT}/drawingml/2006/main" xmlns:p="p" xmlns:r="r">TEXT</p:sld>'
STRINGS = f'<sst xmlns="{ROOT}/spreadsheetml/2006/main">TEXT</sst>'
WRITERS = {
    "notebook": notebook,
    "jsonl": jsonl,
    "csv": table(","),
    "tsv": table("\t"),
    "docx": office({"word/document.xml": ("wordprocessingml.document.main", WORD)}),
    "pptx": office(
        {
            "ppt/presentation.xml": ("presentationml.presentation.main", "<p/>"),
            "ppt/slides/slide1.xml": ("presentationml.slide", SLIDE),
        }
    ),
    "xlsx": office(
        {
            "xl/workbook.xml": ("spreadsheetml.sheet.main", "<workbook><calcPr/></workbook>"),
            "xl/sharedStrings.xml": ("spreadsheetml.sharedStrings", STRINGS),
        }
    ),
}


def checker(name, flavour):
    """Return what is called with the bytes of each input."""
    format_ = plugins.load("amts.formats", name)()
    write = WRITERS.get(name)
    options = ReadingOptions(
        flavour=flavour, comments=True, drawings=True, front_matter=("title", "description", "tags")
    )

    def check(content):
        if write and content[:1] < b"\x80":
            content = write(content[1:].decode(errors="replace"))
        try:
            document = format_.parse(content, f"fuzzed{format_.suffixes[0]}", options)
        except DocumentError:
            return
        failure = round_trip_failure(document, format_, "en")
        assert not failure, failure
        pseudo_failure(document, format_)

    return check


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("format", choices=plugins.names("amts.formats"))
    parser.add_argument("--flavour", choices=FLAVOURS, default="", help="of Markdown")
    chosen, others = parser.parse_known_args()
    atheris.Setup([sys.argv[0], *others], checker(chosen.format, chosen.flavour))
    atheris.Fuzz()


if __name__ == "__main__":
    main()
