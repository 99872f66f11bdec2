"""Whether two texts are nearly the same, by the groups of three signs that they share. No database extension."""

from functools import lru_cache

from common.text import fold

_SAME = 0.5  # of all the groups of both, how many are shared


def alike(one: str, other: str) -> bool:
    """Whether two texts share at least half of their groups of three signs."""
    a, b = _trigrams(one), _trigrams(other)
    if not a or not b or min(len(a), len(b)) < _SAME * max(len(a), len(b)):
        return False
    shared = len(a & b)
    return shared >= _SAME * (len(a) + len(b) - shared)


@lru_cache(maxsize=8)  # the text that all the others are compared with
def _trigrams(text: str) -> frozenset[str]:
    words = " ".join(fold(text).split())
    return frozenset(words[place : place + 3] for place in range(len(words) - 2))
