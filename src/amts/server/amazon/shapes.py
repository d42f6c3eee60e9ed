"""The API of Amazon Translate as a table: what its operations take, give and raise, and what must hold of each value.

The table is our own, so that a server needs no package of Amazon's; a test compares it with the one in botocore.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from amts.server.amazon.languages_table import DISPLAY_LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Mapping

NAMESPACE = "AWSShineFrontendService_20170701"


@dataclass(frozen=True, slots=True)
class Text:
    """A string.

    Attributes:
        least: so many characters at least.
        most: so many characters at most; 0: any number.
        pattern: a regular expression in Amazon's dialect that all of it must match; empty: none.
        values: the only values; empty: any.
        fault: the exception for another value than these, or for one that is too long, measured in UTF-8 then; empty:
            the one for all that is wrong.
    """

    least: int = 0
    most: int = 0
    pattern: str = ""
    values: tuple[str, ...] = ()
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Number:
    """An integer; with `most` 0, any."""

    least: int = 0
    most: int = 0


@dataclass(frozen=True, slots=True)
class Blob:
    """Bytes: `most` of them, 0: any number; `fault` is the exception for more."""

    most: int = 0
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Time:
    """A point in time."""


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list of `least` to `most` values; with `most` 0, any number of them."""

    member: Shape
    least: int = 0
    most: int = 0


@dataclass(frozen=True, slots=True)
class Structure:
    """Named values, of which those in `required` must be there."""

    members: Mapping[str, Shape]
    required: frozenset[str] = frozenset()


Shape = Text | Number | Blob | Time | ListOf | Structure


@dataclass(frozen=True, slots=True)
class Signature:
    """What an operation takes, gives and raises."""

    input: Structure
    output: Structure
    errors: frozenset[str]


def _record(required: str = "", /, **members: Shape) -> Structure:
    return Structure(members, frozenset(required.split()))


def _one_of(*values: str) -> Text:
    return Text(values=values)


ANY_TEXT = r"[\P{M}\p{M}]{%d,%d}"
_STRING = Text(0, 10000, ANY_TEXT % (0, 10000))
_LONG_STRING = Text()
NAME = Text(1, 256, r"^([A-Za-z0-9-]_?)+$")
_NAMES = ListOf(NAME)
_JOB_NAME = Text(1, 256, r"^([\p{L}\p{Z}\p{N}_.:/=+\-%@]*)$")
_JOB_ID = Text(1, 32, r"^([\p{L}\p{Z}\p{N}_.:/=+\-%@]*)$")
_TOKEN = Text(1, 64, r"^[a-zA-Z0-9-]+$")
_DESCRIPTION = Text(0, 256, ANY_TEXT % (0, 256))
_LANGUAGE = Text(2, 5)
_TARGETS = ListOf(_LANGUAGE, least=1)
_URI = Text(0, 1024, r"s3://[a-z0-9][\.\-a-z0-9]{1,61}[a-z0-9](/.*)?")
_ROLE = Text(20, 2048, r"arn:aws(-[^:]+)?:iam::[0-9]{12}:role/.+")
_CONTENT_TYPE = Text(0, 256, r"^[-\w.]+\/[-\w.+]+$")
_ARN = Text(1, 512)
_NEXT = Text(0, 8192, r"\p{ASCII}{0,8192}")
_FORMAT = _one_of("CSV", "TMX", "TSV")
_DISPLAY = Text(
    values=DISPLAY_LANGUAGES,
    fault="UnsupportedDisplayLanguageCodeException",
)
_DATA_STATUS = _one_of("CREATING", "UPDATING", "ACTIVE", "DELETING", "FAILED")
_JOB_STATUS = _one_of(
    "SUBMITTED", "IN_PROGRESS", "COMPLETED", "COMPLETED_WITH_ERROR", "FAILED", "STOP_REQUESTED", "STOPPED"
)
_KEY_ID = Text(
    1,
    400,
    r"(arn:aws((-us-gov)|(-iso)|(-iso-b)|(-cn))?:kms:)?([a-z]{2}-[a-z]+(-[a-z]+)?-\d:)?(\d{12}:)?"
    r"(((key/)?[a-zA-Z0-9-_]+)|(alias/[a-zA-Z0-9:/_-]+))",
)
_KEY = _record("Type Id", Type=_one_of("KMS"), Id=_KEY_ID)
_PAGE: dict[str, Shape] = {"NextToken": _NEXT, "MaxResults": Number(1, 500)}
_TAG = _record("Key Value", Key=Text(1, 128), Value=Text(0, 256))
_TAGS = ListOf(_TAG, most=200)
_SETTINGS = _record(Formality=_one_of("FORMAL", "INFORMAL"), Profanity=_one_of("MASK"), Brevity=_one_of("ON"))
_DATA_CONFIG = _record(S3Uri=_URI, Format=_FORMAT)
_LOCATION = _record("RepositoryType Location", RepositoryType=_STRING, Location=_STRING)
_INPUT_CONFIG = _record("S3Uri ContentType", S3Uri=_URI, ContentType=_CONTENT_TYPE)
_OUTPUT_CONFIG = _record("S3Uri", S3Uri=_URI, EncryptionKey=_KEY)
_APPLIED = ListOf(_record(Name=NAME, Terms=ListOf(_record(SourceText=_STRING, TargetText=_STRING))))
_DIRECTIONALITY = _one_of("UNI", "MULTI")

_TERMINOLOGY = _record(
    Name=NAME, Description=_DESCRIPTION, Arn=_ARN, SourceLanguageCode=_LANGUAGE,
    TargetLanguageCodes=ListOf(_LANGUAGE), EncryptionKey=_KEY, SizeBytes=Number(), TermCount=Number(),
    CreatedAt=Time(), LastUpdatedAt=Time(), Directionality=_DIRECTIONALITY, Message=_LONG_STRING,
    SkippedTermCount=Number(), Format=_FORMAT,
)  # fmt: skip
_PARALLEL_DATA = _record(
    Name=NAME, Arn=_ARN, Description=_DESCRIPTION, Status=_DATA_STATUS, SourceLanguageCode=_LANGUAGE,
    TargetLanguageCodes=ListOf(_LANGUAGE), ParallelDataConfig=_DATA_CONFIG, Message=_LONG_STRING,
    ImportedDataSize=Number(), ImportedRecordCount=Number(), FailedRecordCount=Number(), SkippedRecordCount=Number(),
    EncryptionKey=_KEY, CreatedAt=Time(), LastUpdatedAt=Time(), LatestUpdateAttemptStatus=_DATA_STATUS,
    LatestUpdateAttemptAt=Time(),
)  # fmt: skip
_JOB = _record(
    JobId=_JOB_ID, JobName=_JOB_NAME, JobStatus=_JOB_STATUS,
    JobDetails=_record(
        TranslatedDocumentsCount=Number(), DocumentsWithErrorsCount=Number(), InputDocumentsCount=Number()
    ),
    SourceLanguageCode=_LANGUAGE, TargetLanguageCodes=_TARGETS, TerminologyNames=_NAMES, ParallelDataNames=_NAMES,
    Message=_LONG_STRING, SubmittedTime=Time(), EndTime=Time(), InputDataConfig=_INPUT_CONFIG,
    OutputDataConfig=_OUTPUT_CONFIG, DataAccessRoleArn=_ROLE, Settings=_SETTINGS,
)  # fmt: skip
_TRANSLATED: dict[str, Shape] = {
    "SourceLanguageCode": _LANGUAGE, "TargetLanguageCode": _LANGUAGE,
    "AppliedTerminologies": _APPLIED, "AppliedSettings": _SETTINGS,
}  # fmt: skip
_ASKED: dict[str, Shape] = {
    "SourceLanguageCode": _LANGUAGE, "TargetLanguageCode": _LANGUAGE,
    "TerminologyNames": _NAMES, "Settings": _SETTINGS,
}  # fmt: skip
_CODES = "SourceLanguageCode TargetLanguageCode"
_NAMED = _record("Name", Name=NAME)
_NAME_STATUS = _record(Name=NAME, Status=_DATA_STATUS)
_WITH_JOB_ID = _record("JobId", JobId=_JOB_ID)
_JOB_ANSWER = _record(JobId=_JOB_ID, JobStatus=_JOB_STATUS)

_TEXT = Text(1, 10000, ANY_TEXT % (1, 10000), fault="TextSizeLimitExceededException")
_TRANSLATED_TEXT = Text(0, 20000, ANY_TEXT % (0, 20000))
_DOCUMENT = _record("Content ContentType", Content=Blob(102400, "LimitExceededException"), ContentType=_CONTENT_TYPE)
_FILE = _record(
    "File Format", File=Blob(10485760, "LimitExceededException"), Format=_FORMAT, Directionality=_DIRECTIONALITY
)  # fmt: skip

# Abbreviations of exceptions, for the table of operations.
_ERRORS = {
    "IPV": "InvalidParameterValueException", "IRE": "InvalidRequestException", "LEE": "LimitExceededException",
    "TSL": "TextSizeLimitExceededException", "ULP": "UnsupportedLanguagePairException",
    "DLL": "DetectedLanguageLowConfidenceException", "RNF": "ResourceNotFoundException",
    "TMR": "TooManyRequestsException", "CME": "ConcurrentModificationException", "COE": "ConflictException",
    "TMT": "TooManyTagsException", "IFE": "InvalidFilterException", "UDL": "UnsupportedDisplayLanguageCodeException",
    "SUE": "ServiceUnavailableException", "ISE": "InternalServerException",
}  # fmt: skip

# Each exception's status, and its members besides the message.
EXCEPTIONS: Mapping[str, tuple[int, frozenset[str]]] = {
    **dict.fromkeys(_ERRORS.values(), (400, frozenset[str]())),
    "ResourceNotFoundException": (404, frozenset()),
    "ConcurrentModificationException": (409, frozenset()),
    "ConflictException": (409, frozenset()),
    "TooManyRequestsException": (429, frozenset()),
    "InternalServerException": (500, frozenset()),
    "ServiceUnavailableException": (503, frozenset()),
    "TooManyTagsException": (400, frozenset({"ResourceArn"})),
    "DetectedLanguageLowConfidenceException": (400, frozenset({"DetectedLanguageCode"})),
    "UnsupportedDisplayLanguageCodeException": (400, frozenset({"DisplayLanguageCode"})),
    "UnsupportedLanguagePairException": (400, frozenset({"SourceLanguageCode", "TargetLanguageCode"})),
}

# What AMTS's own request for many texts has.
TEXTS = _record(
    f"Texts {_CODES}",
    Texts=ListOf(Text(0, 10000, ANY_TEXT % (0, 10000), fault=_TEXT.fault), 1, 1000),
    ParallelDataNames=_NAMES,
    **_ASKED,
)


def _takes(request: Structure, answer: Structure, errors: str) -> Signature:
    return Signature(request, answer, frozenset(_ERRORS[each] for each in f"{errors} ISE".split()))


OPERATIONS: Mapping[str, Signature] = {
    "TranslateText": _takes(
        _record(f"Text {_CODES}", Text=_TEXT, **_ASKED),
        _record(f"TranslatedText {_CODES}", TranslatedText=_TRANSLATED_TEXT, **_TRANSLATED),
        "IRE TSL TMR ULP DLL RNF SUE",
    ),
    "TranslateDocument": _takes(
        _record(f"Document {_CODES}", Document=_DOCUMENT, **_ASKED),
        _record(f"TranslatedDocument {_CODES}", TranslatedDocument=_record("Content", Content=Blob()), **_TRANSLATED),
        "IRE LEE TMR RNF ULP SUE",
    ),
    "ListLanguages": _takes(
        _record(DisplayLanguageCode=_DISPLAY, **_PAGE),
        _record(
            Languages=ListOf(_record("LanguageName LanguageCode", LanguageName=Text(1, 256), LanguageCode=_LANGUAGE)),
            DisplayLanguageCode=_DISPLAY, NextToken=_NEXT,
        ),
        "IPV TMR UDL",
    ),
    "ImportTerminology": _takes(
        _record(
            "Name MergeStrategy TerminologyData", Name=NAME, MergeStrategy=_one_of("OVERWRITE"),
            Description=_DESCRIPTION, TerminologyData=_FILE, EncryptionKey=_KEY, Tags=_TAGS,
        ),
        _record(TerminologyProperties=_TERMINOLOGY, AuxiliaryDataLocation=_LOCATION),
        "IPV LEE TMR TMT CME",
    ),
    "GetTerminology": _takes(
        _record("Name", Name=NAME, TerminologyDataFormat=_FORMAT),
        _record(
            TerminologyProperties=_TERMINOLOGY, TerminologyDataLocation=_LOCATION, AuxiliaryDataLocation=_LOCATION
        ),
        "RNF IPV TMR",
    ),
    "ListTerminologies": _takes(
        _record(**_PAGE), _record(TerminologyPropertiesList=ListOf(_TERMINOLOGY), NextToken=_NEXT), "IPV TMR"
    ),
    "DeleteTerminology": _takes(_NAMED, _record(), "RNF TMR IPV"),
    "CreateParallelData": _takes(
        _record(
            "Name ParallelDataConfig ClientToken", Name=NAME, Description=_DESCRIPTION,
            ParallelDataConfig=_DATA_CONFIG, EncryptionKey=_KEY, ClientToken=_TOKEN, Tags=_TAGS,
        ),
        _NAME_STATUS,
        "IPV IRE LEE TMR TMT COE CME",
    ),
    "UpdateParallelData": _takes(
        _record(
            "Name ParallelDataConfig ClientToken", Name=NAME, Description=_DESCRIPTION,
            ParallelDataConfig=_DATA_CONFIG, ClientToken=_TOKEN,
        ),
        _record(
            Name=NAME, Status=_DATA_STATUS, LatestUpdateAttemptStatus=_DATA_STATUS, LatestUpdateAttemptAt=Time()
        ),
        "CME IPV IRE LEE TMR COE RNF",
    ),
    "DeleteParallelData": _takes(_NAMED, _NAME_STATUS, "CME RNF TMR"),
    "GetParallelData": _takes(
        _NAMED,
        _record(
            ParallelDataProperties=_PARALLEL_DATA, DataLocation=_LOCATION, AuxiliaryDataLocation=_LOCATION,
            LatestUpdateAttemptAuxiliaryDataLocation=_LOCATION,
        ),
        "RNF IPV TMR",
    ),
    "ListParallelData": _takes(
        _record(**_PAGE), _record(ParallelDataPropertiesList=ListOf(_PARALLEL_DATA), NextToken=_NEXT), "IPV TMR"
    ),
    "StartTextTranslationJob": _takes(
        _record(
            "InputDataConfig OutputDataConfig DataAccessRoleArn SourceLanguageCode TargetLanguageCodes ClientToken",
            JobName=_JOB_NAME, InputDataConfig=_INPUT_CONFIG, OutputDataConfig=_OUTPUT_CONFIG,
            DataAccessRoleArn=_ROLE, SourceLanguageCode=_LANGUAGE, TargetLanguageCodes=_TARGETS,
            TerminologyNames=_NAMES, ParallelDataNames=_NAMES, ClientToken=_TOKEN, Settings=_SETTINGS,
        ),
        _JOB_ANSWER,
        "TMR ULP IRE RNF IPV",
    ),
    "DescribeTextTranslationJob": _takes(_WITH_JOB_ID, _record(TextTranslationJobProperties=_JOB), "RNF TMR"),
    "ListTextTranslationJobs": _takes(
        _record(
            Filter=_record(
                JobName=_JOB_NAME, JobStatus=_JOB_STATUS, SubmittedBeforeTime=Time(), SubmittedAfterTime=Time()
            ),
            **_PAGE,
        ),
        _record(TextTranslationJobPropertiesList=ListOf(_JOB), NextToken=_NEXT),
        "IRE TMR IFE",
    ),
    "StopTextTranslationJob": _takes(_WITH_JOB_ID, _JOB_ANSWER, "RNF TMR"),
    "TagResource": _takes(_record("ResourceArn Tags", ResourceArn=_ARN, Tags=_TAGS), _record(), "IPV CME RNF TMT"),
    "UntagResource": _takes(
        _record("ResourceArn TagKeys", ResourceArn=_ARN, TagKeys=ListOf(Text(1, 128), most=200)), _record(),
        "IPV CME RNF",
    ),
    "ListTagsForResource": _takes(_record("ResourceArn", ResourceArn=_ARN), _record(Tags=_TAGS), "IPV RNF"),
}  # fmt: skip
