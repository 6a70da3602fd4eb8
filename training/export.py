"""Token vectors to a sentence-transformers folder: int8 rows with a scale each."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from safetensors.numpy import save_file
from tokenizers import Tokenizer

_MODULES = "sentence_transformers.sentence_transformer.modules"
SENTENCE = "sentence_embedding"  # what the two modules hand on
MODULES: list[dict[str, Any]] = [
    {
        "idx": 0,
        "name": "0",
        "path": "",
        "type": f"{_MODULES}.static_embedding.StaticEmbedding",
    },
    {
        "idx": 1,
        "name": "1",
        "path": "1_Normalize",
        "type": "sentence_transformers.base.modules.normalize.Normalize",
    },
]


def quantised(
    table: npt.NDArray[np.float32],
) -> tuple[npt.NDArray[np.int8], npt.NDArray[np.float32]]:
    """Rows as int8 in -127..127 and the scale of each row; zero rows have scale 0."""
    scales = np.abs(table).max(axis=1) / 127
    rows = np.divide(table, scales[:, None], out=np.zeros_like(table), where=scales[:, None] > 0)
    return np.rint(rows).astype(np.int8), scales.astype(np.float32)


def save_model(table: npt.NDArray[np.float32], tokenizer: Tokenizer, folder: Path) -> None:
    """Writes tokenizer, weights and the files sentence-transformers wants, no model card."""
    folder.mkdir(parents=True, exist_ok=True)
    embeddings, weights = quantised(table)
    save_file({"embeddings": embeddings, "weights": weights}, folder / "model.safetensors")
    (folder / "model.safetensors").chmod(0o644)  # safetensors keeps it to its owner
    tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
    _write_json(folder / "modules.json", MODULES)
    normalize = folder / MODULES[1]["path"]
    normalize.mkdir(exist_ok=True)
    _write_json(
        normalize / "config.json", {"module_input_name": SENTENCE, "module_output_name": SENTENCE}
    )
    _write_json(
        folder / "config_sentence_transformers.json",
        {"prompts": {}, "default_prompt_name": None, "similarity_fn_name": "cosine"},
    )


def _write_json(path: Path, content: object) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
