"""What a letter told, kept by reference: read again later, it shows what its reader may read by then, and no more."""

from collections.abc import Collection, Iterable
from dataclasses import replace

from cities.viewer import Viewer
from declarations.models import Declaration
from digests.content import News, news, still_said
from digests.models import Run
from mailing.models import Letter
from practices.models import IndexEntry

SHOWN = 12  # letters of the archive
_OF_PRACTICES = ("asked", "published", "updated", "discussed", "adopted")
_OF_DECLARATIONS = ("declarations",)


def references(found: News) -> list[str]:
    """Return what is kept of a letter: what each of its parts was about, and not one word."""
    return [
        *(f"asked/{one.practice.practice_id}" for one in found.asked),
        *(f"published/{entry.practice_id}" for entry in found.published),
        *(f"updated/{entry.practice_id}" for entry in found.updated),
        *(f"discussed/{one.practice.practice_id}" for one in found.discussed),
        *(f"adopted/{one.practice.practice_id}" for one in found.adopted),
        *(f"declarations/{one.declaration.pk}" for one in found.declarations),
        *(f"held/{one.letter_id}" for one in found.held),
    ]


def ids(told: Iterable[str], *parts: str) -> set[int]:
    """Return the ids that these parts of letters referred to."""
    split = (reference.partition("/") for reference in told)
    return {int(pk) for part, _slash, pk in split if part in parts}


def recall(viewer: Viewer, run: Run, *, by: Viewer | None = None) -> News:
    """Return what a letter told, through the gate of this moment: what was withdrawn or narrowed since is not there.

    ``by`` is somebody else who reads the letter: only what they may read too is left.
    """
    found, told = news(viewer, run.starts_at, run.ends_at, again=True), set(run.told)
    told = told if by is None else open_to(by, told)
    return replace(
        found,
        asked=[one for one in found.asked if f"asked/{one.practice.practice_id}" in told],
        published=[entry for entry in found.published if f"published/{entry.practice_id}" in told],
        updated=[entry for entry in found.updated if f"updated/{entry.practice_id}" in told],
        discussed=[one for one in found.discussed if f"discussed/{one.practice.practice_id}" in told],
        adopted=[one for one in found.adopted if f"adopted/{one.practice.practice_id}" in told],
        declarations=[one for one in found.declarations if f"declarations/{one.declaration.pk}" in told],
        held=[one for one in found.held if f"held/{one.letter_id}" in told],
    )


def letters(reader_id: int) -> list[Run]:
    """Return the last letters that told something, the latest first."""
    return list(Run.objects.filter(reader_id=reader_id).exclude(told=[]).order_by("-ends_at", "-id")[:SHOWN])


def open_to(viewer: Viewer, told: Collection[str]) -> set[str]:
    """Return the references that a viewer may follow now; two statements, however many there are."""
    practices = IndexEntry.objects.visible_to(viewer).filter(practice_id__in=ids(told, *_OF_PRACTICES))
    declarations = Declaration.objects.visible_to(viewer).filter(pk__in=ids(told, *_OF_DECLARATIONS))
    pairs = (
        (_OF_PRACTICES, practices.values_list("practice_id", flat=True)),
        (_OF_DECLARATIONS, declarations.values_list("pk", flat=True)),
    )
    return {f"{part}/{pk}" for parts, found in pairs for pk in found for part in parts} & set(told)


def readable(viewer: Viewer, runs: Collection[Run]) -> list[Run]:
    """Return the letters of which something can still be read, for somebody who still belongs here."""
    if not (viewer.is_member or viewer.is_secretariat):
        return []
    found = open_to(viewer, [reference for run in runs for reference in run.told])
    return [run for run in runs if not found.isdisjoint(run.told) or _says_what_was_held(viewer, run)]


def _says_what_was_held(viewer: Viewer, run: Run) -> bool:
    """Say whether a letter left to the digest can still be written; asked only where nothing else is left to read."""
    held = ids(run.told, "held")
    mine = Letter.objects.filter(pk__in=held, recipient_id=viewer.user_id or 0) if held else ()
    return any(True for _one in still_said(viewer, mine))
