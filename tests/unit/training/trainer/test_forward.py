import pytest

torch = pytest.importorskip("torch")

from amts.training.trainer.batches import Batches  # noqa: E402
from amts.training.trainer.forward import run  # noqa: E402
from amts.training.trainer.model import make_model  # noqa: E402
from amts.training.trainer.settings import Fresh  # noqa: E402


@pytest.fixture
def model(vocabulary):
    return make_model(Fresh("tiny"), vocabulary, seed=1).eval()


def test_it_computes_what_transformers_computes(model, corpus):
    batches = Batches(corpus, 300, 1)
    for numbers in batches.plan(0)[:3]:
        batch = batches.batch(0, numbers)
        with torch.no_grad():
            ours = run(model, batch, heads=3)
            theirs = model.model(
                input_ids=batch.sources, attention_mask=batch.sources != 1, decoder_input_ids=batch.inputs,
                decoder_attention_mask=torch.ones_like(batch.inputs),
            ).last_hidden_state  # fmt: skip
        real = batch.labels != 1
        assert torch.allclose(ours.states[real], theirs[real], atol=1e-4)
        assert torch.allclose(ours.attention.sum(-1), torch.ones(()), atol=1e-5)


def test_padding_changes_nothing(model, corpus):
    batches = Batches(corpus, 300, 1)
    index = int(corpus.sources.lengths.argmin())
    alone, beside = batches.batch(0, [index]), batches.batch(0, [index, int(corpus.sources.lengths.argmax())])
    with torch.no_grad():
        one, other = run(model, alone).states, run(model, beside).states
    length = len(corpus.targets[index])
    assert torch.allclose(one[0, :length], other[0, :length], atol=1e-5)
