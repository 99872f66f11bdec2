"""What the pages show of a declaration: its facts with what is known of each, and the answer to a pasted receipt."""

import io
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import segno
from django.utils.translation import get_language_info, gettext_lazy
from django.utils.translation import gettext as _

from common.errors import Invalid
from common.links import page
from common.templatetags.ui import day
from declarations import ledger, queries, rewording, verifier, wording
from declarations.models import AdoptionAct, AdoptionMode, Amendment, Declaration, Text, in_language
from declarations.queries import Line, count
from declarations.workflow import Phase, State

_STATUS = {
    "verified": gettext_lazy("Lu dans la source."),
    "secondary": gettext_lazy("D’après une autre source publique."),
}


@dataclass(frozen=True)
class Fact:
    """One row: what is said, and how it is known. An empty value is written « Inconnu »."""

    label: str
    value: str
    notes: tuple[str, ...]


def facts(declaration: Declaration, text: Text | None) -> list[Fact]:
    """Return the facts in reading order; what a source leaves unknown keeps its row."""
    rows = [
        ("adopting_body", _("Adoptée par"), _body(declaration)),
        ("place", _("Lieu"), in_language(declaration.place)),
        ("adopted_on", _("Date"), day(declaration.adopted_on)),
        ("chair", _("Présidence"), in_language(declaration.chair)),
        ("language", _("Langue"), str(get_language_info(declaration.language)["name_translated"])),
        ("signature", _("Signature"), _signature(declaration)),
        ("title", _("Titre officiel") if text else _("Titre officiel, articles"), text.title if text else ""),
        ("signatories", _("Noms des signataires"), ""),
    ]
    return [_fact(declaration, *row) for row in rows if row[2] or row[0] in declaration.fact_status]


def _fact(declaration: Declaration, key: str, label: str, value: str) -> Fact:
    known: dict[str, Any] = declaration.fact_status.get(key, {})
    status = str(_STATUS.get(known.get("status", ""), ""))
    note = in_language(known.get("note", {}))
    return Fact(label, value, tuple(said for said in (note or status,) if said))


def _body(declaration: Declaration) -> str:
    body = in_language(declaration.adopting_body)
    mode = AdoptionMode(declaration.adoption_mode)
    told = f"{body}, {mode.label}" if body and mode != AdoptionMode.UNKNOWN else body
    act = queries.act_of(declaration)
    counts = vote(act) if act else ""
    return f"{told} ({counts})" if counts else told


def _signature(declaration: Declaration) -> str:
    if declaration.state == State.ADOPTED:
        return _("Pas ouverte ici") if declaration.version == 0 else _("Pas encore ouverte")
    return str(State(declaration.state).label)


# --- A preparation ---

_STEPS = (Phase.WRITING, Phase.CONSULTATION, Phase.SETTLING, Phase.READY)


@dataclass(frozen=True)
class Step:
    """One phase of a preparation, and the drawing of its stop: done, where it stands, to come."""

    label: str
    stop: str
    is_present: bool


def steps(declaration: Declaration) -> list[Step]:
    """Return the phases in order, then the adoption."""
    in_writing = declaration.phase == Phase.PROCEDURE
    is_over = declaration.phase == Phase.WRITING and declaration.version > 0
    labels = [str(one.label) for one in _STEPS] + [str(Phase.PROCEDURE.label if in_writing else _("Adoption"))]
    at = len(_STEPS) if in_writing or is_over else _STEPS.index(Phase(declaration.phase))
    present = "running" if is_over else "piloting"
    return [
        Step(label, "running" if place < at else present if place == at else "considering", place == at)
        for place, label in enumerate(labels)
    ]


@dataclass(frozen=True)
class Part:
    """One article of a draft, and the amendments that wait on it; the number 0 stands before the first."""

    number: int
    article: wording.Article | None
    amendments: list[Amendment]


def with_amendments(draft: Text, found: Sequence[Amendment]) -> list[Part]:
    """Return the articles of a draft with what cities propose on each, as it stands now."""
    words = wording.of_columns(draft)
    placed = {one.pk: _place(one, draft, words) for one in found}
    numbers: list[tuple[int, wording.Article | None]] = [(0, None), *((one.number, one) for one in words.articles)]
    return [Part(number, one, [a for a in found if placed[a.pk] == number]) for number, one in numbers]


def elsewhere(draft: Text | None, found: Sequence[Amendment]) -> list[Amendment]:
    """Return the amendments that no article shows: those decided or withdrawn, and those whose article changed."""
    if draft is None:
        return list(found)
    words = wording.of_columns(draft)
    return [one for one in found if _place(one, draft, words) is None]


def _place(amendment: Amendment, draft: Text, words: wording.Wording) -> int | None:
    if not amendment.is_waiting or amendment.version != draft.version:
        return None
    return rewording.place_of(amendment, words)


def vote(act: AdoptionAct) -> str:
    """Return the counts of a majority in words; nothing for another mode."""
    if act.votes_for is None:
        return ""
    counts = {"for": act.votes_for, "against": act.votes_against, "abstained": act.votes_abstained}
    return _("%(for)s pour, %(against)s contre, %(abstained)s en abstention") % counts


# --- A translation beside its source ---


@dataclass(frozen=True)
class Pair:
    """The same paragraph or article in two languages."""

    anchor: str
    number: int | None
    source_heading: str
    heading: str
    source: str
    text: str


def aligned(source: Text, text: Text) -> list[Pair]:
    """Return considerations, then articles, each beside its translation: they are as many, it was checked."""
    pairs = [
        Pair("", None, "", "", said, other)
        for said, other in zip(source.considerations, text.considerations, strict=False)
    ]
    for said, other in zip(source.articles, text.articles, strict=False):
        headings = said["heading"], other["heading"]
        pairs.append(Pair(said["anchor"], said["number"], *headings, said["text"], other["text"]))
    return pairs


# --- The map ---

# The land of _map.html was drawn for this window: degrees to its units, the same both ways
_LEFT, _TOP, _X, _Y = -81.97, 61.97, 1.8563, 2.0054
MAP_WIDTH, MAP_HEIGHT = 360, 174


def dots(lines: list[Line]) -> list[tuple[str, str]]:
    """Return where the signatory cities stand on the map; a city outside its window is in the list beside it."""
    found = []
    for line in lines:
        city = line.city
        if line.counts and city.latitude is not None and city.longitude is not None:
            x, y = (float(city.longitude) - _LEFT) * _X, (_TOP - float(city.latitude)) * _Y
            if 0 <= x <= MAP_WIDTH and 0 <= y <= MAP_HEIGHT:
                found.append((f"{x:.1f}", f"{y:.1f}"))
    return found


# --- The verifier's page ---


def verification_address(declaration: Declaration, fingerprint: str) -> str:
    """Return where anybody verifies an event: the page comes with its fingerprint typed in."""
    return f"{page('declarations:verifier', declaration.slug)}?empreinte={fingerprint}"


def verification_code(address: str) -> str:
    """Return that address as a QR code, an SVG of ours without any word of a person."""
    drawn = io.BytesIO()
    code = segno.make(address, error="m", micro=False)  # on white, at night too
    code.save(
        drawn, kind="svg", scale=4, border=4, light="#fff", xmldecl=False, svgns=True
    )  # white around, at night too
    return drawn.getvalue().decode("utf-8")


_HASH = re.compile(r"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])")


@dataclass(frozen=True)
class Answer:
    """What the verifier found, in one sentence."""

    is_right: bool
    sentence: str


def check(declaration: Declaration, pasted: str) -> Answer:
    """Verify the whole ledger, then what was pasted: a receipt, or text that holds empreintes; Invalid for neither."""
    found = ledger.export(declaration)
    receipt = _receipt(pasted)
    try:
        facts_found = verifier.verify(found, receipt)
    except verifier.Wrong as wrong:
        return Answer(is_right=False, sentence=_(wrong.sentence) % wrong.details)
    if not _wall_agrees(declaration, found, facts_found["cities"]):
        return Answer(
            is_right=False,
            sentence=_("Le registre est juste, mais la page de la déclaration ne dit pas la même chose que lui."),
        )
    if receipt is not None:
        return Answer(is_right=True, sentence=_(verifier.RIGHT_RECEIPT) % facts_found)
    return _check_hashes(found, pasted)


def _wall_agrees(declaration: Declaration, found: dict[str, Any], cities: int) -> bool:
    """Whether the page counts the cities of the ledger; not asked while the version in force was never opened."""
    opened = [text["version"] for text in found["texts"]]
    return bool(declaration.version and declaration.version not in opened) or count(declaration) == cities


def _receipt(pasted: str) -> dict[str, Any] | None:
    start, end = pasted.find("{"), pasted.rfind("}")
    if start < 0 or end < start:
        return None
    try:
        value = json.loads(pasted[start : end + 1])
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _check_hashes(found: dict[str, Any], pasted: str) -> Answer:
    known = {event["hash"]: event["sequence"] for event in found["events"]}
    pieces = _HASH.findall(pasted.lower())
    if not pieces:
        raise Invalid(_("Ce texte ne contient ni reçu ni empreinte de 64 signes."))
    missing = [piece for piece in pieces if piece not in known]
    if missing:
        return Answer(
            is_right=False,
            sentence=_("L’empreinte %(hash)s n’est pas dans ce registre.") % {"hash": missing[0]},
        )
    numbers = ", ".join(str(number) for number in sorted({known[piece] for piece in pieces}))
    return Answer(
        is_right=True,
        sentence=_("Le registre est juste, et il contient ce que vous avez collé. Événements reconnus : %(numbers)s.")
        % {"numbers": numbers},
    )
