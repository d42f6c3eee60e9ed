"""A format that another package brings works as the built-in ones do."""

import os
import subprocess
import sys

import pytest

MODULE = '''
import re

from amts.documents.protocol import AS_USUAL, UNCHANGED
from amts.documents.splice import decode, splice
from amts.records import Block, BlockKind, Document, Links


class Properties:
    """Lines `key = value`."""

    suffixes = (".properties",)

    def parse(self, content, name, options=AS_USUAL):
        decode(content, name)
        found = re.finditer(rb"^[\\w.]+ *= *(\\S[^\\r\\n]*\\S)", content, re.M)
        blocks = tuple(Block(BlockKind.CELL, *match.span(1), match[1].decode()) for match in found)
        return Document(name, "properties", content, blocks, content, options=options)

    def render(self, document, texts, addresses=UNCHANGED):
        return splice(document, texts, addresses)

    def links(self, document):
        return Links()
'''
METADATA = "Metadata-Version: 2.1\nName: amts-properties\nVersion: 1.0\n"
ENTRY_POINTS = "[amts.formats]\nproperties = amts_properties:Properties\n"


@pytest.fixture
def installed(tmp_path):
    """Return an environment in which the package is installed."""
    site = tmp_path / "site"
    facts = site / "amts_properties-1.0.dist-info"
    facts.mkdir(parents=True)
    (site / "amts_properties.py").write_text(MODULE)
    (facts / "METADATA").write_text(METADATA)
    (facts / "entry_points.txt").write_text(ENTRY_POINTS)
    return {**os.environ, "PYTHONPATH": str(site)}


def run(environment, *command):
    done = subprocess.run([sys.executable, *command], env=environment, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout, done.stderr


def test_a_document_of_a_foreign_format_is_checked(installed, tmp_path):
    (tmp_path / "app.properties").write_text("title = The red house\n# a comment\nsize=12 px\n")
    code, out, _ = run(installed, "-m", "amts", "documents", "check", str(tmp_path / "app.properties"))
    assert (code, out.splitlines()[-1]) == (0, "1 files, 1 identical, 0 failed")


def test_without_the_package_the_format_is_unknown(tmp_path):
    (tmp_path / "app.properties").write_text("title = The red house\n")
    code, _, err = run(dict(os.environ), "-m", "amts", "documents", "check", str(tmp_path / "app.properties"))
    assert code != 0
    assert "no format for '.properties' files" in err + _


def test_a_foreign_format_can_be_held_to_the_contract(installed):
    check = (
        "from amts.testing.formats import check_format; from amts_properties import Properties; "
        "check_format(Properties, [b'title = The red house\\n'])"
    )
    assert run(installed, "-c", check) == (0, "", "")
