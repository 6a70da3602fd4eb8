"""Every choice of a training run in one place; the ablations change one at a time."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Recipe:
    """`shares` says how often an epoch shows each pair of a kind (0: not at all)."""

    words: int = 80_000  # Chinese tokens, by frequency
    english_from: int = 3  # occurrences that make an English word a token
    dim: int = 384
    parts_share: float = 1.2  # of the characters and words inside a token in its vector
    start: str = "text"  # or "random"
    hard_negatives: bool = False  # from BM25; no gain seen
    dressed: float = 0.5  # share of made-up questions dressed as people ask
    learnt_weights: bool = True  # else IDF as it is
    epochs: int = 2
    batch: int = 1024
    rate: float = 0.01
    dropped: float = 0.1  # share of tokens left out at every step
    scale: float = 20.0  # of cosines before the softmax
    matryoshka: tuple[int, ...] = ()
    seed: int = 1
    runs: int = 3  # with this seed and the next ones, from one start; their mean is the model
    threads: int = 1  # sums in one order: the same model on every machine
    shares: dict[str, float] = field(
        default_factory=lambda: {
            "clauses": 0.35,
            "lawart": 0.5,
            "question": 8.0,
            "everyday": 4.0,
            "heading": 1.0,
            "definition": 1.0,
            "english": 3.0,
            "terms": 0.5,
            "synonyms": 1.0,
            "dialogue": 1.0,
        }
    )
