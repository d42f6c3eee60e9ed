"""Amazon Translate as settings describe it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from amts.engines.amazon.batch import Batches
from amts.engines.amazon.codes import amazon_code
from amts.engines.amazon.connection import connect, is_amazon
from amts.engines.amazon.costs import Purse, Rates
from amts.engines.amazon.customised import AmazonInBatches
from amts.engines.amazon.engine import AmazonEngine, AmazonTexts
from amts.engines.amazon.journal import Journal
from amts.engines.amazon.provision import Provision
from amts.engines.amazon.waiting import Patience
from amts.engines.options import check_least
from amts.engines.wrappers.retries import PATIENT
from amts.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

    from amts.engines.amazon.batch import Files

_FOLDER = re.compile(r"s3://[a-z0-9][.\-a-z0-9]{1,61}[a-z0-9](/.*)?")
_ROLE = re.compile(r"arn:aws(-[^:]+)?:iam::[0-9]{12}:role/.+")
_NAME = re.compile(r"(?:[A-Za-z0-9-]_?){1,200}")
# Who asks for no role gets one that says nothing.
_NO_ROLE = "arn:aws:iam::000000000000:role/amts"


def open_amazon(
    source_tag: str,
    target_tag: str,
    cache: Path,
    *,
    region: str = "",
    endpoint_url: str = "",
    profile: str = "",
    folder: str = "",
    s3_endpoint: str = "",
    s3_root: str = "",
    role: str = "",
    parallel_data: str = "amts",
    terminology: str = "",
    money: float | None = None,
    character_rate: float | None = None,
    customised_rate: float | None = None,
    rates_date: str = "",
    currency: str = "USD",
    concurrency: int = 8,
    retries: int = PATIENT.attempts - 1,
    timeout: float = 60.0,
    wait: float = Patience().limit,
) -> AmazonTexts:
    """Return Amazon Translate, or what speaks its API; with a folder in S3 it can be customised.

    The options are explained in docs/amazon.md; empty ones are as AWS's own tools are set, or do without.

    Raises:
        InputError: an option is none that makes sense.
        MissingExtraError: boto3 or obstore is not installed.
    """
    check_least(concurrency=(concurrency, 1), retries=(retries, 0), timeout=(timeout, 0.001), wait=(wait, 0))
    on_amazon = is_amazon(endpoint_url)
    _check(folder, parallel_data, role=role if on_amazon or role else _NO_ROLE)
    rates = _rates(Rates() if on_amazon else Rates(0.0, 0.0), character_rate, customised_rate, rates_date, currency)
    connection = connect(region, endpoint_url, profile, timeout)
    connection = replace(connection, backoff=replace(PATIENT, attempts=retries + 1))
    codes = amazon_code(source_tag), amazon_code(target_tag)
    engine = AmazonEngine(connection, codes, Purse(rates, money), terminology, concurrency)
    answers = cache / "amazon-answers.sqlite"
    if not folder:
        return AmazonTexts(engine, answers)
    files, patience = _files(s3_root, s3_endpoint), replace(Patience(), limit=wait)
    journal = Journal(cache / "amazon")
    batches = Batches(connection, files, folder, role or _NO_ROLE, journal, engine.purse, patience)
    provision = Provision(connection, files, folder, patience)
    return AmazonInBatches(engine, answers, batches, provision, parallel_data)


def _rates(usual: Rates, text: float | None, customised: float | None, date: str, currency: str) -> Rates:
    """Return the rates as they are set, the usual ones where they are not."""
    given = usual.text if text is None else text, usual.customised if customised is None else customised
    return Rates(*given, date or usual.date, currency)


def _check(folder: str, parallel_data: str, *, role: str) -> None:
    wrong = {
        "folder": (folder and not _FOLDER.fullmatch(folder), folder, "s3://my-bucket/amts"),
        "parallel_data": (not _NAME.fullmatch(parallel_data), parallel_data, "handbook"),
        "role": (folder and not _ROLE.fullmatch(role), role, "arn:aws:iam::123456789012:role/translate"),
    }
    for name, (is_wrong, value, example) in wrong.items():
        if is_wrong:
            msg = f"[engines.amazon]: {name} is {value!r}: expected such as {example!r}, see docs/amazon.md"
            raise InputError(msg)


def _files(root: str, endpoint: str) -> Files:
    from pathlib import Path

    from amts.storage.objects import open_objects

    if root and not Path(root).is_dir():
        msg = f"[engines.amazon]: s3_root is {root!r}: there is no such folder, and it is to have one for each bucket"
        raise InputError(msg)
    return open_objects(Path(root) if root else None, endpoint)
