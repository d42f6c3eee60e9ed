"""Amazon Translate's operations and AMTS's own, put together; and what does their jobs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from amts.server.amazon import imports, job_request
from amts.server.amazon.languages import language_operations
from amts.server.amazon.parallel_data import parallel_data_operations
from amts.server.amazon.tags import tag_operations
from amts.server.amazon.terminologies import terminology_operations
from amts.server.amazon.texts import Texts
from amts.server.amazon.translation_jobs import TranslationJobs

if TYPE_CHECKING:
    from amts.server.amazon.desk import Desk
    from amts.server.amazon.operations import Operation
    from amts.server.amazon.pairs import Engines
    from amts.server.options import ServerOptions

# For the workers: what does the jobs of a kind.
HANDLERS = {
    imports.KIND: "amts.server.amazon.imports:open_handler",
    job_request.KIND: "amts.server.amazon.batch:open_handler",
}


def service_operations(desk: Desk, engines: Engines) -> dict[str, Operation]:
    """Return the operations by name; `engines` are those that translate."""
    texts, jobs = Texts(desk.options, engines), TranslationJobs(desk, engines)
    return {
        **parallel_data_operations(desk),
        **terminology_operations(desk),
        **tag_operations(desk),
        **language_operations(desk),
        "TranslateText": texts.translate_text,
        "TranslateDocument": texts.translate_document,
        "StartTextTranslationJob": jobs.start,
        "DescribeTextTranslationJob": jobs.describe,
        "ListTextTranslationJobs": jobs.listed,
        "StopTextTranslationJob": jobs.stop,
    }


def service_extensions(options: ServerOptions, engines: Engines) -> dict[str, Operation]:
    """Return AMTS's own operations by the paths that they are reached at; none where Amazon's limits hold."""
    return {} if options.strict else {"/amts/translate-texts": Texts(options, engines).translate_texts}
