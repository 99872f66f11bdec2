"""Takes what describes a picture out of its bytes, without touching the picture: for pictures inside documents."""

from files.kinds import RefusedFile, Why

_JPEG_KEPT = {0xE0, 0xE2, 0xEE}  # JFIF, colour profile, Adobe's colour transform
_PNG = b"\x89PNG\r\n\x1a\n"
_PNG_DROPPED = {b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"tIME"}
_START_OF_SCAN, _END, _COMMENT = 0xDA, 0xD9, 0xFE


def picture(data: bytes) -> bytes:
    """Return the picture without place, date, author or comment; what is neither JPEG nor PNG comes back as it is."""
    if data.startswith(b"\xff\xd8"):
        return jpeg(data)
    return png(data) if data.startswith(_PNG) else data


def jpeg(data: bytes) -> bytes:
    """Return a JPEG without its application segments and comments."""
    kept = bytearray(b"\xff\xd8")
    at = 2
    while at + 4 <= len(data):
        if data[at] != 0xFF:
            raise RefusedFile(Why.BROKEN)
        marker = data[at + 1]
        if marker == 0xFF:  # filling
            at += 1
            continue
        if marker == _START_OF_SCAN:
            # Nothing after the last end of image: another file may hide there
            end = data.rfind(b"\xff\xd9")
            return bytes(kept) + (data[at : end + 2] if end > at else data[at:])
        length = int.from_bytes(data[at + 2 : at + 4], "big")
        application = 0xE0 <= marker <= 0xEF
        if marker != _COMMENT and (not application or marker in _JPEG_KEPT):
            kept += data[at : at + 2 + length]
        at += 2 + max(length, 2)
    raise RefusedFile(Why.BROKEN)


def png(data: bytes) -> bytes:
    """Return a PNG without its texts, its date and its EXIF, and without what follows its end."""
    kept = bytearray(_PNG)
    at = len(_PNG)
    while at + 12 <= len(data):
        length = int.from_bytes(data[at : at + 4], "big")
        name = data[at + 4 : at + 8]
        if name not in _PNG_DROPPED:
            kept += data[at : at + 12 + length]
        if name == b"IEND":
            return bytes(kept)
        at += 12 + length
    raise RefusedFile(Why.BROKEN)
