"""A council's note: the parts that somebody chose of a practice, short enough for one page."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from practices.documents.paper import Item, Paper, Part
from practices.documents.rich import Block, Run

FIGURES = "chiffres"
# Name in the address, words, fields
PARTS: tuple[tuple[str, Promise, tuple[str, ...]], ...] = (
    ("besoin", _("Le besoin"), ("context",)),
    ("deroulement", _("Comment cela se passe"), ("description",)),
    (FIGURES, _("Moyens et chiffres"), ()),
    ("preuves", _("Ce que l’on sait des résultats"), ("evidence_level", "effect")),
    ("echecs", _("Ce qui n’a pas marché"), ("obstacles",)),
    ("garanties", _("Garanties"), ("safeguards",)),
    ("partenaires", _("Partenaires"), ("partners",)),
    ("reprise", _("Ce qu’il faut pour la reprendre"), ("transferability", "implementation")),
    ("contact", _("À qui s’adresser"), ("public_contact",)),
)
CHOSEN_FIRST = ("besoin", "deroulement", FIGURES, "preuves", "reprise")
_MOST_FIGURES = 6
_SENTENCE_ENDS = re.compile(r"(?<=[.!?؟…])\s+")


def offered(paper: Paper) -> list[tuple[str, Promise]]:
    """Return the parts of which this reader's copy says something."""
    known = _known(paper)
    return [(name, words) for name, words, keys in PARTS if name == FIGURES or any(key in known for key in keys)]


def note(paper: Paper, chosen: Iterable[str]) -> Paper:
    """Return the paper of a note: the summary, and the chosen parts in the order of the record."""
    wanted, known = set(chosen), _known(paper)
    parts = tuple(
        Part(str(words), tuple(known[key] for key in keys if key in known))
        for name, words, keys in PARTS
        if name in wanted and any(key in known for key in keys)
    )
    said = [replace(fact, said="", spoken="") for fact in paper.facts if fact.figure or fact.rest]
    # A council learns first that an action stopped; why stands on the page
    notices = tuple(replace(one, blocks=()) for one in paper.notices)
    return replace(
        paper, notices=notices, pictures=(), parts=parts, facts=tuple(said[:_MOST_FIGURES]) if FIGURES in wanted else ()
    )


def _known(paper: Paper) -> dict[str, Item]:
    return {item.key: item for part in paper.parts for item in part.items if not item.missing}


def shortened(paper: Paper, longest: int) -> Paper:
    """Return the paper with texts of this many signs in all: each gives up its share, sentence by sentence."""
    whole = sum(len(block.text) for blocks in _texts(paper) for block in blocks)
    share = min(1.0, longest / max(whole, 1))
    parts = tuple(
        replace(part, items=tuple(replace(item, blocks=_cut(item.blocks, share)) for item in part.items))
        for part in paper.parts
    )
    return replace(paper, summary=_cut(paper.summary, share), parts=parts)


def _texts(paper: Paper) -> Iterator[tuple[Block, ...]]:
    yield paper.summary
    yield from (item.blocks for part in paper.parts for item in part.items)


def _cut(blocks: tuple[Block, ...], share: float) -> tuple[Block, ...]:
    """Keep the first sentences, at least one; three dots say that there is more."""
    left = int(sum(len(block.text) for block in blocks) * share)
    if share >= 1:
        return blocks
    kept: list[Block] = []
    for block in blocks:
        if len(block.text) <= left:
            kept.append(block)
            left -= len(block.text)
            continue
        sentences = _SENTENCE_ENDS.split(block.text)
        taken = "" if kept else sentences.pop(0)
        while sentences and len(taken) + len(sentences[0]) < left:
            taken = f"{taken} {sentences.pop(0)}".strip()
        if taken:
            kept.append(Block(block.kind, (Run(f"{taken} […]"),)))
        break
    return tuple(kept)
