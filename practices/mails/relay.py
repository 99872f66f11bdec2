"""Letters of the requests for an exchange. Only the letters of an acceptance name persons, each to the other alone."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from cities.models import Role
from cities.queries import people_of
from cities.viewer import Viewer, viewer_of
from common.links import page
from journal.models import Entry
from mailing import outbox
from mailing.message import Action, Message
from mailing.registry import Reader, letter
from practices.mails.reading import WRITERS, title_of
from practices.models import ContactKind, ContactRequest, ContactState, Practice


def tell_contact_asked(entry: Entry, request: ContactRequest) -> None:
    """Those who write for the city that is asked; not by name."""
    _queue("contact.asked", entry, people_of(request.to_city_id, WRITERS), request)


def tell_contact_waiting(entry: Entry, request: ContactRequest) -> None:
    """The same, once, a week later."""
    _queue("contact.waiting", entry, people_of(request.to_city_id, WRITERS), request)


def tell_contact_accepted(entry: Entry, request: ContactRequest) -> None:
    """The two persons, each of the other; who accepted is told too, because the letter is what was accepted."""
    for user_id in (request.asked_by_id, request.answered_by_id):
        outbox.queue(
            key=f"contact.accepted/{entry.pk}/{user_id}",
            kind="contact.accepted",
            recipient_id=user_id or 0,
            data={"request": request.pk},
        )


def tell_contact_declined(entry: Entry, request: ContactRequest) -> None:
    """Who asked, and the coordination of that city."""
    _queue("contact.declined", entry, _askers(request), request)


def tell_contact_expired(entry: Entry, request: ContactRequest) -> None:
    """Who asked, and the coordination of that city."""
    _queue("contact.expired", entry, _askers(request), request)


def _askers(request: ContactRequest) -> list[User]:
    people = people_of(request.from_city_id)
    return [*people.filter(pk=request.asked_by_id), *people_of(request.from_city_id, [Role.COORDINATOR])]


def _queue(kind: str, entry: Entry, people: Any, request: ContactRequest) -> None:
    for user_id in sorted({person.pk for person in people} - {entry.actor_id}):
        outbox.queue(key=f"{kind}/{entry.pk}/{user_id}", kind=kind, recipient_id=user_id, data={"request": request.pk})


def _open(reader: Reader, data: Mapping[str, Any], *, asked: bool) -> tuple[Viewer, ContactRequest] | None:
    """Return the request for a reader of the city that is asked, or of the one that asks, as things are now."""
    found = ContactRequest.unguarded.select_related("from_city", "to_city").filter(pk=data["request"]).first()
    if found is None or reader.user_id is None:
        return None
    city_id = found.to_city_id if asked else found.from_city_id
    viewer = viewer_of(reader.user_id, city_id)
    if viewer.city_id != city_id or not ContactRequest.objects.visible_to(viewer).filter(pk=found.pk).exists():
        return None
    return viewer, found


def _about(viewer: Viewer, request: ContactRequest) -> str:
    """Return the title of the practice that it is about, as the reader reads it."""
    practices = Practice.objects.visible_to(viewer).select_related("city", "published")
    practice = practices.filter(pk=request.practice_id or 0).first()
    return title_of(viewer, practice) if practice else ""


def _lines(viewer: Viewer, request: ContactRequest) -> tuple[str, ...]:
    wants = _("Ce qui est demandé : %(kind)s.") % {"kind": str(ContactKind(request.kind).label).lower()}
    when = _("Moment proposé : %(when)s") % {"when": request.proposed_time}
    title = _about(viewer, request)
    about = _("Au sujet de : « %(title)s ».") % {"title": title} if title else ""
    return tuple(filter(None, (wants, about, when)))


def _action(label: str, request: ContactRequest) -> Action:
    return Action(label, page("practices:exchange", request.pk))


def _asked(reader: Reader, data: Mapping[str, Any], subject: str, sentence: str) -> Message | None:
    opened = _open(reader, data, asked=True)
    if opened is None or opened[1].state != ContactState.WAITING:
        return None
    viewer, request = opened
    return Message(
        subject=subject,
        paragraphs=(sentence % {"city": request.from_city.name}, *_lines(viewer, request)),
        quote=request.purpose,
        action=_action(_("Lire et répondre"), request),
        closing=(
            _(
                "Personne n’est nommé avant votre accord. Si vous acceptez, les deux personnes reçoivent par lettre "
                "le nom et l’adresse l’une de l’autre."
            ),
        ),
    )


@letter("contact.asked", gettext_lazy("Demande de mise en relation"), topic="exchanges")
def contact_asked(reader: Reader, data: Mapping[str, Any]) -> Message | None:
    """To those who write for the city that is asked."""
    return _asked(
        reader, data, _("Une ville vous demande un échange"), _("%(city)s demande un échange avec votre ville.")
    )


@letter("contact.waiting", gettext_lazy("Demande de mise en relation, rappel"), topic="exchanges")
def contact_waiting(reader: Reader, data: Mapping[str, Any]) -> Message | None:
    """The same, once more."""
    return _asked(
        reader,
        data,
        _("Une ville attend votre réponse"),
        _("%(city)s vous a demandé un échange il y a une semaine et attend votre réponse."),
    )


@letter("contact.accepted", gettext_lazy("Mise en relation acceptée"), optional=False)
def contact_accepted(reader: Reader, data: Mapping[str, Any]) -> Message | None:
    """To each of the two persons: the name and the address of the other, as long as both belong to their cities."""
    found = ContactRequest.unguarded.select_related("from_city", "to_city", "asked_by", "answered_by")
    request = found.filter(pk=data["request"], state=ContactState.ACCEPTED).first()
    if request is None or request.answered_by is None:
        return None
    asker = people_of(request.from_city_id).filter(pk=request.asked_by_id).first()
    answerer = people_of(request.to_city_id).filter(pk=request.answered_by.pk).first()
    if asker is None or answerer is None or reader.user_id not in {asker.pk, answerer.pk}:
        return None
    is_asker = reader.user_id == asker.pk
    other, city = (answerer, request.to_city) if is_asker else (asker, request.from_city)
    viewer = viewer_of(asker.pk if is_asker else answerer.pk, request.from_city_id if is_asker else request.to_city_id)
    return Message(
        subject=_("Un échange est accepté"),
        paragraphs=(
            _("Vous pouvez maintenant écrire à %(name)s (%(city)s) : %(address)s")
            % {"name": other.name, "city": city.name, "address": other.email},
            _("Cette personne reçoit de même votre nom et votre adresse."),
            *_lines(viewer, request),
        ),
        quote=request.answer,
        action=_action(_("Ouvrir la demande"), request),
    )


def _closed(
    reader: Reader, data: Mapping[str, Any], state: ContactState, subject: str, sentence: str
) -> Message | None:
    opened = _open(reader, data, asked=False)
    if opened is None or opened[1].state != state:
        return None
    viewer, request = opened
    return Message(
        subject=subject,
        paragraphs=(sentence % {"city": request.to_city.name}, *_lines(viewer, request)),
        quote=request.answer,
        action=_action(_("Ouvrir la demande"), request),
    )


@letter("contact.declined", gettext_lazy("Mise en relation refusée"), topic="exchanges")
def contact_declined(reader: Reader, data: Mapping[str, Any]) -> Message | None:
    """To who asked, with the reason."""
    return _closed(
        reader,
        data,
        ContactState.DECLINED,
        _("Votre demande d’échange est déclinée"),
        _("%(city)s ne peut pas donner suite à votre demande, pour la raison suivante."),
    )


@letter("contact.expired", gettext_lazy("Mise en relation restée sans réponse"), topic="exchanges")
def contact_expired(reader: Reader, data: Mapping[str, Any]) -> Message | None:
    """To who asked."""
    return _closed(
        reader,
        data,
        ContactState.EXPIRED,
        _("Votre demande d’échange est restée sans réponse"),
        _("%(city)s n’a pas répondu à votre demande en trente jours. Elle est close\u202f; vous pouvez la refaire."),
    )
