"""A start at which a model already translates word by word, in a poor way: only where to look is left to learn.

The embedding of a source token begins as the mean of its translations' embeddings, and the first thing that
cross-attention does with what it looks at is to hand it on. So what is looked at speaks for its own translation.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from amts.engines.neural.extras import required
from amts.training.vocabulary import PAD

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from amts.training.encoded import EncodedCorpus

# How much of an embedding begins as that of the translations; the rest is its own.
_SHARE = 0.8
# Tokens aligned less often than this keep their own embedding.
_FEWEST = 3
# How strongly cross-attention hands on what it looks at.
_HANDED_ON = 0.7


def begin_bilingual(model: Any, corpus: EncodedCorpus, pairs: int = 200_000) -> None:
    """Set a fresh model's embeddings and cross-attention by the alignments of a corpus, if it has any.

    Args:
        model: with random weights in 32 bits.
        corpus: pairs with alignments.
        pairs: of how many the alignments are counted.
    """
    if corpus.alignments is None or not len(corpus.alignments.numbers):
        return
    torch = required("torch", "tune")
    sources, targets, counts = _aligned(corpus, pairs)
    with torch.no_grad():
        embeddings = model.model.shared.weight
        embeddings.copy_(_towards(embeddings, sources, targets, counts))
        for layer in model.model.decoder.layers:
            _hand_on(layer.encoder_attn)


def _aligned(corpus: EncodedCorpus, pairs: int) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Return the pairs of different tokens that are aligned, and how often."""
    found = []
    for number in range(min(pairs, len(corpus))):
        links = np.asarray(corpus.alignments[number], dtype=np.int64).reshape(-1, 2)  # type: ignore[index]
        found.append(np.stack([corpus.sources[number][links[:, 0]], corpus.targets[number][links[:, 1]]], axis=1))
    both = np.concatenate(found).astype(np.int64)
    keys, counts = np.unique(both[:, 0] << 32 | both[:, 1], return_counts=True)
    sources, targets = keys >> 32, keys & 0xFFFFFFFF
    other = (sources != targets) & (sources > PAD) & (counts >= _FEWEST)
    return sources[other], targets[other], counts[other]


def _towards(embeddings: Any, sources: NDArray[np.int64], targets: NDArray[np.int64], counts: NDArray[np.int64]) -> Any:
    """Return embeddings of which those of source tokens lie near those of their translations."""
    torch = required("torch", "tune")
    device = embeddings.device
    of, to = (torch.from_numpy(side).to(device) for side in (sources, targets))
    often = torch.from_numpy(counts.astype(np.float32)).to(device)
    total = torch.zeros(len(embeddings), device=device).index_add_(0, of, often)
    # A token that stands on both sides is moved only as far as it is more of a source token.
    back = torch.zeros(len(embeddings), device=device).index_add_(0, to, often)
    mean = torch.zeros_like(embeddings).index_add_(0, of, embeddings[to] * (often / total[of])[:, None])
    length = embeddings.norm(dim=1, keepdim=True)
    mean = mean / mean.norm(dim=1, keepdim=True).clamp_min(1e-6) * length
    share = (_SHARE * total / (total + back).clamp_min(1.0))[:, None]
    mixed = share * mean + (1 - share**2).sqrt() * embeddings
    return mixed / mixed.norm(dim=1, keepdim=True).clamp_min(1e-6) * length


def _hand_on(attention: Any) -> None:
    torch = required("torch", "tune")
    width = attention.embed_dim
    for matrix in (attention.v_proj.weight, attention.out_proj.weight):
        matrix.mul_(1 - _HANDED_ON).add_(torch.eye(width, device=matrix.device) * _HANDED_ON)
