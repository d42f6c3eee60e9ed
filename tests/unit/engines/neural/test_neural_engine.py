import shutil
import subprocess
import sys

import pytest

from amts.engines.neural.engine import _cut, open_neural
from amts.errors import EngineError, InputError, SettingsError
from amts.records import Mark, MarkKind, Segment
from amts.testing import tiny_models
from amts.testing.engines import check_engine

pytest.importorskip("ctranslate2", reason="needs the extra 'neural'")
pytest.importorskip("sentencepiece", reason="needs the extra 'neural'")
torch = pytest.importorskip("torch", reason="makes models, which needs the extra 'tune'")
pytest.importorskip("transformers", reason="makes models, which needs the extra 'tune'")

PAIRS = tiny_models.pairs(40)
SOURCES = [pair.source for pair in PAIRS]
KINDS = {
    "marian": tiny_models.marian,
    "marian-to-many": lambda folder: tiny_models.marian(folder, targets=["fra", "deu", "cmn_Hans"]),
    "marian-without-symbols": lambda folder: tiny_models.marian(folder, symbols=()),
    "m2m100": tiny_models.m2m100,
    "nllb": tiny_models.nllb,
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Return a folder; until it is no longer needed, torch keeps to one core, which for tiny models is fastest."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield tmp_path_factory.mktemp("neural")
    torch.set_num_threads(threads)


@pytest.fixture(scope="module", params=KINDS)
def engine(request, folder):
    """Return an engine of each kind, converted from Hugging Face format, with random weights."""
    KINDS[request.param](folder / request.param)
    return open_neural(str(folder / request.param), "en", "de", folder / "cache")


@pytest.fixture(scope="module")
def marian(folder):
    path = tiny_models.marian(folder / "one")
    return open_neural(str(path), "en", "de", folder / "cache")


def test_engines_of_all_kinds_keep_the_contract(engine):
    check_engine(engine, SOURCES)


def test_an_answer_does_not_depend_on_what_is_translated_beside_it(engine):
    together = engine.scored(SOURCES)
    assert [engine.scored([source])[0] for source in SOURCES] == together


def test_ctranslate2_gives_a_translation_the_probability_that_torch_gives_it(engine):
    from amts.adaptation import fine_tuning
    from amts.adaptation.tune import as_example

    model = fine_tuning._loaded(engine.model.weights)
    ours = engine.score(PAIRS)
    for pair, score in zip(PAIRS[:10], ours, strict=False):
        example = as_example(engine, pair)
        logits = (
            model(input_ids=torch.tensor([example.source]), labels=torch.tensor([example.target]))
            .logits.log_softmax(-1)[0]
            .detach()
        )
        logs = [float(logits[place, token]) for place, token in enumerate(example.target)]
        # The first token may be the language, which CTranslate2 is told and does not count.
        counted = logs[len(engine.tokeniser.prefix) :]
        assert score == pytest.approx(sum(counted) / len(counted), abs=0.1)


@pytest.mark.parametrize("kind", ["marian-to-many", "m2m100", "nllb"])
def test_languages_are_told_to_the_model_and_no_part_of_its_answer(folder, kind):
    path = folder / f"{kind}-told"
    KINDS[kind](path)
    engines = [open_neural(str(path), "en", target, folder / "cache") for target in ("de", "fr")]
    before = {"marian-to-many": [">>deu<<", ">>fra<<"], "m2m100": ["__en__"] * 2, "nllb": ["eng_Latn"] * 2}[kind]
    prefix = {"marian-to-many": [(), ()], "m2m100": [("__de__",), ("__fr__",)], "nllb": [("deu_Latn",), ("fra_Latn",)]}
    assert [each.tokeniser.encode("ba")[0] for each in engines] == before
    assert [each.tokeniser.prefix for each in engines] == prefix[kind]
    assert engines[0].signature != engines[1].signature
    answers = " ".join(answer.segment.text for answer in engines[0].translate(SOURCES))
    assert not any(sign in answers for sign in (">>", "__", "_Latn"))


def test_scores_are_logarithms_and_certain_where_there_is_nothing_to_translate(marian):
    scored = marian.scored([SOURCES[0], Segment("⟦1⟧ 7", (Mark(MarkKind.CODE, "`x`"),))])
    assert scored[0][1] < 0
    assert scored[1] == (scored[1][0], 0.0)
    assert scored[1][0].segment.text == "⟦1⟧ 7"


def test_a_model_is_converted_once(marian, folder):
    def files():
        return {path: path.stat().st_mtime_ns for path in (folder / "cache").rglob("*")}

    before = files()
    again = open_neural(str(folder / "one"), "en", "de", folder / "cache")
    assert again.signature == marian.signature
    assert files() == before


def test_a_converted_model_needs_neither_torch_nor_transformers(marian):
    program = (
        "import sys; sys.modules.update({'torch': None, 'transformers': None}); from pathlib import Path\n"
        "from amts.engines.neural.engine import open_neural\n"
        "from amts.records import Segment\n"
        f"engine = open_neural({str(marian.model.folder)!r}, 'en', 'de', Path('nowhere'))\n"
        f"print(engine.signature, engine.translate([Segment('ba di .')])[0].segment.text, sep='|')"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    answer = marian.translate([Segment("ba di .")])[0].segment.text
    assert (done.stdout, done.stderr) == (f"{marian.signature}|{answer}\n", "")


def test_an_overlong_text_is_translated_in_parts_and_none_is_lost(marian):
    texts = [f"{' '.join(['ba'] * 150)} {end} ." for end in ("di", "fo")]
    parts = marian._parts(f"{texts[0]} {texts[1]}")
    assert len(parts) == 2
    assert [marian.tokeniser.source.decode_pieces(list(part[:-1])) for part in parts] == texts


@pytest.mark.parametrize(
    ("text", "before"),
    [
        ("Some words here. And others there.", "Some words here. "),
        ("no sign at all in it", "no sign at "),
        ("没有空格的句子。还有一个句子。", "没有空格的句子。"),
        ("xxxxxxxx", "xxxx"),
        ("⟦1⟧⟦12⟧⟦3⟧⟦4⟧", "⟦1⟧⟦12⟧"),
        ("12345678", "1234"),
    ],
)
def test_a_text_is_cut_near_its_middle_where_it_hurts_least(text, before):
    assert text[: _cut(text)] == before


def test_a_damaged_model_is_an_error_that_names_it(marian, tmp_path):
    shutil.copytree(marian.model.folder, tmp_path / "damaged")
    content = (tmp_path / "damaged" / "model.bin").read_bytes()
    (tmp_path / "damaged" / "model.bin").write_bytes(content[: len(content) // 2])
    damaged = open_neural(str(tmp_path / "damaged"), "en", "de", tmp_path)
    with pytest.raises(EngineError, match="damaged cannot be loaded"):
        damaged.translate([Segment("ba")])


def test_a_model_of_another_kind_cannot_be_converted(tmp_path):
    (tmp_path / "config.json").write_text('{"model_type": "vit"}')
    (tmp_path / "model.safetensors").write_bytes(b"")
    with pytest.raises(InputError, match="cannot be converted to CTranslate2 format"):
        open_neural(str(tmp_path), "en", "de", tmp_path / "cache")
    assert list((tmp_path / "cache").glob("*/")) == []


def test_an_unknown_option_is_an_error_that_names_the_known_ones(tmp_path):
    with pytest.raises(SettingsError, match="unknown option of the neural engine: beams; available are beam"):
        open_neural("", "en", "de", tmp_path, beams=3)
