"""Text as blocks of runs: what Markdown means, without its marks, for whoever sets it in type."""

from dataclasses import dataclass
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token


@dataclass(frozen=True)
class Run:
    """Words set alike."""

    text: str
    bold: bool = False
    italic: bool = False


@dataclass(frozen=True)
class Block:
    """A paragraph (p), an item of a list (li), or a small title (h)."""

    kind: str
    runs: tuple[Run, ...]

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)


def plain(text: str) -> list[Block]:
    """Return the paragraphs of a text; its line breaks stay."""
    parts = (part.strip() for part in text.split("\n\n"))
    return [Block("p", (Run(part),)) for part in parts if part]


def items(lines: list[str]) -> list[Block]:
    """Return a list, one item for each line."""
    return [Block("li", (Run(line.strip()),)) for line in lines if line.strip()]


def markdown(text: str) -> list[Block]:
    """Return the blocks of a text with light marks."""
    blocks: list[Block] = []
    kind, depth = "p", 0
    for token in _parser().parse(text):
        if token.type in {"bullet_list_open", "ordered_list_open"}:
            depth += 1
        elif token.type in {"bullet_list_close", "ordered_list_close"}:
            depth -= 1
        elif token.type == "heading_open":
            kind = "h"
        elif token.type == "heading_close":
            kind = "p"
        elif token.type in {"fence", "code_block"}:
            blocks.append(Block("p", (Run(token.content.strip()),)))
        elif token.type == "inline":
            runs = tuple(_runs(token.children or []))
            if runs:
                blocks.append(Block("li" if depth and kind == "p" else kind, runs))
    return blocks


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("js-default", {"linkify": False}).disable("image")


def _runs(tokens: list[Token]) -> list[Run]:
    runs: list[Run] = []
    bold = italic = 0
    for token in tokens:
        if token.type in {"strong_open", "strong_close"}:
            bold += token.nesting
        elif token.type in {"em_open", "em_close"}:
            italic += token.nesting
        elif token.type in {"softbreak", "hardbreak"}:
            runs.append(Run("\n" if token.type == "hardbreak" else " "))
        elif token.content:
            runs.append(Run(token.content, bold > 0, italic > 0))
    return runs
