"""Letters about what is prepared and adopted: consultations, amendments, written procedures, new versions."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from cities.models import City, Membership
from cities.queries import people_of, secretariat
from cities.viewer import viewer_of
from common import clock
from common.links import page
from common.templatetags.ui import day
from declarations.mails.telling import note_of, tell
from declarations.models import AdoptionAct, Amendment, Consultation, Declaration, Procedure
from declarations.permissions import answers_for_a_city, can_object
from declarations.queries import active_line, former_signatories, people_who_answer
from declarations.workflow import Outcome
from journal.models import Entry
from mailing.message import Action, Message
from mailing.registry import Reader, letter

# --- Who is told ---


def tell_consultation(entry: Entry, consultation: Consultation) -> None:
    """Tell the coordination and the signatories of every member city."""
    tell("declaration.consultation", entry, people_who_answer(), {"consultation": consultation.pk})


def tell_decided(entry: Entry, amendment: Amendment) -> None:
    """Tell the city that proposed it, and the person who wrote it if they are still there."""
    people = {user.pk: user for user in people_who_answer(amendment.city_id)}
    author = people_of(amendment.city_id).filter(pk=amendment.proposed_by_id).first()
    if author is not None:
        people[author.pk] = author
    tell("amendment.decided", entry, people.values(), {"amendment": amendment.pk, "entry": entry.pk})


def tell_asked(entry: Entry, procedure: Procedure) -> None:
    """Ask every city of the body."""
    tell("procedure.asked", entry, _of_the_body(procedure).values(), {"procedure": procedure.pk})


def tell_procedure_ended(entry: Entry, procedure: Procedure) -> None:
    """Tell the body and the secretariat what came of it."""
    people = _of_the_body(procedure) | {user.pk: user for user in secretariat()}
    tell("procedure.ended", entry, people.values(), {"procedure": procedure.pk, "entry": entry.pk})


def _of_the_body(procedure: Procedure) -> dict[int, User]:
    return {user.pk: user for city in procedure.members.all() for user in people_who_answer(city.pk)}


def tell_new_version(entry: Entry, declaration: Declaration) -> frozenset[int]:
    """Ask the cities that signed a former version for a new signature; return who was told."""
    told: set[int] = set()
    for city in former_signatories(declaration):
        people = [user for user in people_who_answer(city.pk) if user.pk not in told]
        data = {"declaration": declaration.pk, "version": declaration.version, "city": city.pk}
        tell("declaration.new_version", entry, people, data)
        told |= {user.pk for user in people}
    return frozenset(told)


# --- What it says ---


@letter("declaration.consultation", gettext_lazy("Consultation sur un projet de déclaration"))
def consultation_opened(reader: Reader, data: Mapping[str, Any]) -> Message | None:
    """To those who speak for a city: a text is being prepared, and their city may propose changes."""
    rows = Consultation.objects.select_related("declaration")
    consultation = rows.filter(pk=data["consultation"]).first()
    if consultation is None or not consultation.is_running(clock.now()):
        return None
    if not people_who_answer().filter(pk=reader.user_id or 0).exists():
        return None
    names = {
        "title": consultation.declaration.name,
        "day": day(consultation.ends_on),
        "zone": consultation.place,
    }
    return Message(
        subject=_("Un projet de déclaration est soumis aux villes"),
        paragraphs=(
            _("Le projet « %(title)s » est soumis aux villes membres.") % names,
            _("Votre ville peut proposer des amendements jusqu’au %(day)s compris, heure de %(zone)s.") % names,
        ),
        action=Action(_("Lire le projet"), page("declarations:preparation", consultation.declaration.slug)),
    )  # fmt: skip


@letter("amendment.decided", gettext_lazy("Décision sur un amendement"), optional=False)
def amendment_decided(reader: Reader, data: Mapping[str, Any]) -> Message | None:
    """To the city: what the secretariat decided of its amendment, and why."""
    amendment = Amendment.objects.select_related("declaration", "city").filter(pk=data["amendment"]).first()
    if amendment is None or amendment.decided_at is None:
        return None
    if not people_of(amendment.city_id).filter(pk=reader.user_id or 0).exists():
        return None
    names = {"what": amendment.what, "title": amendment.declaration.name}
    sentences = {
        "accepted": _("L’amendement de votre ville (%(what)s), sur le projet « %(title)s », est retenu."),
        "rejected": _("L’amendement de votre ville (%(what)s), sur le projet « %(title)s », n’est pas retenu."),
    }
    return Message(
        subject=_("Réponse à l’amendement de votre ville"),
        paragraphs=(sentences[amendment.state] % names, _("Le secrétariat en donne le motif :")),
        quote=amendment.decision,
        action=Action(
            _("Lire l’amendement et sa réponse"),
            page("declarations:amendment", amendment.declaration.slug, amendment.pk),
        ),
    )


def _procedure(data: Mapping[str, Any]) -> Procedure | None:
    return Procedure.objects.select_related("declaration").filter(pk=data["procedure"]).first()


def _city_asked(reader: Reader, procedure: Procedure) -> City | None:
    """Return the city of the body for which this reader may answer now."""
    own = Membership.objects.current().filter(user_id=reader.user_id or 0).values("city_id")
    for city in procedure.members.filter(pk__in=own).order_by("sort_key"):
        if reader.user_id is not None and can_object(viewer_of(reader.user_id, city.pk), procedure):
            return city
    return None


@letter("procedure.asked", gettext_lazy("Procédure écrite, accord demandé"), optional=False)
def asked(reader: Reader, data: Mapping[str, Any]) -> Message | None:
    """To a city of the body: keep silent to agree, or object with a reason before the end."""
    procedure = _procedure(data)
    if procedure is None or not procedure.is_running or clock.now() >= procedure.ends_at:
        return None
    city = _city_asked(reader, procedure)
    if city is None:
        return None
    names = {
        "title": procedure.declaration.name,
        "body": procedure.body_name,
        "city": city.name,
        "day": day(procedure.ends_on),
        "zone": procedure.place,
    }
    return Message(
        subject=_("Votre ville est consultée par écrit"),
        paragraphs=(
            _("L’instance « %(body)s », dont %(city)s fait partie, est consultée par écrit sur la déclaration "
              "« %(title)s ».") % names,
            _("Sans opposition jusqu’au %(day)s compris, heure de %(zone)s, le texte sera adopté. Si votre ville est "
              "d’accord, elle n’a rien à faire.") % names,
            _("Si elle ne l’est pas, elle s’y oppose en disant pourquoi, avant la fin du délai."),
        ),
        quote=procedure.changes,
        action=Action(_("Lire le texte et répondre"), page("declarations:procedure", procedure.declaration.slug)),
        closing=(_("Adopter un texte n’est pas le signer : chaque ville décidera ensuite de le signer."),),
    )  # fmt: skip


@letter("procedure.ended", gettext_lazy("Procédure écrite, résultat"), optional=False)
def ended(reader: Reader, data: Mapping[str, Any]) -> Message | None:
    """To the body and the secretariat: adopted, objected to, or stopped."""
    procedure = _procedure(data)
    if procedure is None or procedure.is_running or reader.user_id is None:
        return None
    is_office = secretariat().filter(pk=reader.user_id).exists()
    if not is_office and _city_asked(reader, procedure) is None:
        return None
    names = {"title": procedure.declaration.name, "body": procedure.body_name}
    return Message(
        subject=_("Fin d’une procédure écrite"),
        paragraphs=_what_came_of_it(procedure, names),
        quote=note_of(data["entry"]) if procedure.outcome == Outcome.STOPPED else "",
        action=Action(_("Lire ce qui a été répondu"), page("declarations:procedure", procedure.declaration.slug)),
    )


def _what_came_of_it(procedure: Procedure, names: Mapping[str, str]) -> tuple[str, ...]:
    if procedure.outcome == Outcome.ADOPTED:
        return (
            _("Personne ne s’est opposé : l’instance « %(body)s » a adopté la déclaration « %(title)s ».") % names,
            _("Le texte ne change plus. La signature des villes est un autre acte, qui sera ouvert ensuite."),
        )
    if procedure.outcome == Outcome.STOPPED:
        return (
            _("Le secrétariat a interrompu la procédure écrite sur la déclaration « %(title)s ».") % names,
            _("Rien n’est adopté. Le secrétariat en donne le motif :"),
        )
    count = procedure.objections.filter(withdrawn_at__isnull=True).count()
    objected = ngettext(
        "%(count)d ville s’est opposée : la déclaration « %(title)s » n’est pas adoptée.",
        "%(count)d villes se sont opposées : la déclaration « %(title)s » n’est pas adoptée.",
        count,
    )
    return (objected % {"count": count, **names}, _("Le texte revient à la mise au point."))


@letter("declaration.new_version", gettext_lazy("Nouvelle version d’une déclaration"), optional=False)
def new_version(reader: Reader, data: Mapping[str, Any]) -> Message | None:
    """To a city that signed a former version: what changed, and that a new signature is asked for."""
    declaration = Declaration.unguarded.filter(pk=data["declaration"], version=data["version"]).first()
    city = City.objects.filter(pk=data["city"]).first()
    if declaration is None or city is None or reader.user_id is None or not declaration.is_open:
        return None
    viewer = viewer_of(reader.user_id, city.pk)
    if viewer.city_id != city.pk or not answers_for_a_city(viewer) or active_line(declaration, city.pk) is not None:
        return None
    act = AdoptionAct.objects.filter(declaration=declaration, version=declaration.version).first()
    names = {"title": declaration.name, "city": city.name, "number": declaration.version}
    return Message(
        subject=_("Une déclaration que votre ville a signée a une nouvelle version"),
        paragraphs=(
            _("La déclaration « %(title)s », signée au nom de %(city)s, a une nouvelle version, la version %(number)s.")
            % names,
            _("La signature de votre ville reste où elle est : elle l’engage sur le texte qu’elle a signé, et sur lui "
              "seul. La nouvelle version demande une nouvelle signature."),
            _("Ce qui change :"),
        ),
        quote=act.changes if act else "",
        action=Action(
            _("Voir ce qui change, article par article"),
            page("declarations:changes", declaration.slug, declaration.version),
        ),
    )  # fmt: skip
