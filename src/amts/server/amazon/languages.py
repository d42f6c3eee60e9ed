"""ListLanguages: the languages that can be translated now, by their names in one of ten languages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from amts.server.amazon.languages_table import code_of, name_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from amts.server.amazon.desk import Desk
    from amts.server.amazon.operations import Caller, Operation

_AUTO = {
    "en": "Auto", "de": "Automatisch", "es": "Automático", "fr": "Automatique", "it": "Automatico", "ja": "自動",
    "ko": "자동", "pt": "Automático", "zh": "自动", "zh-TW": "自動",
}  # fmt: skip


def language_operations(desk: Desk) -> dict[str, Operation]:
    """Return the operation by its name."""

    def listed(caller: Caller, request: Mapping[str, Any]) -> Mapping[str, Any]:
        display = request.get("DisplayLanguageCode", "en")
        codes = {code_of(tag) for pair in desk.pairs(caller.account) for tag in pair}
        names = sorted([*((name_of(code, display), code) for code in codes), (_AUTO[display], "auto")])

        def after(start: str, limit: int) -> list[tuple[str, str]]:
            return [each for each in names if _cursor(each) > start][:limit]

        found, token = desk.pages.page(caller, "ListLanguages", request, after, _cursor)
        languages = [{"LanguageName": name, "LanguageCode": code} for name, code in found]
        return {"Languages": languages, "DisplayLanguageCode": display, "NextToken": token}

    return {"ListLanguages": listed}


def _cursor(language: tuple[str, str]) -> str:
    return "\t".join(language)
