"""The operations that translate, put together: texts and documents at once, folders as jobs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from amts.server.amazon.job_request import KIND
from amts.server.amazon.texts import Texts
from amts.server.amazon.translation_jobs import TranslationJobs

if TYPE_CHECKING:
    from collections.abc import Callable

    from amts.jobs.table import JobTable
    from amts.server.amazon.operations import Operation
    from amts.server.amazon.pairs import Engines
    from amts.server.options import ServerOptions

# For the workers: what does the jobs of a kind.
HANDLERS = {KIND: "amts.server.amazon.batch:open_handler"}


def translating_operations(
    options: ServerOptions, jobs: JobTable, engines: Engines, wake: Callable[[], None]
) -> dict[str, Operation]:
    """Return the operations that translate, by name; `wake` tells the workers that there is something to do."""
    texts = Texts(options, engines)
    work = TranslationJobs(options, engines, jobs, wake)
    return {
        "TranslateText": texts.translate_text,
        "TranslateDocument": texts.translate_document,
        "StartTextTranslationJob": work.start,
        "DescribeTextTranslationJob": work.describe,
        "ListTextTranslationJobs": work.listed,
        "StopTextTranslationJob": work.stop,
    }


def translating_extensions(options: ServerOptions, engines: Engines) -> dict[str, Operation]:
    """Return AMTS's own operations by the paths that they are reached at; none where Amazon's limits hold."""
    return {} if options.strict else {"/amts/translate-texts": Texts(options, engines).translate_texts}
