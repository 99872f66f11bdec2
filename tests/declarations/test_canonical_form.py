"""docs/declaration-format.md, byte by byte: the bytes made from the page alone are those that are hashed."""

import hashlib
import unicodedata

import pytest

from declarations import exchange, wording

TITLE = "Déclaration de Liège"
BODY = "Considérant\u00a0ceci\u202f;\n\ncela.\n\n## Agir\n\nUn.\n\nDeux.\n\n##\n\nالمدن تعمل معًا."
PAGE = (
    "# Déclaration de Liège\n\nConsidérant\u00a0ceci\u202f;\n\ncela.\n\n"
    "## 1. Agir\n\nUn.\n\nDeux.\n\n## 2.\n\nالمدن تعمل معًا.\n"
)


def read(body: str) -> wording.Wording:
    return wording.read(TITLE, body)


def test_the_bytes_of_the_page() -> None:
    assert read(BODY).canonical().encode() == unicodedata.normalize("NFC", PAGE).encode()
    assert read(BODY).sha256() == hashlib.sha256(PAGE.encode()).hexdigest()


@pytest.mark.parametrize(
    "same",
    [
        BODY.replace("\n", "\r\n"),
        BODY.replace("\n", "\r"),
        unicodedata.normalize("NFD", BODY),
        BODY.replace("Un.", "Un.   ").replace("\n\n", "\n\n\n\n"),
        BODY.replace("cela", "ce\u200bla\u202e"),
        "\n\n" + BODY + "\n ",
    ],
)
def test_what_looks_the_same_is_the_same(same: str) -> None:
    assert read(same).canonical() == PAGE


def test_a_file_with_a_byte_order_mark_gives_the_same_bytes() -> None:
    title, body = exchange.read("\ufeff" + PAGE.replace("\n", "\r\n"))
    assert wording.read(title, body).canonical() == PAGE


def test_one_comma_is_another_text() -> None:
    assert read(BODY.replace("cela.", "cela,")).sha256() != read(BODY).sha256()
