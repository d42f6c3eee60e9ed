import pytest

from amts.progress import Step
from amts.testing import tiny_models

pytest.importorskip("ctranslate2", reason="needs the extra 'neural'")
torch = pytest.importorskip("torch", reason="needs the extra 'tune'")
transformers = pytest.importorskip("transformers", reason="needs the extra 'tune'")

from amts.adaptation.fine_tuning import Example, Schedule, _batches, fine_tune, parameters_of  # noqa: E402

# Any numbers of tokens will do.
EXAMPLES = [Example((20 + number, 40, 0), (60 + number, 41, 42, 0)) for number in range(12)]


@pytest.fixture(scope="module")
def weights(tmp_path_factory):
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield tiny_models.marian(tmp_path_factory.mktemp("tiny") / "marian")
    torch.set_num_threads(threads)


def parameters(folder):
    return transformers.AutoModelForSeq2SeqLM.from_pretrained(folder).state_dict()


def test_training_lowers_the_loss_on_what_is_like_it(weights, tmp_path):
    steps = []
    losses = fine_tune(weights, tmp_path / "out", EXAMPLES, EXAMPLES[:4], Schedule(1e-3, 3), steps.append).losses
    assert len(losses) == 5
    assert losses[3] < losses[2] < losses[1] < losses[0]
    assert losses[4] == pytest.approx(losses[3])
    assert [step.done for step in steps] == [0, 1, 2, 3]
    assert steps[0] == Step("tune the engine", 0, 3)


def test_the_same_training_gives_the_same_weights_and_leaves_the_dice_of_others_alone(weights, tmp_path):
    state = torch.random.get_rng_state()
    for name in ("one", "two"):
        fine_tune(weights, tmp_path / name, EXAMPLES, (), Schedule(1e-3, 1))
    one, two = (tmp_path / name / "model.safetensors" for name in ("one", "two"))
    assert one.read_bytes() == two.read_bytes()
    assert torch.equal(torch.random.get_rng_state(), state)


@pytest.mark.parametrize("share", [0.0, 0.5])
def test_weights_lie_between_the_old_and_the_tuned_ones(weights, tmp_path, share):
    fine_tune(weights, tmp_path / "whole", EXAMPLES, (), Schedule(1e-3, 1))
    fine_tune(weights, tmp_path / "part", EXAMPLES, (), Schedule(1e-3, 1, interpolation=share))
    old, whole, part = map(parameters, (weights, tmp_path / "whole", tmp_path / "part"))
    name = "model.encoder.layers.0.fc1.weight"
    assert not torch.allclose(whole[name], old[name])
    assert torch.allclose(part[name], (1 - share) * old[name] + share * whole[name], atol=1e-6)


def test_training_stops_when_held_out_pairs_gain_no_more_and_goes_back_to_its_best(weights, tmp_path):
    contrary = [Example(example.source, (90, 91, 92, 93, 0)) for example in EXAMPLES]
    losses = fine_tune(weights, tmp_path / "out", EXAMPLES, contrary, Schedule(1e-2, 50, patience=2)).losses
    best = losses.index(min(losses[:-1]))
    assert len(losses) - 1 == best + 3
    assert losses[-1] == pytest.approx(losses[best])


@pytest.mark.parametrize(("rate", "faster", "chosen"), [(1e-4, (100.0, 0.0), 1e-2), (1e-3, (0.0, 1e4, 1e30), 1e-3)])
def test_of_several_rates_the_one_that_helps_most_is_used(weights, tmp_path, rate, faster, chosen):
    outcome = fine_tune(weights, tmp_path / "out", EXAMPLES, EXAMPLES, Schedule(rate, 1, faster=faster))
    assert outcome.learning_rate == pytest.approx(chosen)
    alone = fine_tune(weights, tmp_path / "alone", EXAMPLES, EXAMPLES, Schedule(chosen, 1))
    assert outcome.losses == pytest.approx(alone.losses)  # what was tried leaves no trace


def test_parameters_are_counted_whatever_their_precision(weights, tmp_path):
    model = transformers.AutoModelForSeq2SeqLM.from_pretrained(weights)
    model.half().save_pretrained(tmp_path)
    assert parameters_of(tmp_path) == parameters_of(weights) > 100_000


def test_without_held_out_pairs_nothing_is_tried(weights, tmp_path):
    outcome = fine_tune(weights, tmp_path / "out", EXAMPLES, (), Schedule(1e-3, 1, faster=(10.0,)))
    assert outcome.learning_rate == 1e-3


def test_marian_goes_on_to_begin_with_a_zero_vector_as_ctranslate2_does(weights, tmp_path):
    fine_tune(weights, tmp_path / "out", EXAMPLES, (), Schedule(1e-2, 2))
    assert not parameters(tmp_path / "out")["model.shared.weight"][-1].any()


def test_the_tuned_model_keeps_its_tokeniser(weights, tmp_path):
    fine_tune(weights, tmp_path / "out", EXAMPLES[:1], (), Schedule(1e-3, 1))
    assert {path.name for path in (tmp_path / "out").iterdir()} == {path.name for path in weights.iterdir()}


def test_batches_hold_all_examples_and_no_more_tokens_than_allowed():
    examples = [Example((1,) * size, (2,) * size) for size in (3, 40, 5, 12, 90, 4, 13)]
    batches = list(_batches(examples, 50))
    assert sorted(len(each.source) for batch in batches for each in batch) == [3, 4, 5, 12, 13, 40, 90]
    assert [[len(each.source) for each in batch] for batch in batches] == [[3, 5, 4], [12], [13], [40], [90]]
