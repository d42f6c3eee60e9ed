"""Fresh models, in a form that transformers and CTranslate2 both read: M2M100, normalised before each layer.

Positions are sinusoids, and one matrix of embeddings serves both sides and the output.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from amts.engines.neural.conversion import quiet
from amts.engines.neural.extras import required
from amts.errors import InputError
from amts.training.trainer.settings import SIZES, Size, Weights
from amts.training.vocabulary import END, PAD

if TYPE_CHECKING:
    from pathlib import Path

    from amts.training.trainer.settings import Start

# The longest texts that a model can count the tokens of.
POSITIONS = 512


def make_model(start: Start, vocabulary: Path, seed: int, dropout: float = 0.0) -> Any:
    """Return the model to begin with, in 32-bit floats.

    Args:
        start: what to begin with.
        vocabulary: the folder of the tokeniser's files.
        seed: of random weights.
        dropout: the share of the numbers between layers that training leaves out at random.

    Raises:
        InputError: the vocabulary, the size or the model is not fit for it.
    """
    torch, transformers = required("torch", "tune"), required("transformers", "tune")
    tokens = tokens_of(vocabulary)
    with torch.random.fork_rng(devices=[]), quiet():
        torch.manual_seed(seed)
        if isinstance(start, Weights):
            return _loaded(start.folder, len(tokens), dropout)
        config = _configuration(size_of(start.size), len(tokens), dropout)
        model = transformers.M2M100ForConditionalGeneration(config)
        _initialise(model)
    return model


def size_of(size: str | Size) -> Size:
    """Return a size by its name.

    Raises:
        InputError: there is none of this name, or its numbers do not fit together.
    """
    if isinstance(size, str) and size not in SIZES:
        msg = f"no size of model is called {size!r}: available are {', '.join(SIZES)}"
        raise InputError(msg)
    found = SIZES[size] if isinstance(size, str) else size
    if min(asdict(found).values()) < 1 or found.width % (2 * found.heads):
        msg = f"a model cannot have the size {asdict(found)}: twice the heads must divide the width, and none may be 0"
        raise InputError(msg)
    return found


def tokens_of(vocabulary: Path) -> list[str]:
    """Return the tokens of a vocabulary in the order of their numbers.

    Raises:
        InputError: it is missing or damaged, or its first tokens are others than a model needs.
    """
    path = vocabulary / "vocab.json"
    try:
        numbered = json.loads(path.read_text(encoding="utf-8"))
        tokens = sorted(numbered, key=numbered.__getitem__)
        numbers = sorted(numbered.values())
    except (OSError, ValueError, AttributeError, TypeError) as error:
        msg = f"{path} is no vocabulary: {error}"
        raise InputError(msg) from error
    if numbers != list(range(len(numbers))) or tokens[PAD : END + 1] != ["<pad>", "</s>"]:
        msg = f"{path}: tokens must be numbered from 0 without gaps, <pad> having {PAD} and </s> {END}"
        raise InputError(msg)
    return tokens


def parameters_of(model: Any) -> int:
    """Return how many numbers a model has learnt."""
    return sum(parameter.numel() for parameter in model.parameters())


def _configuration(size: Size, tokens: int, dropout: float) -> Any:
    transformers = required("transformers", "tune")
    sides = {
        f"{side}_{name}": value
        for side, layers in (("encoder", size.encoder_layers), ("decoder", size.decoder_layers))
        for name, value in (("layers", layers), ("attention_heads", size.heads), ("ffn_dim", size.feed_forward))
    }
    return transformers.M2M100Config(
        vocab_size=tokens, d_model=size.width, **sides, encoder_layerdrop=0.0, decoder_layerdrop=0.0, dropout=dropout,
        attention_dropout=0.0, activation_dropout=0.0, activation_function="relu", scale_embedding=True,
        max_position_embeddings=POSITIONS, bos_token_id=0, pad_token_id=PAD, eos_token_id=END,
        decoder_start_token_id=END, tie_word_embeddings=True,
    )  # fmt: skip


def _initialise(model: Any) -> None:
    """Set random weights: Glorot's, smaller where layers add to what is there, and embeddings of length 1."""
    torch = required("torch", "tune")
    depth = {side: len(getattr(model.model, side).layers) * kinds for side, kinds in (("encoder", 2), ("decoder", 3))}
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if parameter.dim() < 2:
                if name.endswith("bias"):
                    parameter.zero_()
            elif "shared" in name or "embed" in name:
                parameter.normal_(0.0, parameter.shape[1] ** -0.5)
                parameter[PAD] = 0.0
            else:
                torch.nn.init.xavier_uniform_(parameter)
                if name.endswith(("out_proj.weight", "fc2.weight")):
                    parameter.mul_(depth["encoder" if ".encoder." in name else "decoder"] ** -0.5)


def _loaded(folder: Path, tokens: int, dropout: float) -> Any:
    torch, transformers = required("torch", "tune"), required("transformers", "tune")
    try:
        model = transformers.AutoModelForSeq2SeqLM.from_pretrained(
            folder, dtype=torch.float32, local_files_only=True, dropout=dropout, attention_dropout=0.0,
            activation_dropout=0.0, encoder_layerdrop=0.0, decoder_layerdrop=0.0,
        )  # fmt: skip
    except (OSError, ValueError, TypeError) as error:
        msg = f"the model in {folder} cannot be loaded: {error}"
        raise InputError(msg) from error
    config = model.config
    if config.model_type != "m2m_100" or config.vocab_size != tokens or not config.tie_word_embeddings:
        msg = (
            f"the model in {folder} is a {config.model_type} of {config.vocab_size} tokens: expected is one of the "
            f"kind m2m_100 with one matrix of embeddings for the {tokens} tokens of the vocabulary"
        )
        raise InputError(msg)
    return model
