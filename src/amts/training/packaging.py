"""A model as a Python package: a wheel that pip installs offline, and that `neural` finds by its languages."""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import json
import shutil
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from amts.engines.neural.models import GROUP, WEIGHTS
from amts.storage.files import replacing
from amts.training.card import card_page

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from amts.training.recipe import Recipe

MODEL, CARD, PAGE = "model", "card.json", "README.md"
# The same files make the same wheel.
_MOMENT = (1980, 1, 1, 0, 0, 0)
_INIT = '''"""A translation model for AMTS."""

from pathlib import Path

MODEL = Path(__file__).parent / "model"
'''


@dataclass(frozen=True, slots=True)
class Package:
    """What a package is called.

    Attributes:
        name: as pip calls it, such as `amts-model-en-zh`.
        version: its version.
        directions: from which language into which its model translates.
    """

    name: str
    version: str
    directions: Sequence[tuple[str, str]]

    @property
    def module(self) -> str:
        """As Python calls it."""
        return self.name.replace("-", "_").replace(".", "_").lower()

    @property
    def wheel(self) -> str:
        """The name of the file."""
        return f"{self.module}-{self.version}-py3-none-any.whl"


def package_of(recipe: Recipe) -> Package:
    """Return what the package of a recipe is called."""
    tags = dict.fromkeys(tag for direction in recipe.language_pairs for tag in direction)
    return Package(
        recipe.package.name or "-".join(["amts-model", *tags]).lower(), recipe.package.version, recipe.directions
    )


def write_wheel(
    folder: Path, package: Package, model: Path, card: Mapping[str, Any], weights: Path | None = None
) -> Path:
    """Write a model and its card as a wheel, and return the file.

    Args:
        folder: gets the wheel.
        package: what it is called.
        model: the folder of the model in CTranslate2 format.
        card: its card.
        weights: a folder with the same model in Hugging Face format, which can be tuned.

    Raises:
        PathError: the file cannot be written.
    """
    path = folder / package.wheel
    about = f"{package.module}-{package.version}.dist-info"
    record: list[tuple[str, str, int]] = []
    with replacing(path) as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in _files(package, model, card, weights, about):
            digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
            record.append((name, f"sha256={digest}", len(content)))
            _write(archive, name, content)
        text = io.StringIO(newline="")
        csv.writer(text, lineterminator="\n").writerows([*record, (f"{about}/RECORD", "", "")])
        _write(archive, f"{about}/RECORD", text.getvalue().encode())
    return path


def _write(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    entry = zipfile.ZipInfo(name, _MOMENT)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    archive.writestr(entry, content)


def _files(
    package: Package, model: Path, card: Mapping[str, Any], weights: Path | None, about: str
) -> Iterator[tuple[str, bytes]]:
    """Yield the files of a package, but for the list of them."""
    root = package.module
    page = card_page(card)
    yield f"{root}/__init__.py", _INIT.encode()
    yield f"{root}/{CARD}", json.dumps(card, ensure_ascii=False, indent=2).encode()
    yield f"{root}/{PAGE}", page.encode()
    for place, folder in ((MODEL, model), (f"{MODEL}/{WEIGHTS}", weights)):
        for path in sorted(folder.iterdir()) if folder else ():
            if path.is_file():
                yield f"{root}/{place}/{path.name}", path.read_bytes()
    yield f"{about}/METADATA", _metadata(package, card, page).encode()
    yield f"{about}/WHEEL", b"Wheel-Version: 1.0\nGenerator: amts\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    entries = "\n".join(f"{source}-{target} = {root}:MODEL" for source, target in package.directions)
    yield f"{about}/entry_points.txt", f"[{GROUP}]\n{entries}\n".encode()


def _metadata(package: Package, card: Mapping[str, Any], page: str) -> str:
    summary = " ".join((card["description"] or f"A translation model for AMTS: {card['name']}").split())
    return (
        f"Metadata-Version: 2.1\nName: {package.name}\nVersion: {package.version}\nSummary: {summary}\n"
        f"License: {card['licence']}\nDescription-Content-Type: text/markdown\n\n{page}"
    )


def write_folder(
    folder: Path, model: Path, card: Mapping[str, Any], weights: Path | None = None
) -> Path:  # fmt: skip
    """Write a model and its card as a folder, which `neural` takes by its path; return that of the model."""
    place = folder / MODEL
    shutil.copytree(model, place)
    if weights:
        shutil.copytree(weights, place / WEIGHTS)
    (folder / CARD).write_text(json.dumps(card, ensure_ascii=False, indent=2), encoding="utf-8")
    (folder / PAGE).write_text(card_page(card), encoding="utf-8")
    return place
