"""Weighing (权衡): how surely each of several answers is the right one.

Each candidate has a few numbers that speak for it; their weighted sum goes through a softmax, so
that the result is a share of certainty. The weights are fitted to demands written for training
(`tongban bench voice.weights`), which is what makes 0.8 mean right four times in five.
"""

from collections.abc import Mapping, Sequence
from math import exp

Features = tuple[float, ...]

FUNCTION = (2.6, 1.65, 8.8)  # strength of duties; said wholly; like demands
TYPE = (
    4.7,
    3.7,
    6.0,
    0.2,
    3.1,
)  # words of the type; what its matter mostly is; like demands; asks; named outright
CATEGORY = (1.0, 6.0, 0.3)  # the matter spoken of; like demands; what stands for neither
NOTHING = 1.0  # what stands for "none of these" beside the candidates


def shares(
    candidates: Mapping[str, Features], weights: Sequence[float], nothing: float = NOTHING
) -> dict[str, float]:
    """Return the share of certainty of each candidate; what is left belongs to none.

    >>> shares({"CG": (2.0,), "HJJ": (0.0,)}, (1.0,), 0.0)["CG"] > 0.7
    True
    """
    sums = {
        key: sum(one * by for one, by in zip(found, weights, strict=True))
        for key, found in candidates.items()
    }
    top = max([nothing, *sums.values()])
    whole = exp(nothing - top) + sum(exp(one - top) for one in sums.values())
    return {key: exp(one - top) / whole for key, one in sums.items()}
