"""The signs that our fonts have: a document is refused rather than printed with a hole in it."""

import struct
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "fonts"
# Without a shape of their own: line ends, joiners, the soft hyphen, the space of no width
_UNSEEN = {0x0A, 0x0D, 0x09, 0xAD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0xFE0F}


def missing(texts: Iterable[str]) -> list[str]:
    """Return the signs of these texts that no font of ours can draw."""
    signs = {ord(sign) for text in texts for sign in text} - _UNSEEN
    return [chr(sign) for sign in sorted(signs - _covered())]


@cache
def _covered() -> frozenset[int]:
    return frozenset(sign for path in FOLDER.glob("*-Regular.ttf") for sign in _signs(path.read_bytes()))


def _signs(font: bytes) -> Iterator[int]:
    """Yield the code points of a TrueType font, from its table of characters (formats 4 and 12)."""
    count = struct.unpack_from(">H", font, 4)[0]
    records = (struct.unpack_from(">4sLLL", font, 12 + 16 * n) for n in range(count))
    start = next(offset for tag, _sum, offset, _length in records if tag == b"cmap")
    for n in range(struct.unpack_from(">H", font, start + 2)[0]):
        table = start + struct.unpack_from(">HHL", font, start + 4 + 8 * n)[2]
        form = struct.unpack_from(">H", font, table)[0]
        if form == 12:
            groups = struct.unpack_from(">L", font, table + 12)[0]
            for group in range(groups):
                first, last, _glyph = struct.unpack_from(">LLL", font, table + 16 + 12 * group)
                yield from range(first, last + 1)
        elif form == 4:
            segments = struct.unpack_from(">H", font, table + 6)[0] // 2
            for segment in range(segments):
                last = struct.unpack_from(">H", font, table + 14 + 2 * segment)[0]
                first = struct.unpack_from(">H", font, table + 16 + 2 * segments + 2 * segment)[0]
                yield from range(first, min(last, 0xFFFE) + 1)
