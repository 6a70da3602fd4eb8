"""The fitted weights belong to the evidence that the ranking gathers, no more and no less."""

from __future__ import annotations

from importlib import resources

import orjson

from kb.ranking import FEATURES
from kb.scoring import CONSTANT


def test_the_weights_are_named_as_the_features_are() -> None:
    fitted = orjson.loads((resources.files("kb") / "weights.json").read_bytes())
    assert len(set(FEATURES)) == len(FEATURES)
    assert set(fitted) == {"order", "level", "least"}
    assert set(fitted["order"]) == set(FEATURES)
    assert set(fitted["level"]) == {*FEATURES, CONSTANT}
