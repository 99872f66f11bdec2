"""What to look at before a record is submitted or published: pure functions over the record as its city reads it.

``check(shown, known) -> list[Finding]``. ``shown`` is the view that the record would give once published, read by its
own city; ``known`` is what surrounds it. An error blocks the submission and the publication; a warning is shown to both
sides and decides nothing. A reviewer may see otherwise than a pattern does: that is why few findings are errors.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Literal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.audience import Audience
from common.text import fold
from practices.record import Field, FieldView, Kind, RecordView
from practices.record.citing import cited
from practices.record.shapes import MODERATION_FLAGS
from practices.review import personal
from practices.review.alike import alike

Severity = Literal["error", "warning"]

_AROUND = 40  # signs shown on each side of what is marked
_WRITTEN = {Kind.LINE, Kind.TEXT, Kind.RICH}
_PERSON = re.compile(r"^[a-z]+[._-][a-z]+$")  # prenom.nom
_SERVICE = re.compile(r"^(service|contact|info|mairie|ville|bureau|secretariat|cellule|prevention|centre|direction)")
_FIGURE = re.compile(r"\d[\d \u00a0\u202f.,]*\s?%|(?<![\d-])(?!(?:19|20)\d{2}(?!\d))\d{2,}(?![\d-])")
_FLAGS = frozenset(code for code, _label in MODERATION_FLAGS)
# These ask for a second reader at the secretariat, whatever their severity
SENSITIVE = frozenset({"personal_data", "amalgam_risk", "security_detail"})
_TARGETED = frozenset({"secondary", "tertiary"})
_MINORS = frozenset({"children", "youth"})


@dataclass(frozen=True)
class Excerpt:
    """The place in a text, with a few words around it."""

    before: str
    marked: str
    after: str


@dataclass(frozen=True)
class Finding:
    """One thing to look at, in one field."""

    severity: Severity
    code: str
    field: Field
    sentence: str
    excerpt: Excerpt | None = None

    @property
    def is_error(self) -> bool:
        return self.severity == "error"


@dataclass(frozen=True)
class Neighbour:
    """Another practice that the city reads."""

    title: str
    summary: str
    city: str


@dataclass(frozen=True)
class Known:
    """What surrounds a record: the list of expressions, other practices, addresses that no longer answer."""

    wordings: tuple[tuple[str, str], ...] = ()  # expression, reason
    neighbours: tuple[Neighbour, ...] = ()
    dead_links: frozenset[str] = field(default_factory=frozenset)
    points_to_do: int = 0

    @cached_property
    def patterns(self) -> list[tuple[re.Pattern[str], str]]:
        """The expressions as what finds them, each with its reason."""
        return [(_pattern(expression), reason) for expression, reason in self.wordings]


def check(shown: RecordView, known: Known) -> list[Finding]:
    """Return everything to look at, errors first, each in the order of the record."""
    found: list[Finding] = []
    for read in shown.fields.values():
        if not read.is_known or read.audience == Audience.OWN or read.field.on_practice:
            continue
        for text in texts_of(read):
            found += _personal(read.field, text, protected=bool(shown.value("location_sensitive")))
            found += _wordings(read.field, text, known)
    for one in (_refugees, _generic_address, _unsourced, _consents):
        found += one(shown)
    found += [*_dead_links(shown, known), *_duplicates(shown, known), *_points(shown, known)]
    order = list(shown.fields)
    return sorted(found, key=lambda finding: (not finding.is_error, order.index(finding.field.key)))


def errors_in(findings: list[Finding]) -> dict[str, list[str]]:
    """Return what may be neither submitted nor published, by key of field."""
    found: dict[str, list[str]] = {}
    for finding in findings:
        if finding.is_error:
            found.setdefault(finding.field.key, []).append(finding.sentence)
    return found


def flags_of(findings: list[Finding]) -> list[str]:
    """Return the points of attention that these findings raise, each once."""
    return list(dict.fromkeys(finding.code for finding in findings if finding.code in _FLAGS))


def is_sensitive(shown: RecordView, findings: list[Finding]) -> bool:
    """Whether a second person of the secretariat has to read the record before it is published.

    Either a finding or a point of attention about personal data, amalgam or security; or a targeted action for minors
    that says how somebody is referred or how information is shared.
    """
    if SENSITIVE & ({finding.code for finding in findings} | set(shown.value("moderation_flags"))):
        return True
    age = shown.value("age_min")
    minors = _MINORS & set(shown.value("target_groups")) or (age is not None and age < 18)
    targeted = _TARGETED & set(shown.value("prevention_levels"))
    told = shown.value("referral_pathway") or shown.value("information_sharing")
    return bool(minors and targeted and told)


def texts_of(read: FieldView) -> Iterator[str]:
    """Return what a person wrote in a field: no address of a page, no term of a list."""
    kind = read.field.kind
    if kind in _WRITTEN:
        yield str(read.value)
    elif kind == Kind.LINES:
        yield from read.value
    elif kind in {Kind.ROWS, Kind.GROUP}:
        for row in [read.value] if kind == Kind.GROUP else read.value:
            yield from (str(row[column.key]) for column in read.field.columns if _is_text(column.kind, row, column.key))


def _is_text(kind: Kind, row: dict[str, object], key: str) -> bool:
    return kind in _WRITTEN and bool(row.get(key))


def excerpt(text: str, start: int, end: int) -> Excerpt:
    """Return a place of a text with the words around it."""
    first, last = max(start - _AROUND, 0), min(end + _AROUND, len(text))
    before, after = text[first:start], text[end:last]
    return Excerpt(("…" if first else "") + before, text[start:end], after + ("…" if last < len(text) else ""))


# --- Inside one text ---


def _personal(declared: Field, text: str, *, protected: bool) -> Iterator[Finding]:
    for place in personal.places(text):
        severity, code, sentence = _about(place.what, protected=protected)
        yield Finding(severity, code, declared, sentence, excerpt(text, place.start, place.end))


def _about(what: personal.What, *, protected: bool) -> tuple[Severity, str, str]:
    if what == "street" and protected:
        return "error", "security_detail", _("L’adresse de ce lieu est à protéger, et la voici écrite. Retirez-la.")
    sentences: dict[personal.What, tuple[Severity, str]] = {
        "identity": ("error", _("Ceci est le numéro d’identité d’une personne. Retirez-le.")),
        "account": ("error", _("Ceci est le numéro d’un compte bancaire. Retirez-le.")),
        "email": (
            "error",
            _("Retirez l’adresse électronique : une adresse générique a sa place dans « Contact public »."),
        ),
        "minor": (
            "error",
            _("Un enfant est nommé avec son âge. Retirez le prénom, ou l’âge : il pourrait être reconnu."),
        ),
        "perhaps_minor": (
            "warning",
            _("Ces mots ressemblent au nom d’un enfant suivi de son âge. Si c’est le cas, retirez-les."),
        ),
        "phone": ("warning", _("Vérifiez que ce numéro de téléphone est celui d’un service, non d’une personne.")),
        "street": ("warning", _("Vérifiez que cette adresse postale est celle d’un service et peut être connue.")),
    }
    severity, sentence = sentences[what]
    return severity, "personal_data", sentence


def _wordings(declared: Field, text: str, known: Known) -> Iterator[Finding]:
    alike = fold(text)
    present = [(pattern, reason) for pattern, reason in known.patterns if pattern.search(alike)]
    folded, at = _folded(text) if present else ("", [])
    for pattern, reason in present:
        for found in pattern.finditer(folded):
            place = excerpt(text, at[found.start()], at[found.end() - 1] + 1)
            yield Finding("warning", "amalgam_risk", declared, reason, place)


@lru_cache(maxsize=1000)
def _pattern(expression: str) -> re.Pattern[str]:
    """Return what finds an expression whatever its accents and spaces; a star stands for any ending."""
    words = [r"\w*".join(re.escape(part) for part in word.split("*")) for word in fold(expression).split()]
    return re.compile(r"(?<!\w)" + r"\s+".join(words) + r"(?!\w)")


def _folded(text: str) -> tuple[str, list[int]]:
    """Return a text folded, and for each of its signs its place in the text."""
    signs = [(sign, place) for place, raw in enumerate(text) for sign in fold(raw)]
    return "".join(sign for sign, _place in signs), [place for _sign, place in signs]


# --- Between fields ---


def _refugees(shown: RecordView) -> Iterator[Finding]:
    groups = shown.fields["target_groups"]
    if _TARGETED & set(shown.value("prevention_levels")) and "newcomers_refugees" in groups.value:
        sentence = _(
            "Cette fiche associe un public réfugié à une action ciblée. "
            "Elle sera relue avec une attention particulière."
        )
        yield Finding("warning", "amalgam_risk", groups.field, sentence)


def _generic_address(shown: RecordView) -> Iterator[Finding]:
    contact = shown.fields["public_contact"]
    local = str(contact.value.get("email", "")).partition("@")[0].lower()
    if _PERSON.match(local) and not _SERVICE.match(local):
        sentence = _("Cette adresse ressemble à celle d’une personne. Préférez l’adresse générique du service.")
        yield Finding("warning", "personal_data", contact.field, sentence)


def _unsourced(shown: RecordView) -> Iterator[Finding]:
    sources, effect = shown.fields["sources"], shown.fields["effect"]
    if sources.is_known:
        return
    figures = [shown.fields[key] for key in ("reach", "budget_amount", "indicators")]
    if any(read.is_known for read in figures):
        sentence = _("Des chiffres sont donnés sans source. Ajoutez le document d’où ils viennent.")
        yield Finding("warning", "unsourced_figure", sources.field, sentence)
    told = _FIGURE.search(str(effect.value or ""))
    if told and not any(row.get("source") for row in shown.value("indicators")):
        sentence = _("Ce chiffre n’a pas de source. Ajoutez-la aux sources, ou à l’indicateur qui le mesure.")
        place = excerpt(str(effect.value), told.start(), told.end())
        yield Finding("warning", "unsourced_figure", effect.field, sentence, place)


def _consents(shown: RecordView) -> Iterator[Finding]:
    partners = shown.fields["partners"]
    without = [str(row.get("name", "")) for row in partners.value if not row.get("consent")]
    if without and partners.audience != Audience.OWN:
        sentence = ngettext(
            "L’accord de ce partenaire n’est pas noté : %(names)s. Demandez-le avant de le nommer.",
            "L’accord de ces partenaires n’est pas noté : %(names)s. Demandez-le avant de les nommer.",
            len(without),
        )
        yield Finding("warning", "partner_consent", partners.field, sentence % {"names": ", ".join(without)})


def _dead_links(shown: RecordView, known: Known) -> Iterator[Finding]:
    for address, read in cited(shown).items() if known.dead_links else ():
        if address in known.dead_links:
            sentence = _("Cette page ne répond plus : %(address)s. Corrigez son adresse, ou retirez-la.")
            yield Finding("warning", "dead_link", read.field, sentence % {"address": address})


def _duplicates(shown: RecordView, known: Known) -> Iterator[Finding]:
    mine = f"{shown.title}\n{shown.value('summary') or ''}"
    for other in known.neighbours:
        if alike(mine, f"{other.title}\n{other.summary}"):
            sentence = _("Cette fiche ressemble beaucoup à « %(title)s » (%(city)s). Est-ce la même action ?")
            words = sentence % {"title": other.title, "city": other.city}
            yield Finding("warning", "near_duplicate", shown.fields["title"].field, words)


def _points(shown: RecordView, known: Known) -> Iterator[Finding]:
    if known.points_to_do:
        sentence = ngettext(
            "%(count)d point demandé par le secrétariat n’est pas marqué comme fait.",
            "%(count)d points demandés par le secrétariat ne sont pas marqués comme faits.",
            known.points_to_do,
        )
        yield Finding("warning", "open_points", shown.fields["title"].field, sentence % {"count": known.points_to_do})
