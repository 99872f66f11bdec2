"""A text that comes from elsewhere or goes there: Markdown, which is its canonical form, or JSON."""

import json
from typing import Any

from django.utils.translation import gettext as _

from common.errors import Invalid
from declarations import wording
from declarations.models import Text

_TITLE = "# "
_KEYS = ("version", "language", "status", "title", "considerations", "articles", "sha256")


def read(content: str) -> tuple[str, str]:
    """Return the title and the body that a file in Markdown or JSON holds; Invalid when it is neither."""
    content = content.removeprefix("\ufeff").strip()
    return _from_json(content) if content.startswith("{") else _from_markdown(content)


def _from_markdown(content: str) -> tuple[str, str]:
    first, _end, body = content.replace("\r\n", "\n").replace("\r", "\n").partition("\n")
    if not first.startswith(_TITLE):
        raise Invalid(fields={"content": [_("Le fichier commence par une ligne « # », suivie du titre du texte.")]})
    return first.removeprefix(_TITLE), body


def _from_json(content: str) -> tuple[str, str]:
    unread = Invalid(
        fields={"content": [_("Ce fichier JSON n’a pas la forme prévue : titre, considérants, articles.")]}
    )
    try:
        given = json.loads(content)
        title, considerations = given["title"], given.get("considerations", [])
        articles = [{"heading": one.get("heading", ""), "text": one["text"]} for one in given["articles"]]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise unread from error
    words = [title, *considerations, *(word for one in articles for word in one.values())]
    if not all(isinstance(word, str) for word in words):
        raise unread
    return title, wording.typed(considerations, articles)


def as_json(text: Text) -> str:
    """Return a text as JSON: what read() takes, with where it comes from."""
    said: dict[str, Any] = {"format": 1, "type": "text", "declaration": text.declaration.slug}
    said |= {key: getattr(text, key) for key in _KEYS}
    return json.dumps(said, ensure_ascii=False, indent=2) + "\n"
