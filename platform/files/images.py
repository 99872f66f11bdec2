"""Images: measured from their header before anything is decoded, then drawn again in two sizes, with nothing else."""

import struct
import warnings
from pathlib import Path

from PIL import Image, ImageOps

from files.kinds import LARGE, MAX_PIXELS, MAX_WEBP_PIXELS, SMALL, Cleaned, FileKind, RefusedFile, Why

_FORMATS = ("JPEG", "PNG", "WEBP")
_ORIENTATION = 0x0112
_BAND = 64
# What Pillow raises on bytes that somebody made to break it
_BROKEN = (
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    OverflowError,
    ZeroDivisionError,
    EOFError,
    AttributeError,
    NotImplementedError,  # Pillow raises it for a form of image that it does not read
    struct.error,
    Image.DecompressionBombError,
)
_FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}  # the segments of a JPEG that say its size


def clean(source: Path, folder: Path) -> Cleaned:
    """Write ``file`` and ``small`` into the folder; they hold pixels only."""
    width, height = measured(source)
    if not width or not height:
        raise RefusedFile(Why.BROKEN)
    if width * height > (MAX_WEBP_PIXELS if _is_webp(source) else MAX_PIXELS):
        raise RefusedFile(Why.TOO_MANY_PIXELS)
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _redraw(source, folder)
    except MemoryError as error:
        raise RefusedFile(Why.TOO_COMPLEX) from error
    except _BROKEN as error:
        raise RefusedFile(Why.BROKEN) from error


def _redraw(source: Path, folder: Path) -> Cleaned:
    with Image.open(source, formats=_FORMATS) as opened:
        if opened.size[0] * opened.size[1] > MAX_PIXELS:
            raise RefusedFile(Why.TOO_MANY_PIXELS)
        orientation = opened.getexif().get(_ORIENTATION)
        opened.draft("RGB", (LARGE, LARGE))  # a large JPEG is decoded at a fraction of its size
        large = _shrunk(opened)
    large.thumbnail((LARGE, LARGE))
    if orientation in range(2, 9):
        exif = Image.Exif()
        exif[_ORIENTATION] = orientation
        large.info["exif"] = exif.tobytes()
        large.getexif()[_ORIENTATION] = orientation
        large = ImageOps.exif_transpose(large)
    large.info.clear()
    _save(large, folder / "file")
    small = large.copy()
    small.thumbnail((SMALL, SMALL), reducing_gap=2.0)
    _save(small, folder / "small")
    return Cleaned(FileKind.IMAGE, *large.size)


def _shrunk(image: Image.Image) -> Image.Image:
    """Return the image in RGB, at most four times too large: band by band, so that it is never held twice whole."""
    width, height = image.size
    factor = max(1, max(width, height) // (2 * LARGE))
    paper = Image.new("RGB", (-(-width // factor), -(-height // factor)))
    band = factor * _BAND
    for top in range(0, height, band):
        part = _opaque(image.crop((0, top, width, min(top + band, height))))
        paper.paste(part.reduce(factor) if factor > 1 else part, (0, top // factor))
    return paper


def _opaque(image: Image.Image) -> Image.Image:
    """Return the image in RGB; what is transparent becomes white paper."""
    if image.mode in {"RGB", "L"}:
        return image.convert("RGB")
    if "transparency" not in image.info and "A" not in image.mode and image.mode != "P":
        return image.convert("RGB")
    layered = image.convert("RGBA")
    paper = Image.new("RGB", layered.size, "white")
    paper.paste(layered, mask=layered.getchannel("A"))
    return paper


def _save(image: Image.Image, path: Path) -> None:
    image.save(path, "JPEG", quality=82, optimize=True, progressive=True)


# --- The header ---


def measured(source: Path) -> tuple[int, int]:
    """Return width and height as the header says them; zeros when it says nothing."""
    with source.open("rb") as file:
        head = file.read(64 * 1024)
    if head.startswith(b"\x89PNG\r\n\x1a\n") and head[12:16] == b"IHDR":
        return int.from_bytes(head[16:20], "big"), int.from_bytes(head[20:24], "big")
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return _webp(head)
    return _jpeg(source) if head.startswith(b"\xff\xd8\xff") else (0, 0)


def _jpeg(source: Path) -> tuple[int, int]:
    with source.open("rb") as file:
        file.seek(2)
        while len(head := file.read(4)) == 4:
            if head[0] != 0xFF:
                return 0, 0
            if head[1] == 0xFF:
                file.seek(-3, 1)
                continue
            if head[1] in _FRAMES:
                frame = file.read(5)
                return (int.from_bytes(frame[3:5], "big"), int.from_bytes(frame[1:3], "big"))
            file.seek(max(int.from_bytes(head[2:4], "big") - 2, 0), 1)
    return 0, 0


def _is_webp(source: Path) -> bool:
    with source.open("rb") as file:
        return file.read(12)[8:] == b"WEBP"


def _webp(head: bytes) -> tuple[int, int]:
    part = head[12:16]
    if part == b"VP8X":
        return int.from_bytes(head[24:27], "little") + 1, int.from_bytes(head[27:30], "little") + 1
    if part == b"VP8L":
        bits = int.from_bytes(head[21:25], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if part == b"VP8 ":
        sides = struct.unpack("<HH", head[26:30].ljust(4, b"\0"))
        return sides[0] & 0x3FFF, sides[1] & 0x3FFF
    return 0, 0
