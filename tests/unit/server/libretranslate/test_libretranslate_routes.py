"""LibreTranslate's API, with a dictionary in the place of an engine."""

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from amts.errors import EngineError, InputError, RetryError
from amts.parallel.resource import ParallelStore
from amts.server.libretranslate.fields import CHARACTERS, TEXTS
from amts.server.libretranslate.files import WAITS, TranslatedFiles
from amts.server.libretranslate.routes import libretranslate_routes
from amts.server.libretranslate.service import LibreTranslate
from amts.server.libretranslate.suggestions import Suggestions
from amts.testing.fakes import DictionaryEngine

WORDS = {"the": "el", "house": "casa", "is": "es", "red": "rojo", "small": "pequeño", "dog": "perro"}


class Frail(DictionaryEngine):
    def translate(self, segments):
        if any("fail" in segment.text for segment in segments):
            msg = "the engine is ill"
            raise EngineError(msg)
        if any("later" in segment.text for segment in segments):
            msg = "come again"
            raise RetryError(msg)
        return super().translate(segments)


class OneDirection:
    """Translates from English into Spanish, with a dictionary."""

    dictionary = Frail(WORDS)

    def pairs(self, account):
        return [("en", "es"), ("zh", "es")]

    def general(self, account, source, target):
        if (source, target) not in self.pairs(account):
            msg = f"no engine for {source} to {target}"
            raise InputError(msg)
        return self.dictionary


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


def guess(text):
    return [("en", 0.925), ("nl", 0.05)] if "the" in text.lower() else [("fr", 0.4)]


def client_of(folder, account_of=None, clock=None):
    store = ParallelStore(folder / "parallel.sqlite")
    files = TranslatedFiles(folder / "translated", clock) if clock else TranslatedFiles(folder / "translated")
    service = LibreTranslate(OneDirection(), guess, Suggestions(store, folder / "cache"), files)
    return TestClient(Starlette(routes=libretranslate_routes(service, account_of)))


@pytest.fixture
def client(tmp_path):
    return client_of(tmp_path)


def translated(client, text, **more):
    return client.post("/translate", json={"q": text, "source": "en", "target": "es", **more}).json()


def refused(client, path, content, status=400):
    answer = client.post(path, json=content)
    assert answer.status_code == status, answer.text
    return answer.json()["error"]


def test_a_text_is_translated_from_json_a_form_or_the_address(client):
    asked = {"q": "The house", "source": "en", "target": "es"}
    expected = {"translatedText": "El casa"}
    assert client.post("/translate", json=asked).json() == expected
    assert client.post("/translate", data=asked).json() == expected
    assert client.post("/translate", data=asked, files={"no": b""}).json() == expected
    assert client.post("/translate", params=asked).json() == expected


def test_a_list_is_answered_with_a_list_in_its_order(client):
    assert translated(client, ["red dog", "", "house"]) == {"translatedText": ["rojo perro", "", "casa"]}
    assert translated(client, ["red"]) == {"translatedText": ["rojo"]}


def test_html_keeps_its_tags_and_plain_text_its_angle_brackets(client):
    assert translated(client, '<p class="dog">red <b>dog</b></p>', format="html") == {
        "translatedText": '<p class="dog">rojo <b>perro</b></p>'
    }
    assert translated(client, "dog < house & red")["translatedText"] == "perro < casa & rojo"


def test_lines_of_a_form_end_as_elsewhere(client):
    answer = client.post("/translate", data={"q": "red dog\r\n\r\nhouse", "source": "en", "target": "es"})
    assert answer.json() == {"translatedText": "rojo perro\n\ncasa"}


def test_auto_says_what_was_detected(client):
    assert translated(client, "The house", source="auto") == {
        "translatedText": "El casa",
        "detectedLanguage": {"confidence": 92.5, "language": "en"},
    }
    many = translated(client, ["house", "the dog"], source="auto")
    assert [each["language"] for each in many["detectedLanguage"]] == ["en", "en"]  # a word alone tells nothing
    assert "fr" in refused(client, "/translate", {"q": "maison", "source": "auto", "target": "es"})


def test_a_language_is_known_by_other_tags_too(client):
    for tag in ("en", "en_US", "en-GB", "eng"):
        assert translated(client, "dog", source=tag)["translatedText"] == "perro"
    assert translated(client, "dog", source="zh_Hans", target="es-MX")["translatedText"] == "perro"


def test_the_same_language_is_not_translated(client):
    assert translated(client, "the dog", target="en") == {"translatedText": "the dog"}


def test_detect_gives_percents(client):
    assert client.post("/detect", json={"q": "the dog"}).json() == [
        {"confidence": 92.5, "language": "en"},
        {"confidence": 5.0, "language": "nl"},
    ]


def test_the_languages_say_into_which_they_can_be_translated(client):
    assert client.get("/languages").json() == [
        {"code": "en", "name": "English", "targets": ["es"]},
        {"code": "zh", "name": "Chinese", "targets": ["es"]},
    ]


def test_the_settings_for_a_page(client):
    settings = client.get("/frontend/settings").json()
    assert settings["language"] == {
        "source": {"code": "auto", "name": "Auto Detect"},
        "target": {"code": "es", "name": "Spanish"},
    }
    assert {".md", ".html", ".docx"} < set(settings["supportedFilesFormat"])
    assert (settings["keyRequired"], settings["charLimit"]) == (False, CHARACTERS)
    assert client.get("/health").json() == {"status": "ok"}


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"q": None}, "Invalid request: missing q parameter"),
        ({"q": []}, "Invalid request: missing q parameter"),
        ({"source": ""}, "Invalid request: missing source parameter"),
        ({"target": None}, "Invalid request: missing target parameter"),
        ({"q": 7}, "Invalid request: q must be a text"),
        ({"q": ["a", {}]}, "Invalid request: q must be a text"),
        ({"format": "rtf"}, "rtf format is not supported"),
        ({"alternatives": -1}, "Invalid request: alternatives must be a number that is not negative"),
        ({"q": "x" * (CHARACTERS + 1)}, f"exceeds text limit ({CHARACTERS})"),
        ({"q": ["x"] * (TEXTS + 1)}, f"exceeds text limit ({TEXTS})"),
        ({"target": "klingonish"}, "unknown language tag 'klingonish'"),
        ({"target": "ja"}, "no engine for en to ja"),
        ({"q": "fail"}, "the engine is ill"),
    ],
)
def test_what_is_wrong_is_said_as_libretranslate_says_it(client, changed, error):
    assert error in refused(client, "/translate", {"q": "dog", "source": "en", "target": "es"} | changed)


@pytest.mark.parametrize("body", [b"", b"7", b"[]", b"{", b"\xff", b"[" * 100_000, b'{"q": "\\ud800", "source": "en"'])
def test_no_malformed_json_is_an_error_of_the_server(client, body):
    answer = client.post("/translate", content=body, headers={"content-type": "application/json"})
    assert (answer.status_code, answer.json()) == (400, {"error": "Invalid JSON format"})


def test_half_a_character_is_refused(client):
    body = b'{"q": "\\ud800", "source": "en", "target": "es"}'
    answer = client.post("/translate", content=body, headers={"content-type": "application/json"})
    assert (answer.status_code, "surrogate" in answer.json()["error"]) == (400, True)


def test_a_malformed_form_is_refused(client):
    headers = {"content-type": "multipart/form-data; boundary=x"}
    assert client.post("/translate", content=b"--y\r\nno", headers=headers).status_code == 400
    assert client.post("/translate", content=b"", headers={"content-type": "multipart/form-data"}).status_code == 400


def test_a_file_is_translated_and_fetched(client):
    files = {"file": ("folder/../My page <b>.md", b"# Red\n\nThe *dog*.\n")}
    answer = client.post("/translate_file", data={"source": "en", "target": "es"}, files=files)
    address = answer.json()["translatedFileUrl"]
    assert address.startswith("http://testserver/download_file/")
    fetched = client.get(address)
    assert fetched.content == b"# Rojo\n\nEl *perro*.\n"
    assert fetched.headers["content-disposition"] == 'attachment; filename="My_page_b_.md"'
    assert fetched.headers["content-type"] == "application/octet-stream"


def test_a_file_of_no_known_format_is_refused(client):
    answer = client.post("/translate_file", data={"source": "en", "target": "es"}, files={"file": ("a.exe", b"MZ")})
    assert (answer.status_code, answer.json()["error"]) == (400, "Invalid request: file format not supported")
    answer = client.post("/translate_file", data={"source": "en", "target": "es", "file": "no upload"})
    assert (answer.status_code, answer.json()["error"]) == (400, "Invalid request: missing file parameter")


def test_a_file_that_cannot_be_read_is_refused(client):
    for name, content in (("a.md", b"\xff\xfe\x00"), ("a.docx", b"no zip")):
        answer = client.post("/translate_file", data={"source": "en", "target": "es"}, files={"file": (name, content)})
        assert (answer.status_code, name in answer.json()["error"]) == (400, True)


def test_a_file_waits_half_an_hour(tmp_path):
    clock = Clock()
    files = TranslatedFiles(tmp_path, clock)
    name = files.keep("a.md", b"1")
    path, called = files.find(name)
    clock.now = path.stat().st_mtime + WAITS
    assert (files.find(name), called) == ((path, "a.md"), "a.md")
    clock.now += 1
    assert files.find(name) is None
    files.keep("b.md", b"2")
    assert not path.exists()


@pytest.mark.parametrize(
    "name", ["x", "../parallel.sqlite", "%2e%2e%2fparallel.sqlite", "..%2f..%2fetc%2fpasswd", f"{'0' * 32}.md", "%00"]
)
def test_nothing_else_can_be_fetched(client, tmp_path, name):
    (tmp_path / "parallel.sqlite").write_bytes(b"secret")
    assert client.get(f"/download_file/{name}").status_code == 404


def test_a_suggestion_is_used_at_once_and_learnt_from(client):
    assert translated(client, "The red house is small.")["translatedText"] == "El rojo casa es pequeño."
    suggestion = {"q": "The red house is small.", "s": "La casa roja es pequeña.", "source": "en", "target": "es"}
    assert client.post("/suggest", data=suggestion).json() == {"success": True}
    assert translated(client, "The red house is small.", alternatives=3) == {
        "translatedText": "La casa roja es pequeña.",
        "alternatives": ["El rojo casa es pequeño."],
    }
    # In a longer text, and in HTML; elsewhere nothing changes.
    assert translated(client, "The dog. The red house is small.")["translatedText"] == (
        "El perro. La casa roja es pequeña."
    )
    html = translated(client, "<p>The red house is small.</p>", format="html")
    assert html["translatedText"] == "<p>La casa roja es pequeña.</p>"
    assert translated(client, ["The dog"], alternatives=1) == {"translatedText": ["El perro"], "alternatives": [[]]}


def test_the_last_suggestion_counts_and_outlives_the_server(tmp_path):
    for said in ("Primero.", "Segundo."):
        suggestion = {"q": "The dog.", "s": said, "source": "en", "target": "es"}
        assert client_of(tmp_path).post("/suggest", json=suggestion).status_code == 200
    assert translated(client_of(tmp_path), "The dog.") == {"translatedText": "Segundo."}
    (data,) = ParallelStore(tmp_path / "parallel.sqlite").list()
    assert (data.name, sum(data.pairs_by_level.values())) == ("suggestions-en-es", 2)


def test_a_suggestion_of_other_form_is_used_for_the_whole_text_only(client):
    suggestion = {"q": "The dog. The house.", "s": "Perro y casa.", "source": "en", "target": "es"}
    assert client.post("/suggest", json=suggestion).status_code == 200
    assert translated(client, " The dog. The house.\n")["translatedText"].strip() == "Perro y casa."
    assert translated(client, "The dog.") == {"translatedText": "El perro."}


def test_no_suggestion_comes_from_a_page_of_another_site(client):
    suggestion = {"q": "The dog.", "s": "Bad.", "source": "en", "target": "es"}
    for headers in ({"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}, {"origin": "null"}):
        assert client.post("/suggest", data=suggestion, headers=headers).status_code == 403
    assert translated(client, "The dog.") == {"translatedText": "El perro."}
    assert client.post("/suggest", data=suggestion, headers={"origin": "http://testserver"}).status_code == 200


def test_suggestions_for_what_cannot_be_translated_are_refused(client):
    suggestion = {"q": "The dog.", "s": "犬", "source": "en", "target": "ja"}
    assert "no engine" in refused(client, "/suggest", suggestion)
    assert "missing s" in refused(client, "/suggest", suggestion | {"s": ""})
    assert "exceeds" in refused(client, "/suggest", suggestion | {"s": "x" * 5_000})


def test_keys_are_needed_where_there_are_any(tmp_path):
    client = client_of(tmp_path, {"right": ""}.get)
    asked = {"q": "dog", "source": "en", "target": "es"}
    assert "contact the server operator" in refused(client, "/translate", asked, 403)
    for wrong in ("wrong", ["right"], {"right": 1}, 7):
        assert refused(client, "/translate", asked | {"api_key": wrong}, 403) == "Invalid API key"
    assert client.post("/translate", json=asked | {"api_key": "right"}).status_code == 200
    assert "U+0000" in refused(client, "/translate", asked | {"api_key": "right", "q": "a\0b"})
    for path in ("/detect", "/suggest", "/translate_file"):
        assert client.post(path, json=asked).status_code == 403
    assert client.get("/frontend/settings").json()["keyRequired"] is True
    assert client.get("/languages").status_code == 200


def test_the_suggestions_of_an_account_are_for_no_other(tmp_path):
    client = client_of(tmp_path, {"ours": "", "theirs": "111122223333"}.get)
    asked = {"q": "The red dog.", "source": "en", "target": "es"}
    client.post("/suggest", json=asked | {"s": "SECRETO", "api_key": "theirs"})
    said = {key: translated(client, "The red dog.", api_key=key)["translatedText"] for key in ("ours", "theirs")}
    assert said == {"ours": "El rojo perro.", "theirs": "SECRETO"}
    assert [data.name for data in ParallelStore(tmp_path / "parallel.sqlite").list()] == [
        "suggestions-111122223333-en-es"
    ]


def test_who_cannot_wait_for_an_engine_is_told_to_come_again(client):
    answer = client.post("/translate", json={"q": "later", "source": "en", "target": "es"})
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")


def test_a_file_that_another_request_removes_meanwhile_is_no_error(tmp_path, monkeypatch):
    files = TranslatedFiles(tmp_path)
    name = files.keep("a.txt", b"a")
    glob = type(tmp_path).glob
    monkeypatch.setattr(type(tmp_path), "glob", lambda path, pattern: [*glob(path, pattern), path / "gone"])
    files.remove_old()
    assert files.find(name)
