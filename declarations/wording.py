"""The words of a declaration: from what the secretariat types to the exact bytes that are hashed.

docs/ledger-format.md gives the canonical form byte by byte; the verifier and this module must agree on nothing more
than SHA-256 of it in UTF-8.
"""

import re
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from common.errors import Invalid
from common.text import clean
from declarations.verifier import fingerprint

_ARTICLE = re.compile(r"^##(?!#)\s*(?:article\s+)?(?:\d+\s*(?:\.|:|–|-|—)?\s*)?(.*)$", re.IGNORECASE)


@dataclass(frozen=True)
class Article:
    """One numbered article. Its anchor never changes: practices will link to it."""

    number: int
    heading: str
    text: str

    @property
    def anchor(self) -> str:
        return f"article-{self.number}"


@dataclass(frozen=True)
class Wording:
    """A title, considerations and articles, in one language."""

    title: str
    considerations: tuple[str, ...]
    articles: tuple[Article, ...]

    def canonical(self) -> str:
        """Return the only form that is hashed: NFC, lines ended by \\n, one empty line between blocks."""
        blocks = [f"# {self.title}", *self.considerations]
        for article in self.articles:
            blocks += [f"## {article.number}. {article.heading}".rstrip(), article.text]
        return "\n\n".join(block for block in blocks if block) + "\n"

    def sha256(self) -> str:
        """Return the fingerprint of the canonical form."""
        return fingerprint(self.canonical())

    def columns(self) -> dict[str, Any]:
        """Return what a row of Text holds."""
        return {
            "title": self.title,
            "considerations": list(self.considerations),
            "articles": [
                {"number": a.number, "anchor": a.anchor, "heading": a.heading, "text": a.text} for a in self.articles
            ],
            "canonical": self.canonical(),
            "sha256": self.sha256(),
        }


def read(title: str, body: str) -> Wording:
    """Return the words typed, where each article begins by a line « ## heading »; Invalid when there are none.

    What stands before the first article is the considerations, one for each paragraph.
    """
    title = " ".join(clean(title).split())
    if not title:
        raise Invalid(fields={"title": [_("Indiquez le titre du texte.")]})
    considerations: list[str] = []
    articles: list[Article] = []
    heading, block = "", list[str]()

    def close() -> None:
        if articles or heading_open:
            articles.append(Article(len(articles) + 1, heading, _paragraphs(block)))
        else:
            considerations.extend(p for p in _paragraphs(block).split("\n\n") if p)

    heading_open = False
    for line in clean(body).split("\n"):
        found = _ARTICLE.match(line.strip())
        if found:
            close()
            heading_open, heading, block = True, " ".join(found.group(1).split()), []
        elif line.lstrip().startswith("#"):
            raise Invalid(fields={"body": [_("Seuls les articles ont un titre : commencez leur ligne par « ## ».")]})
        else:
            block.append(line)
    close()
    if any(not article.text for article in articles):
        raise Invalid(fields={"body": [_("Un article n’a pas de texte.")]})
    if not articles and not considerations:
        raise Invalid(fields={"body": [_("Indiquez le texte de la déclaration.")]})
    return Wording(title, tuple(considerations), tuple(articles))


def of_columns(row: Any) -> Wording:
    """Return the words that a row of Text holds."""
    articles = (Article(a["number"], a["heading"], a["text"]) for a in row.articles)
    return Wording(row.title, tuple(row.considerations), tuple(articles))


def typed(considerations: list[str], articles: list[dict[str, Any]]) -> str:
    """Return the body to type again, from what a row holds."""
    blocks = [*considerations]
    for article in articles:
        blocks += [f"## {article['heading']}".rstrip(), article["text"]]
    return "\n\n".join(blocks)


def _paragraphs(lines: list[str]) -> str:
    """Join lines: no blank at their ends, one empty line between paragraphs."""
    text = "\n".join(" ".join(line.split(" ")).rstrip() for line in lines)
    return re.sub(r"\n{3,}", "\n\n", text).strip()
