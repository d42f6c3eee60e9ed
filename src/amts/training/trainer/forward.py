"""How a model of the M2M100 kind computes, written for training: less work for the same numbers.

The three matrices of self-attention are multiplied at once; masks are left out where nothing is padded; attention is
computed in the plain way, which on processors is faster for sentences than torch's fused one; and some heads of the
last layer show where they look, without anything being computed twice.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from amts.engines.neural.extras import required

if TYPE_CHECKING:
    from amts.training.trainer.batches import Batch


class Output(NamedTuple):
    """What a model makes of a batch.

    Attributes:
        states: of each target token, what the probabilities are computed from: batch x target x width.
        attention: where the guided heads look for it: batch x head x target x source; None unless it was asked for.
    """

    states: Any
    attention: Any = None


def run(model: Any, batch: Batch, *, heads: int = 0) -> Output:
    """Return what a model makes of a batch.

    Args:
        model: of the M2M100 kind.
        batch: the tokens.
        heads: of how many heads of the last decoder layer to show where they look.
    """
    inner = model.model
    hidden_source, hidden_future = _masks(inner, batch)
    memory = _embedded(inner.encoder, batch.sources)
    for layer in inner.encoder.layers:
        memory = memory + _dropped(layer, _self_attention(layer, layer.self_attn_layer_norm(memory), hidden_source))
        memory = memory + _dropped(layer, _feed_forward(layer, layer.final_layer_norm(memory)))
    memory = inner.encoder.layer_norm(memory)
    states, looked = _embedded(inner.decoder, batch.inputs), None
    for layer in inner.decoder.layers:
        shown = heads if layer is inner.decoder.layers[-1] else 0
        states = states + _dropped(layer, _self_attention(layer, layer.self_attn_layer_norm(states), hidden_future))
        answer, looked = _cross_attention(
            layer, layer.encoder_attn_layer_norm(states), memory, hidden_source, shown=shown
        )
        states = states + _dropped(layer, answer)
        states = states + _dropped(layer, _feed_forward(layer, layer.final_layer_norm(states)))
    return Output(inner.decoder.layer_norm(states), looked)


def _embedded(side: Any, tokens: Any) -> Any:
    torch = required("torch", "tune")
    embedded = side.embed_tokens(tokens)
    positions = side.embed_positions.weights[2 : 2 + tokens.shape[1]]
    embedded = embedded + positions.to(embedded.dtype)
    return torch.nn.functional.dropout(embedded, side.dropout, side.training)


def _masks(inner: Any, batch: Batch) -> tuple[Any, Any]:
    """Return what is added to the scores of attention: on padded source positions, and on later target positions."""
    torch = required("torch", "tune")
    dtype = inner.shared.weight.dtype
    lowest = torch.finfo(dtype).min
    source = None
    if batch.padded:
        absent = batch.sources == inner.shared.padding_idx
        source = torch.zeros(absent.shape, dtype=dtype, device=absent.device).masked_fill_(absent, lowest)[
            :, None, None
        ]
    length = batch.inputs.shape[1]
    future = torch.full((length, length), lowest, dtype=dtype, device=batch.inputs.device).triu_(1)
    return source, future


def _self_attention(layer: Any, states: Any, mask: Any) -> Any:
    torch = required("torch", "tune")
    own = layer.self_attn
    parts = (own.q_proj, own.k_proj, own.v_proj)
    weight = torch.cat([part.weight for part in parts])
    bias = torch.cat([part.bias for part in parts])
    query, key, value = torch.nn.functional.linear(states, weight, bias).chunk(3, dim=-1)
    return own.out_proj(_attended(own, query, key, value, mask)[0])


def _cross_attention(layer: Any, states: Any, memory: Any, mask: Any, *, shown: int) -> tuple[Any, Any]:
    torch = required("torch", "tune")
    own = layer.encoder_attn
    weight = torch.cat([own.k_proj.weight, own.v_proj.weight])
    bias = torch.cat([own.k_proj.bias, own.v_proj.bias])
    key, value = torch.nn.functional.linear(memory, weight, bias).chunk(2, dim=-1)
    answer, looked = _attended(own, own.q_proj(states), key, value, mask, shown=shown)
    return own.out_proj(answer), looked


def _attended(own: Any, query: Any, key: Any, value: Any, mask: Any, *, shown: int = 0) -> tuple[Any, Any]:
    torch = required("torch", "tune")
    rows, length, width = query.shape
    query, key, value = (
        side.view(rows, side.shape[1], own.num_heads, own.head_dim).transpose(1, 2) for side in (query, key, value)
    )
    if query.is_cuda and not shown:
        answer = torch.nn.functional.scaled_dot_product_attention(query, key, value, mask, scale=own.scaling)
        return answer.transpose(1, 2).reshape(rows, length, width), None
    scores = (query * own.scaling) @ key.transpose(2, 3)
    if mask is not None:
        scores = scores + mask
    weights = scores.softmax(dim=-1)
    answer = (weights @ value).transpose(1, 2).reshape(rows, length, width)
    return answer, weights[:, :shown] if shown else None


def _feed_forward(layer: Any, states: Any) -> Any:
    return layer.fc2(layer.activation_fn(layer.fc1(states)))


def _dropped(layer: Any, states: Any) -> Any:
    if not layer.dropout or not layer.training:
        return states
    return required("torch", "tune").nn.functional.dropout(states, layer.dropout)
