"""Letters of a record's presence: withdrawn, archived, restored; and what a city asks about the one drawn about it."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.models import Role
from cities.queries import people_of, secretariat
from journal.models import Entry
from mailing.message import Message
from mailing.registry import Reader, letter
from practices.mails.reading import coordination_and_secretariat, own_practice, page_of, queue, reasons, title_of
from practices.models import Claim, ClaimKind, Practice


def tell_withdrawn(entry: Entry, practice: Practice) -> None:
    """The city's coordination, who asked for it, and the secretariat."""
    asked = Claim.objects.filter(practice=practice, kind=ClaimKind.WITHDRAWAL).values("user_id")
    people = [*people_of(practice.city_id).filter(pk__in=asked), *coordination_and_secretariat(practice)]
    queue("practice.withdrawn", entry, people, practice, note_of=entry.pk)


def tell_archived(entry: Entry, practice: Practice) -> None:
    """The city's coordination, and the secretariat."""
    queue("practice.archived", entry, coordination_and_secretariat(practice), practice, note_of=entry.pk)


def tell_restored(entry: Entry, practice: Practice) -> None:
    """The city's coordination."""
    queue("practice.restored", entry, people_of(practice.city_id, [Role.COORDINATOR]), practice)


def tell_claimed(entry: Entry, practice: Practice, claim: Claim) -> None:
    """The secretariat: a city asks something about the record drawn about it."""
    queue("practice.claimed", entry, secretariat(), practice, claim=claim.pk)


def tell_settled(entry: Entry, practice: Practice, claim: Claim) -> None:
    """Whoever asked, and the city's coordination: the answer to what the city asked."""
    people = [*people_of(claim.city_id).filter(pk=claim.user_id), *people_of(claim.city_id, [Role.COORDINATOR])]
    queue("practice.claim_settled", entry, people, practice, claim=claim.pk, note_of=entry.pk)


def _presence(reader: Reader, data: Mapping[str, Any], subject: str, sentence: str) -> Message | None:
    opened = own_practice(reader, data)
    if opened is None:
        return None
    return Message(
        subject=subject,
        paragraphs=(sentence % {"title": title_of(*opened), "city": opened[1].city.name},),
        quote=reasons(data),
        action=page_of(opened[1]),
    )


@letter("practice.withdrawn", gettext_lazy("Fiche retirée"))
def withdrawn(reader: Reader, data: Mapping[str, Any]) -> Message | None:
    """To the city's coordination and the secretariat."""
    sentence = _(
        "La fiche « %(title)s » (%(city)s) est retirée : elle n’est plus lue que par la ville et le secrétariat."
    )
    return _presence(reader, data, _("Une fiche est retirée"), sentence)


@letter("practice.archived", gettext_lazy("Fiche archivée"))
def archived(reader: Reader, data: Mapping[str, Any]) -> Message | None:
    """To the city's coordination and the secretariat."""
    sentence = _("La fiche « %(title)s » (%(city)s) est archivée : elle quitte les listes, sa page reste.")
    return _presence(reader, data, _("Une fiche est archivée"), sentence)


@letter("practice.restored", gettext_lazy("Fiche publiée de nouveau"))
def restored(reader: Reader, data: Mapping[str, Any]) -> Message | None:
    """To the city's coordination."""
    sentence = _("La fiche « %(title)s » (%(city)s) est de nouveau publiée.")
    return _presence(reader, data, _("Une fiche est remise en ligne"), sentence)


@letter("practice.claimed", gettext_lazy("Demande d’une ville sur une notice"))
def claimed(reader: Reader, data: Mapping[str, Any]) -> Message | None:
    """To the secretariat."""
    opened = own_practice(reader, data)
    claim = Claim.objects.filter(pk=data["claim"]).first()
    if opened is None or claim is None or not opened[0].is_secretariat:
        return None
    asks = {
        ClaimKind.CLAIM: _("%(city)s reprend la notice « %(title)s », établie d’après des sources publiques."),
        ClaimKind.WITHDRAWAL: _("%(city)s demande le retrait de la notice « %(title)s »."),
    }[ClaimKind(claim.kind)]
    return Message(
        subject=_("Une ville vous écrit au sujet d’une notice"),
        paragraphs=(asks % {"city": opened[1].city.name, "title": title_of(*opened)},),
        quote=claim.note,
        action=page_of(opened[1]),
    )


@letter("practice.claim_settled", gettext_lazy("Réponse à une demande sur une notice"))
def claim_settled(reader: Reader, data: Mapping[str, Any]) -> Message | None:
    """To whoever asked something about a record drawn about their city."""
    opened = own_practice(reader, data)
    claim = Claim.objects.filter(pk=data["claim"]).first()
    if opened is None or claim is None:
        return None
    return Message(
        subject=_("Demande traitée"),
        paragraphs=(f"{ClaimKind(claim.kind).label} – {title_of(*opened)}",),
        quote=reasons(data),
        action=page_of(opened[1]),
    )
