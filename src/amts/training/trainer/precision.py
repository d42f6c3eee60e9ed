"""In how many bits a model computes."""

from __future__ import annotations

import copy
from typing import Any

from amts.engines.neural.extras import required


def computing_model(model: Any, precision: str) -> Any:
    """Return the model that computes: a copy in 16 bits where the processor is made for it."""
    torch = required("torch", "tune")
    if precision == "auto":
        device = next(model.parameters()).device.type
        precision = "bfloat16" if device == "cuda" or _computes_bfloat16() else "float32"
    return copy.deepcopy(model).to(torch.bfloat16) if precision == "bfloat16" else model


def _computes_bfloat16() -> bool:
    torch = required("torch", "tune")
    known = (getattr(torch.cpu, f"_is_{name}_supported", None) for name in ("avx512_bf16", "amx_tile"))
    return any(ask() for ask in known if ask)
