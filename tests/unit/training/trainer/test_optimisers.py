import copy

import pytest

torch = pytest.importorskip("torch")

from amts.training.trainer.optimisers import Masters, Optimiser, clip  # noqa: E402
from amts.training.trainer.settings import TrainerSettings  # noqa: E402


def learn(model, computing, settings, steps):
    masters = Masters(model, computing)
    optimiser = Optimiser(masters, settings)
    torch.manual_seed(3)
    inputs = torch.randn(32, 8)
    wanted = inputs @ torch.randn(8, 8)
    losses = []
    for _ in range(steps):
        loss = ((computing(inputs.to(computing.weight.dtype)) - wanted) ** 2).sum()
        losses.append(float(loss.detach()))
        loss.backward()
        masters.collect()
        clip(masters.gradients(), 32, 0.0)
        optimiser.update(1.0)
        masters.write_back()
    return losses


@pytest.mark.parametrize("optimiser", ["adamw", "muon"])
@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
def test_the_loss_falls(optimiser, dtype):
    torch.manual_seed(1)
    model = torch.nn.Linear(8, 8)
    computing = model if dtype == torch.float32 else copy.deepcopy(model).to(dtype)
    settings = TrainerSettings(optimiser=optimiser, learning_rate=0.03, muon_rate=0.03, weight_decay=0.0)
    losses = learn(model, computing, settings, 100)
    assert losses[-1] < losses[0] / 10


def test_updates_too_small_for_sixteen_bits_are_not_lost():
    model = torch.nn.Linear(8, 8)
    computing = copy.deepcopy(model).to(torch.bfloat16)
    before = model.weight.detach().clone()
    learn(model, computing, TrainerSettings(learning_rate=1e-6, weight_decay=0.0), 20)
    assert (model.weight != before).all()
    assert (model.weight - before).abs().max() < 1e-4


def test_gradients_of_several_batches_are_added_up():
    model = torch.nn.Linear(4, 4)
    computing = copy.deepcopy(model).to(torch.bfloat16)
    masters = Masters(model, computing)
    for _ in range(3):
        computing(torch.ones(2, 4, dtype=torch.bfloat16)).sum().backward()
        masters.collect()
    assert model.weight.grad.tolist() == [[6.0] * 4] * 4


def test_long_gradients_are_cut_and_short_ones_are_not():
    for given, expected in ((40.0, [0.6, 0.8]), (4.0, [0.3, 0.4])):
        gradient = torch.tensor([0.6, 0.8]) * given
        clip([gradient], 8.0, 1.0)
        assert gradient.tolist() == pytest.approx(expected)
