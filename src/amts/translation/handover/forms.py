"""The forms in which units are handed over, by the ending of a file's name."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING, ClassVar, Protocol

from amts.errors import InputError
from amts.translation.handover.catalogue import CatalogueForm
from amts.translation.handover.rows import JsonLinesForm, TableForm
from amts.translation.handover.xliff import Xliff12Form

if TYPE_CHECKING:
    from collections.abc import Sequence

    from amts.translation.handover.merging import Answer
    from amts.translation.handover.units import Unit


class Form(Protocol):
    """A form in which a translator's tool reads and writes units."""

    suffix: ClassVar[str]

    def write(self, units: Sequence[Unit], source_tag: str, target_tag: str) -> bytes:
        """Return the units as a file; `target_tag` may be empty."""
        ...

    def read(self, content: bytes, name: str, units: Sequence[Unit]) -> list[Answer]:
        """Return the translations in a file.

        Args:
            content: the file.
            name: what it is called in errors.
            units: those of the documents as they are now: PO shows markup as it is, and they tell what is.

        Raises:
            InputError: the file is malformed.
        """
        ...


_FORMS: tuple[type[Form], ...] = (JsonLinesForm, TableForm, Xliff12Form, CatalogueForm)


def form_for(name: str) -> Form:
    """Return the form for a file name.

    Raises:
        InputError: no form has its ending.
    """
    suffix = PurePath(name).suffix.lower()
    for form in _FORMS:
        if form.suffix == suffix:
            return form()
    msg = f"{name}: texts are handed over as {' '.join(form.suffix for form in _FORMS)}"
    raise InputError(msg)
