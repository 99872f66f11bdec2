"""Letters of the adoptions: a city takes up a practice, the city of the practice answers."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from cities.queries import people_of, secretariat
from cities.viewer import Viewer, viewer_of
from common.links import absolute, page
from journal.models import Entry
from mailing.message import Action, Message
from mailing.registry import Reader, letter
from practices.mails.reading import WRITERS, page_of, queue, reasons, title_of
from practices.models import Adoption, AdoptionAnswer, AdoptionState, AnswerKind, Practice


def tell_adopted(entry: Entry, practice: Practice, adoption: Adoption) -> None:
    """Those who write for the practice's city: another one takes it up, or is further with it."""
    _tell("adoption.declared", entry, people_of(practice.city_id, WRITERS), adoption)


def tell_adoption_cancelled(entry: Entry, adoption: Adoption) -> None:
    """Both cities: the declaration does not stand any more."""
    people = [*people_of(adoption.practice.city_id, WRITERS), *people_of(adoption.city_id, WRITERS)]
    _tell("adoption.cancelled", entry, people, adoption, note_of=entry.pk)


def tell_adoption_answered(entry: Entry, adoption: Adoption, answer: AdoptionAnswer) -> None:
    """Those who write for the city that took it up; the secretariat too when the answer corrects."""
    people = list(people_of(adoption.city_id, WRITERS))
    if answer.kind == AnswerKind.CORRECTION:
        people += list(secretariat())
    _tell("adoption.answered", entry, people, adoption)


def tell_correction_settled(entry: Entry, adoption: Adoption) -> None:
    """Both cities: the secretariat has dealt with the correction."""
    people = [*people_of(adoption.practice.city_id, WRITERS), *people_of(adoption.city_id, WRITERS)]
    _tell("adoption.correction_settled", entry, people, adoption, note_of=entry.pk)


def _tell(kind: str, entry: Entry, people: Iterable[User], adoption: Adoption, **data: int) -> None:
    queue(kind, entry, people, adoption.practice, adoption=adoption.pk, **data)


def _open(reader: Reader, data: Mapping[str, Any]) -> tuple[Viewer, Adoption, str] | None:
    """Return the adoption for a reader of one of its two cities or of the secretariat, and the practice's title."""
    rows = Adoption.unguarded.select_related("city", "practice__city", "practice__published")
    adoption = rows.filter(pk=data["adoption"]).first()
    if adoption is None or reader.user_id is None:
        return None
    for city_id in (adoption.practice.city_id, adoption.city_id):
        viewer = viewer_of(reader.user_id, city_id)
        belongs = viewer.is_secretariat or viewer.city_id == city_id
        if belongs and Practice.objects.visible_to(viewer).filter(pk=adoption.practice_id).exists():
            return viewer, adoption, title_of(viewer, adoption.practice)
    return None


def _words(adoption: Adoption, title: str) -> str:
    sentence = {
        AdoptionState.CONSIDERING: _("%(city)s envisage de reprendre votre pratique « %(title)s »."),
        AdoptionState.PILOTING: _("%(city)s met à l’essai votre pratique « %(title)s »."),
        AdoptionState.RUNNING: _("%(city)s a mis en place votre pratique « %(title)s »."),
        AdoptionState.STOPPED: _("%(city)s a arrêté sa reprise de votre pratique « %(title)s »."),
    }[AdoptionState(adoption.state)]
    return sentence % {"city": adoption.city.name, "title": title}


@letter("adoption.declared", gettext_lazy("Reprise d’une pratique"), topic="adoptions")
def adoption_declared(reader: Reader, data: Mapping[str, Any]) -> Message | None:
    """To those who write for the practice's city."""
    opened = _open(reader, data)
    if opened is None or opened[1].cancelled_at is not None or opened[0].city_id != opened[1].practice.city_id:
        return None
    _viewer, adoption, title = opened
    address = page("practices:answer_adoption", adoption.practice.slug, adoption.city.slug)
    return Message(
        subject=_("Une ville vous parle de l’une de vos pratiques"),
        paragraphs=(_words(adoption, title),),
        quote="\n\n".join(filter(None, (adoption.changed, adoption.why, adoption.result))),
        action=Action(_("Remercier ou corriger"), address),
    )


@letter("adoption.cancelled", gettext_lazy("Reprise annulée"), topic="adoptions")
def adoption_cancelled(reader: Reader, data: Mapping[str, Any]) -> Message | None:
    """To both cities."""
    opened = _open(reader, data)
    if opened is None:
        return None
    _viewer, adoption, title = opened
    sentence = _("La déclaration de %(city)s sur la pratique « %(title)s » est retirée.")
    return Message(
        subject=_("Une déclaration de reprise est retirée"),
        paragraphs=(sentence % {"city": adoption.city.name, "title": title},),
        quote=reasons(data),
        action=page_of(adoption.practice),
    )


@letter("adoption.answered", gettext_lazy("Réponse à une reprise"), topic="adoptions")
def adoption_answered(reader: Reader, data: Mapping[str, Any]) -> Message | None:
    """To those who write for the city that took it up; to the secretariat when it is a correction."""
    opened = _open(reader, data)
    answer = AdoptionAnswer.objects.select_related("city").filter(adoption=data["adoption"]).first()
    if opened is None or answer is None or opened[1].cancelled_at is not None:
        return None
    viewer, adoption, title = opened
    if viewer.city_id == adoption.city_id:
        return _answered_to_city(adoption, answer, title)
    if not viewer.is_secretariat or answer.handled_at is not None:
        return None
    sentence = _("%(city)s propose une correction à ce que %(other)s a déclaré de « %(title)s ».")
    names = {"city": answer.city.name, "other": adoption.city.name, "title": title}
    address = absolute(reverse("admin:practices_adoptionanswer_change", args=[answer.pk]))
    return Message(
        subject=_("Une correction vous attend"),
        paragraphs=(sentence % names,),
        quote=answer.body,
        action=Action(_("Lire la correction"), address),
    )


def _answered_to_city(adoption: Adoption, answer: AdoptionAnswer, title: str) -> Message:
    sentence = {
        AnswerKind.THANKS: _("%(city)s vous remercie d’avoir repris « %(title)s »."),
        AnswerKind.CORRECTION: _("%(city)s propose une correction à ce que votre ville a déclaré de « %(title)s »."),
    }[AnswerKind(answer.kind)]
    return Message(
        subject=_("La ville dont vous reprenez la pratique vous répond"),
        paragraphs=(sentence % {"city": answer.city.name, "title": title},),
        quote=answer.body,
        action=Action(_("Ouvrir votre déclaration"), page("practices:adopt", adoption.practice.slug)),
    )


@letter("adoption.correction_settled", gettext_lazy("Correction d’une reprise, suite donnée"), topic="adoptions")
def correction_settled(reader: Reader, data: Mapping[str, Any]) -> Message | None:
    """To both cities."""
    opened = _open(reader, data)
    if opened is None:
        return None
    _viewer, adoption, title = opened
    sentence = _("Le secrétariat a traité la correction sur la reprise de « %(title)s » par %(city)s.")
    return Message(
        subject=_("Une correction est traitée"),
        paragraphs=(sentence % {"city": adoption.city.name, "title": title},),
        quote=reasons(data),
        action=page_of(adoption.practice),
    )
