import json

import pytest

torch = pytest.importorskip("torch")

from amts.errors import InputError  # noqa: E402
from amts.training.trainer.bilingual import begin_bilingual  # noqa: E402
from amts.training.trainer.model import make_model, parameters_of, size_of  # noqa: E402
from amts.training.trainer.settings import Fresh, Size, Weights  # noqa: E402


def test_the_same_seed_makes_the_same_weights(vocabulary):
    one, same, other = (make_model(Fresh("tiny"), vocabulary, seed) for seed in (1, 1, 2))
    weight = "model.encoder.layers.0.fc1.weight"
    assert torch.equal(one.state_dict()[weight], same.state_dict()[weight])
    assert not torch.equal(one.state_dict()[weight], other.state_dict()[weight])


def test_making_a_model_leaves_the_generator_as_it_was(vocabulary):
    torch.manual_seed(5)
    expected = torch.rand(1)
    torch.manual_seed(5)
    make_model(Fresh("tiny"), vocabulary, 1)
    assert torch.equal(torch.rand(1), expected)


def test_embeddings_are_shared_by_both_sides_and_the_output(vocabulary):
    model = make_model(Fresh("tiny"), vocabulary, 1)
    assert model.lm_head.weight is model.model.shared.weight
    assert not model.model.shared.weight[1].any()
    assert parameters_of(model) == 40 * 64 + 2 * 33_472 + 50_240 + 2 * 128


def test_a_model_is_trained_further_from_its_folder(vocabulary, tmp_path):
    model = make_model(Fresh("tiny"), vocabulary, 1)
    model.save_pretrained(tmp_path / "model")
    again = make_model(Weights(tmp_path / "model"), vocabulary, 7)
    assert torch.equal(again.model.shared.weight, model.model.shared.weight)


def test_a_model_of_other_tokens_is_refused(vocabulary, tmp_path):
    make_model(Fresh("tiny"), vocabulary, 1).save_pretrained(tmp_path / "model")
    path = vocabulary / "vocab.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"new": 40}))
    with pytest.raises(InputError, match=r"40 tokens: .* 41 tokens"):
        make_model(Weights(tmp_path / "model"), vocabulary, 1)


def test_a_vocabulary_whose_padding_is_elsewhere_is_refused(tmp_path):
    (tmp_path / "vocab.json").write_text(json.dumps({"<pad>": 0, "<s>": 1, "</s>": 2, "<unk>": 3}))
    with pytest.raises(InputError, match="<pad> having 1"):
        make_model(Fresh("tiny"), tmp_path, 1)


@pytest.mark.parametrize("size", ["huge", Size(60, 1, 1, 4, 64), Size(64, 0, 1, 4, 64)])
def test_impossible_sizes_are_refused(size):
    with pytest.raises(InputError, match="size"):
        size_of(size)


def test_a_bilingual_start_brings_tokens_near_their_translations(vocabulary, corpus):
    model = make_model(Fresh("tiny"), vocabulary, 1)
    begin_bilingual(model, corpus)
    vectors = torch.nn.functional.normalize(model.model.shared.weight.detach()[5:], dim=1)
    near = (vectors @ vectors.T)[:-1, 1:].diagonal()
    far = (vectors @ vectors.T)[:-5, 5:].diagonal()
    assert near.mean() > far.mean() + 0.3
