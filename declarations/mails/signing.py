"""Letters about signatures and mandates: who is told, and what it says at the moment it leaves."""

from collections.abc import Collection, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from cities.models import Membership, Role
from cities.queries import people_of, secretariat
from cities.viewer import viewer_of
from common.links import page
from declarations import ledger
from declarations.mails.telling import note_of, tell
from declarations.models import Declaration, Mandate, Preparation, Signature
from declarations.permissions import can_confirm, can_read_receipt, can_state_mandate
from declarations.queries import active_line, people_who_answer
from declarations.workflow import LineState
from journal.models import Entry
from mailing.message import Action, Item, Message, Part
from mailing.registry import Reader, letter

# --- Who is told ---


def tell_opened(entry: Entry, declaration: Declaration, *, but: Collection[int] = ()) -> None:
    """Tell those who may sign for a city, but those whom another letter asks already."""
    signatories = Membership.objects.current().filter(can_sign=True).values("user_id")
    people = User.objects.filter(pk__in=signatories, is_active=True).exclude(pk__in=but).order_by("pk")
    tell("declaration.opened", entry, people, {"declaration": declaration.pk, "version": declaration.version})


def tell_to_confirm(entry: Entry, signature: Signature) -> None:
    """Tell the second persons of the city, and the secretariat."""
    people = {user.pk: user for user in [*people_who_answer(signature.city_id), *secretariat()]}
    tell("signature.to_confirm", entry, people.values(), {"signature": signature.pk})


def tell_receipt(entry: Entry, signature: Signature) -> None:
    """Send the receipt to the signatory and to the coordination, whoever confirmed: it is their proof."""
    people = {user.pk: user for user in people_of(signature.city_id, {Role.COORDINATOR})}
    if signature.signed_by is not None and signature.signed_by.is_active:
        people[signature.signed_by.pk] = signature.signed_by
    data = {
        "signature": signature.pk,
        "sequence": signature.event.sequence,
        "hash": signature.event.hash,
        "head": ledger.head(signature.declaration),
    }
    tell("signature.receipt", entry, people.values(), data, actor_too=True)


def tell_withdrawn(entry: Entry, signature: Signature) -> None:
    """Tell the city's second persons and the secretariat that a signature was withdrawn."""
    people = {user.pk: user for user in [*people_who_answer(signature.city_id), *secretariat()]}
    tell("signature.withdrawn", entry, people.values(), {"signature": signature.pk})


def tell_corrected(entry: Entry, signature: Signature) -> None:
    """Tell the city that its line was found to be an error."""
    tell(
        "signature.corrected",
        entry,
        people_who_answer(signature.city_id),
        {"signature": signature.pk, "entry": entry.pk},
    )


def _city_and(mandate: Mandate) -> dict[int, User]:
    """The coordination of the city and the person whose mandate it is."""
    people = {user.pk: user for user in people_of(mandate.membership.city_id, {Role.COORDINATOR})}
    if mandate.membership.user.is_active:
        people[mandate.membership.user_id] = mandate.membership.user
    return people


def tell_to_check(entry: Entry, mandate: Mandate) -> None:
    """Tell the secretariat that a mandate waits to be checked."""
    tell("mandate.to_check", entry, secretariat(), {"mandate": mandate.pk})


def tell_checked(entry: Entry, mandate: Mandate) -> None:
    """Tell the city what the secretariat decided of a mandate."""
    tell("mandate.decided", entry, _city_and(mandate).values(), {"mandate": mandate.pk, "entry": entry.pk})


def tell_succession(entry: Entry, mandate: Mandate) -> None:
    """Ask the city, and the secretariat when nobody is left there, who signs from now on."""
    people = _city_and(mandate)
    if mandate.membership.ended_at is not None:
        people.pop(mandate.membership.user_id, None)
    tell("mandate.over", entry, people.values() or secretariat(), {"mandate": mandate.pk})


def tell_prepared(entry: Entry, made: Preparation) -> None:
    """Tell those who may sign for the city that their signature is ready."""
    tell("signature.prepared", entry, people_of(made.city_id, signatories=True), {"preparation": made.pk})


# --- What it says ---


def _signature(reader: Reader, data: Mapping[str, Any]) -> Signature | None:
    """Return the signature when this reader may still read its receipt."""
    signature = Signature.objects.select_related("declaration", "city", "event").filter(pk=data["signature"]).first()
    if signature is None or reader.user_id is None:
        return None
    return signature if can_read_receipt(viewer_of(reader.user_id, signature.city_id), signature) else None


def _names(signature: Signature) -> dict[str, str]:
    return {"city": signature.city.name, "title": signature.declaration.name}


def _receipt_page(signature: Signature) -> str:
    return page("declarations:receipt", signature.declaration.slug, signature.city.slug)


@letter("declaration.opened", gettext_lazy("Déclaration ouverte à la signature"), topic="signatures")
def opened(reader: Reader, data: Mapping[str, Any]) -> Message | None:
    """To those who may sign, if they still may: a declaration awaits their city."""
    declaration = Declaration.unguarded.filter(pk=data["declaration"], version=data["version"]).first()
    if declaration is None or not declaration.is_open:
        return None
    if not Membership.objects.current().filter(user_id=reader.user_id or 0, can_sign=True).exists():
        return None
    return Message(
        subject=_("Une déclaration est ouverte à la signature"),
        paragraphs=(
            _("La déclaration « %(title)s » est ouverte à la signature des villes.") % {"title": declaration.name},
            _("Vous pouvez la signer au nom de votre ville, après en avoir lu le texte."),
        ),
        action=Action(_("Lire la déclaration"), page("declarations:detail", declaration.slug)),
    )


def _signed(signature: Signature) -> str:
    if signature.is_from_paper:
        told = _("Le secrétariat a enregistré, à partir d’un document papier, la signature de la déclaration "
                 "« %(title)s » au nom de %(city)s.")  # fmt: skip
        return told % _names(signature)
    return _("La déclaration « %(title)s » a été signée au nom de %(city)s.") % _names(signature)


@letter("signature.to_confirm", gettext_lazy("Signature à confirmer"), optional=False)
def to_confirm(reader: Reader, data: Mapping[str, Any]) -> Message | None:
    """To a second person: nothing counts until they have confirmed."""
    signature = _signature(reader, data)
    if signature is None or reader.user_id is None:
        return None
    if not can_confirm(viewer_of(reader.user_id, signature.city_id), signature):
        return None
    return Message(
        subject=_("Une signature attend votre confirmation"),
        paragraphs=(
            _signed(signature),
            _("Une seconde personne doit le confirmer. Jusque-là, la signature ne compte pas."),
        ),
        action=Action(
            _("Vérifier, puis confirmer"),
            page("declarations:confirm", signature.declaration.slug, signature.city.slug),
        ),
        closing=(_("Si cette signature vous surprend, ne confirmez pas et prévenez le secrétariat."),),
    )


@letter("signature.receipt", gettext_lazy("Reçu d’une signature"), optional=False)
def receipt(reader: Reader, data: Mapping[str, Any]) -> Message | None:
    """To the signatory and the coordination: the proof, to be kept outside the platform."""
    signature = _signature(reader, data)
    if signature is None:
        return None
    proof = (
        Item(_("Numéro de l’événement : %(sequence)s") % {"sequence": data["sequence"]}, text=data["hash"]),
        Item(
            _("Fin du registre au moment de la confirmation : événement %(sequence)s") % data["head"],
            text=data["head"]["hash"],
        ),
    )
    return Message(
        subject=_("Reçu de signature"),
        paragraphs=(
            _("La signature de la déclaration « %(title)s » au nom de %(city)s est confirmée : elle compte.")
            % _names(signature),
            _("Conservez cette lettre. Ses empreintes permettent de vérifier, aujourd’hui ou dans cinquante ans, "
              "que le registre n’a pas été récrit."),
        ),
        parts=(Part(_("Ce que dit le registre"), proof),),
        action=Action(_("Ouvrir le reçu"), _receipt_page(signature)),
    )  # fmt: skip


@letter("signature.withdrawn", gettext_lazy("Retrait d’une signature"), optional=False)
def withdrawn(reader: Reader, data: Mapping[str, Any]) -> Message | None:
    """To the city and the secretariat: a signature was withdrawn."""
    signature = _signature(reader, data)
    if signature is None or signature.state != LineState.WITHDRAWN:
        return None
    return Message(
        subject=_("Une signature a été retirée"),
        paragraphs=(
            _("La signature de la déclaration « %(title)s » au nom de %(city)s a été retirée.") % _names(signature),
            _("C’est un acte daté : la ligne de la ville reste, avec sa date de retrait."),
        ),
        action=Action(_("Ouvrir le reçu"), _receipt_page(signature)),
    )


@letter("signature.corrected", gettext_lazy("Rectification d’une signature"), optional=False)
def corrected(reader: Reader, data: Mapping[str, Any]) -> Message | None:
    """To the city: the secretariat says that its line was an error."""
    signature = _signature(reader, data)
    if signature is None or signature.state != LineState.VOID:
        return None
    return Message(
        subject=_("Une ligne du registre a été annulée"),
        paragraphs=(
            _("Le secrétariat indique que la ligne de %(city)s, pour la déclaration « %(title)s », était une erreur.")
            % _names(signature),
            _("Elle ne compte plus. Le registre garde les deux inscriptions."),
        ),
        quote=note_of(data.get("entry", 0)),
        action=Action(_("Ouvrir le reçu"), _receipt_page(signature)),
    )


@letter("signature.prepared", gettext_lazy("Signature préparée"), topic="signatures")
def prepared(reader: Reader, data: Mapping[str, Any]) -> Message | None:
    """To those who may sign: an editor made the signature ready, and nothing is signed yet."""
    made = Preparation.objects.select_related("declaration", "city").filter(pk=data["preparation"]).first()
    if made is None or reader.user_id is None:
        return None
    declaration, viewer = made.declaration, viewer_of(reader.user_id, made.city_id)
    is_current = declaration.is_open and declaration.version == made.version
    if not (is_current and viewer.can_sign and viewer.city_id == made.city_id):
        return None
    if active_line(declaration, made.city_id) is not None:
        return None
    return Message(
        subject=_("Une signature est prête pour vous"),
        paragraphs=(
            _("Votre équipe a préparé la signature de la déclaration « %(title)s » au nom de %(city)s.")
            % {"title": declaration.name, "city": made.city.name},
            _("Rien n’est signé : relisez le texte et ce que la ville déclare, puis signez vous-même."),
        ),
        action=Action(_("Lire, puis signer"), page("declarations:sign", declaration.slug)),
    )


def _mandate(reader: Reader, data: Mapping[str, Any]) -> Mandate | None:
    """Return the mandate when this reader may still read it."""
    rows = Mandate.objects.select_related("membership__city", "membership__user", "declaration")
    mandate = rows.filter(pk=data["mandate"]).first()
    if mandate is None or reader.user_id is None:
        return None
    return (
        mandate
        if can_state_mandate(viewer_of(reader.user_id, mandate.membership.city_id), mandate.membership)
        else None
    )


def _named(mandate: Mandate) -> dict[str, str]:
    return {"person": mandate.membership.user.name, "office": mandate.office, "city": mandate.membership.city.name}


@letter("mandate.to_check", gettext_lazy("Mandat à vérifier par le secrétariat"), optional=False)
def to_check(reader: Reader, data: Mapping[str, Any]) -> Message | None:
    """To the secretariat: a mandate waits to be checked."""
    mandate = _mandate(reader, data)
    if mandate is None or not mandate.needs_check:
        return None
    return Message(
        subject=_("Un mandat attend d’être vérifié"),
        paragraphs=(
            _("%(city)s indique que %(person)s signe en qualité de : %(office)s.") % _named(mandate),
            _("Tant que ce mandat n’est pas vérifié, aucune signature faite par cette personne ne compte."),
        ),
        action=Action(_("Ouvrir le bureau du secrétariat"), page("admin:declarations_mandate_change", mandate.pk)),
    )


@letter("mandate.decided", gettext_lazy("Mandat reconnu ou refusé"), optional=False)
def decided(reader: Reader, data: Mapping[str, Any]) -> Message | None:
    """To the city: the secretariat recognised a mandate, or says why it cannot."""
    mandate = _mandate(reader, data)
    if mandate is None or (mandate.checked_at is None and mandate.refused_at is None):
        return None
    action = Action(_("Ouvrir les mandats de la ville"), page("declarations:mandates"))
    if mandate.refused_at is None:
        return Message(
            subject=_("Un mandat est vérifié"),
            paragraphs=(_("Le secrétariat a vérifié le mandat de %(person)s, %(office)s.") % _named(mandate),),
            action=action,
        )
    return Message(
        subject=_("Un mandat n’a pas été reconnu"),
        paragraphs=(
            _("Le secrétariat n’a pas reconnu le mandat de %(person)s, %(office)s.") % _named(mandate),
            _("Aucune signature ne peut compter sur ce mandat. Vous pouvez en indiquer un autre."),
        ),
        quote=note_of(data["entry"]),
        action=action,
    )


@letter("mandate.over", gettext_lazy("Mandat qui a pris fin"), optional=False)
def over(reader: Reader, data: Mapping[str, Any]) -> Message | None:
    """To the city: a mandate is over; who takes over?"""
    mandate = _mandate(reader, data)
    if mandate is None:
        return None
    return Message(
        subject=_("Qui signe désormais au nom de la ville ?"),
        paragraphs=(
            _("Le mandat de %(person)s, %(office)s, a pris fin. Cette personne ne signe plus au nom de %(city)s.")
            % _named(mandate),
            _("Ce que la ville a signé reste signé. Indiquez qui prend la suite et depuis quand."),
        ),
        action=Action(_("Ouvrir les mandats de la ville"), page("declarations:mandates")),
    )
