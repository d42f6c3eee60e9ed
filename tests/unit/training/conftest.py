import json

import pytest

from amts.testing import tiny_models
from amts.training.vocabulary import VocabularySettings, learn_vocabulary

LANGUAGES = ("en", "de")
SETTINGS = VocabularySettings(size=400, placeholders=4, spare=2)


@pytest.fixture(scope="session", autouse=True)
def _extra():
    """Skip all where the extra `train` is not installed."""
    for module in ("torch", "transformers", "ctranslate2", "sentencepiece", "py3langid"):
        pytest.importorskip(module)


@pytest.fixture(scope="session")
def told():
    """Pairs of the made-up language of syllables, some with code."""
    return tiny_models.pairs(1500, "general", seed=3)


@pytest.fixture(scope="session")
def vocabulary(told, tmp_path_factory):
    """A vocabulary of that language, both ways."""
    folder = tmp_path_factory.mktemp("vocabulary") / "vocabulary"
    texts = (side.text for pair in told for side in (pair.source, pair.target))
    return learn_vocabulary(folder, texts, ["de", "en"], SETTINGS, len(told))


@pytest.fixture(scope="session")
def random_weights(vocabulary, tmp_path_factory):
    """A model that knows nothing, as Hugging Face has it."""
    import shutil

    import torch
    import transformers

    from amts.engines.neural.conversion import quiet

    folder = tmp_path_factory.mktemp("random") / "random"
    shutil.copytree(vocabulary.folder, folder)
    shape = {f"{side}_{name}": size for side in ("encoder", "decoder")
             for name, size in {"layers": 1, "attention_heads": 4, "ffn_dim": 128}.items()}  # fmt: skip
    config = transformers.M2M100Config(
        vocab_size=len(vocabulary), d_model=64, **shape, dropout=0.0, attention_dropout=0.0, activation_dropout=0.0,
        encoder_layerdrop=0.0, decoder_layerdrop=0.0, max_position_embeddings=512, init_std=0.1,
    )  # fmt: skip
    with torch.random.fork_rng(), quiet():
        torch.manual_seed(1)
        transformers.M2M100ForConditionalGeneration(config).save_pretrained(folder)
    return folder


@pytest.fixture(scope="session")
def random_model(random_weights, tmp_path_factory):
    """The same model as CTranslate2 runs it."""
    return quantised(random_weights, tmp_path_factory)


@pytest.fixture(scope="session")
def weights(random_weights, vocabulary, tmp_path_factory):
    """A model that knows the language, into German and back: what takes it is slow."""
    from amts.adaptation.fine_tuning import Example, Schedule, fine_tune
    from amts.testing.tiny_models import pairs

    folder = tmp_path_factory.mktemp("weights")
    examples = []
    for pair in pairs(1000, "general", seed=3):
        for source, target, tag in ((pair.source, pair.target, "de"), (pair.target, pair.source, "en")):
            examples.append(Example(tuple(vocabulary.source(source.text, tag)), tuple(vocabulary.target(target.text))))
    fine_tune(random_weights, folder / "best", examples, (), Schedule(3e-3, 4, batch_tokens=700))
    return folder / "best"


@pytest.fixture(scope="session")
def model(weights, tmp_path_factory):
    """The same model as CTranslate2 runs it."""
    return quantised(weights, tmp_path_factory)


def quantised(weights, tmp_path_factory):
    from amts.training.quantising import quantise

    folder = tmp_path_factory.mktemp("model") / "model"
    quantise(weights, folder)
    return folder


@pytest.fixture
def recipe(tmp_path):
    """Returns a function that reads a recipe with further lines, for one corpus of English and German."""
    from amts.training.recipe_file import read_recipe

    def read(lines="", corpus=""):
        path = tmp_path / "recipe.toml"
        path.write_text(
            f'name = "toy"\n{lines}\n[[corpora]]\nkind = "made-up"\nlimit = 10\nlanguages = {json.dumps(LANGUAGES)}\n'
            f'source = "made up"\nlicence = "CC0-1.0"\n{corpus}\n[teacher]\n',
            encoding="utf-8",
        )
        return read_recipe(path)

    return read
