import pytest

torch = pytest.importorskip("torch")

from amts.training.trainer import losses  # noqa: E402


def plain(states, embeddings, labels, smoothing):
    return torch.nn.functional.cross_entropy(states @ embeddings.T, labels, label_smoothing=smoothing, reduction="sum")


@pytest.mark.parametrize("smoothing", [0.0, 0.1])
@pytest.mark.parametrize("tokens", [1, 512, 1100])
def test_loss_and_gradients_are_those_of_the_plain_formula(smoothing, tokens):
    torch.manual_seed(1)
    states = torch.randn(tokens, 16, requires_grad=True)
    embeddings = torch.randn(50, 16, requires_grad=True)
    labels = torch.randint(50, (tokens,))
    sums = losses.cross_entropy(states, embeddings, labels, smoothing)
    ours = torch.autograd.grad(3 * sums.trained, (states, embeddings))
    expected = plain(states, embeddings, labels, smoothing)
    theirs = torch.autograd.grad(3 * expected, (states, embeddings))
    assert sums.trained.item() == pytest.approx(expected.item(), rel=1e-5)
    assert sums.plain.item() == pytest.approx(plain(states, embeddings, labels, 0.0).item(), rel=1e-5)
    for one, other in zip(ours, theirs, strict=True):
        assert torch.allclose(one, other, rtol=1e-4, atol=1e-4)


def test_gradients_agree_with_differences_of_the_loss():
    torch.manual_seed(1)
    states = torch.randn(3, 4, dtype=torch.float64, requires_grad=True)
    embeddings = torch.randn(7, 4, dtype=torch.float64)
    labels = torch.tensor([0, 6, 3])
    (gradient,) = torch.autograd.grad(losses.cross_entropy(states, embeddings, labels, 0.2).trained, states)
    step = torch.zeros_like(states)
    step[1, 2] = 1e-3
    up, down = (plain(states + sign * step, embeddings, labels, 0.2) for sign in (1, -1))
    assert gradient[1, 2].item() == pytest.approx(((up - down) / 2e-3).item(), rel=1e-4)


def test_no_gradient_is_made_where_none_is_wanted():
    with torch.no_grad():
        sums = losses.cross_entropy(torch.randn(4, 8), torch.randn(9, 8), torch.tensor([0, 1, 2, 3]), 0.1)
    assert not sums.trained.requires_grad


def test_attention_on_what_is_wanted_costs_nothing_and_elsewhere_much():
    wanted = torch.tensor([[[0.0, 1.0], [0.0, 0.0]]])
    right, wrong = torch.tensor([[[0.0, 1.0], [1.0, 0.0]]]), torch.tensor([[[1.0, 0.0], [1.0, 0.0]]])
    assert (losses.alignment_loss(right[:, None], wanted)).item() == 0
    assert (losses.alignment_loss(wrong[:, None], wanted)).item() > 10
