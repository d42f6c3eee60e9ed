"""What can go wrong, split by what the caller would do next.

AmtsError                 exit code
├── InputError            2   the call or a file named in it is wrong: correct it and run again
│   ├── PathError             a path is missing, or holds nothing that can be used
│   ├── DocumentError         a document cannot be read: not UTF-8, too large, unknown format
│   ├── LanguageError         a language tag is unknown
│   ├── SettingsError         amts.toml is missing or malformed
│   ├── LedgerError           the record of a translation is damaged or half merged
│   └── GitError              git is missing, or cannot do what was asked
├── DataError             3   the data do not suffice: more or other data are needed
├── EngineError           4   a translation engine failed
│   └── BudgetError           the next request could cost more than is left of the budget
├── RetryError            4   what is needed cannot be had now, but perhaps later
├── MissingExtraError     5   an optional package is not installed
└── IntegrityError        6   a result would have broken a document; nothing was written
    └── LossError             6   a result would have lost what a person has written; nothing was written
"""

from __future__ import annotations


class AmtsError(Exception):
    """Root of all errors that AMTS raises on purpose."""

    exit_code = 1


class InputError(AmtsError):
    """The call, or a file that it names, is wrong."""

    exit_code = 2


class PathError(InputError):
    """A path does not exist or holds nothing that can be used."""


class DocumentError(InputError):
    """A document cannot be read."""


class LanguageError(InputError):
    """A language tag is unknown."""


class SettingsError(InputError):
    """The project's settings are missing or malformed."""


class LedgerError(InputError):
    """The record of a translated document is damaged or half merged."""


class GitError(InputError):
    """The program git is missing, or cannot do what was asked."""


class DataError(AmtsError):
    """The data do not suffice for what was asked."""

    exit_code = 3


class EngineError(AmtsError):
    """A translation engine failed."""

    exit_code = 4


class BudgetError(EngineError):
    """What is to be translated could cost more than is left of the budget."""


class RetryError(AmtsError):
    """What is needed cannot be had now, but perhaps later: try again."""

    exit_code = 4


class MissingExtraError(AmtsError):
    """An optional package is not installed."""

    exit_code = 5


class IntegrityError(AmtsError):
    """A result would have broken a document, so nothing was written."""

    exit_code = 6


class LossError(IntegrityError):
    """A result would have lost what a person has written, so nothing was written."""
