"""Amendments: proposed, supported and withdrawn by cities; accepted or rejected by the secretariat, with a reason."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.viewer import Viewer
from common import clock
from common.errors import Conflict, Invalid, NotAllowed, NotPossible, Sentence
from common.text import clean
from declarations import mails, rewording, verifier, wording
from declarations.actions.consulting import log_preparation
from declarations.actions.locking import coming_text, locked, moved
from declarations.models import Amendment, AmendmentKind, AmendmentSupport, Consultation, Declaration, Text
from declarations.permissions import can_prepare, speaker
from declarations.workflow import AMENDMENT_MOVES, OPEN_TO_DECISIONS, AmendmentState, Phase, possible
from journal.models import Entry

CHANGED = gettext_lazy(
    "L’article a changé depuis que cet amendement a été proposé : il ne peut pas être appliqué tel quel. Rien n’est "
    "perdu. Écrivez-le vous-même dans le texte puis retenez-le, ou demandez à la ville de le reprendre."
)
DECIDED = gettext_lazy("Cet amendement a déjà reçu sa réponse, ou sa ville l’a retiré. Rechargez la page.")
NOT_YOURS = gettext_lazy("La rédaction, la coordination ou la personne qui signe parlent ici au nom de leur ville.")


@dataclass(frozen=True)
class Proposal:
    """What a city proposes, and the mark of the article that it read."""

    kind: str
    article: int
    heading: str
    text: str
    reasons: str
    seen: str


@transaction.atomic
def propose(*, by: Viewer, declaration_id: int, proposal: Proposal) -> Amendment:
    """Propose to replace or delete one article, or to add one after it; the same one sent twice is one."""
    city_id, user_id = _speaker(by)
    declaration = locked(declaration_id)
    _must_be_consulted(declaration)
    made = _amendment(declaration, coming_text(declaration), proposal)
    made.city_id, made.proposed_by_id = city_id, user_id
    known = Amendment.objects.filter(
        declaration=declaration, version=made.version, city_id=city_id, fingerprint=made.fingerprint
    )
    already = known.filter(state=AmendmentState.PROPOSED).first()
    if already is not None:
        return already
    made.save()
    _tell_of("amendment_proposed", made, by, city_id=by.city_id)
    return made


def _speaker(by: Viewer) -> tuple[int, int]:
    """Return the city acted for and the person, or refuse."""
    found = speaker(by)
    if found is None:
        raise NotAllowed(NOT_YOURS)
    return found


def _must_be_consulted(declaration: Declaration) -> None:
    running = Consultation.objects.filter(declaration=declaration, ended_at__isnull=True).first()
    if declaration.phase != Phase.CONSULTATION or running is None or clock.now() >= running.ends_at:
        raise NotPossible(_("La consultation est close : un amendement ne peut plus être proposé."))
    if clock.now() < running.starts_at:
        raise NotPossible(_("La consultation n’a pas encore commencé."))


def _amendment(declaration: Declaration, draft: Text, proposal: Proposal) -> Amendment:
    """Return the row to save, read as the text itself is read; Invalid when it changes nothing or lacks something."""
    base = {one["number"]: (one["heading"], one["text"]) for one in draft.articles}
    is_first = proposal.kind == AmendmentKind.ADD and proposal.article == 0
    if proposal.article not in base and not is_first:
        raise Invalid(fields={"kind": [_("Choisissez un article du texte.")]})
    base_heading, base_text = base.get(proposal.article, ("", ""))
    if rewording.mark(base_heading, base_text) != proposal.seen:
        raise Conflict(_("L’article a changé depuis que vous l’avez ouvert. Relisez-le, puis envoyez de nouveau."))
    problems: dict[str, list[Sentence]] = {}
    reasons, heading, text = clean(proposal.reasons), "", ""
    if not reasons:
        problems["reasons"] = [_("Dites pourquoi votre ville le propose.")]
    if proposal.kind != AmendmentKind.DELETE:
        if not clean(proposal.text):
            problems["text"] = [_("Écrivez le texte que votre ville propose.")]
        else:
            article = rewording.one_article(clean(proposal.heading), clean(proposal.text))
            heading, text = article.heading, article.text
    if proposal.kind == AmendmentKind.REPLACE and (heading, text) == (base_heading, base_text):
        problems["text"] = [_("Ce texte est celui de l’article : changez-le, ou ne proposez rien.")]
    if problems:
        raise Invalid(fields=problems)
    said = {"kind": proposal.kind, "heading": heading, "text": text, "reasons": reasons}
    said |= {"base_heading": base_heading, "base_text": base_text, "article": str(proposal.article)}
    fingerprint = verifier.fingerprint(verifier.written(said))
    return Amendment(
        declaration=declaration,
        version=draft.version,
        kind=proposal.kind,
        article=proposal.article,
        base_heading=base_heading,
        base_text=base_text,
        heading=heading,
        text=text,
        reasons=reasons,
        fingerprint=fingerprint,
        proposed_at=clock.now(),
    )


def _locked_amendment(amendment_id: int, move: str = "") -> Amendment:
    """Return the amendment with its declaration's row locked, when the move is possible."""
    known = Amendment.objects.filter(pk=amendment_id).values_list("declaration_id", flat=True).first()
    if known is None:
        raise NotPossible(_("Cet amendement n’existe pas."))
    declaration = locked(known)
    amendment = Amendment.objects.select_related("city").get(pk=amendment_id)
    amendment.declaration = declaration
    if move and not possible(move, amendment.state):
        raise NotPossible(DECIDED)
    return amendment


def _tell_of(verb: str, amendment: Amendment, by: Viewer, *, city_id: int | None = None, note: str = "") -> Entry:
    return log_preparation(
        verb,
        amendment.declaration,
        by,
        note=note,
        city_id=city_id,
        amendment=amendment.pk,
        what=amendment.kind,
        on=amendment.article,
    )


@transaction.atomic
def support_amendment(*, by: Viewer, amendment_id: int) -> AmendmentSupport:
    """Support another city's amendment, once; twice is once."""
    city_id, user_id = _speaker(by)
    amendment = _locked_amendment(amendment_id)
    if city_id == amendment.city_id:
        raise NotPossible(_("C’est l’amendement de votre ville : elle le soutient déjà."))
    if not amendment.is_waiting:
        raise NotPossible(DECIDED)
    given, is_new = AmendmentSupport.objects.get_or_create(
        amendment=amendment, city_id=city_id, defaults={"given_by_id": user_id, "given_at": clock.now()}
    )
    if is_new:
        _tell_of("amendment_supported", amendment, by, city_id=by.city_id)
    return given


@transaction.atomic
def withdraw_support(*, by: Viewer, amendment_id: int) -> bool:
    """Take back the support of the city acted for; say whether there was one."""
    city_id, _user = _speaker(by)
    amendment = _locked_amendment(amendment_id)
    if not amendment.is_waiting:
        raise NotPossible(DECIDED)
    removed, _rows = AmendmentSupport.objects.filter(amendment=amendment, city_id=city_id).delete()
    if removed:
        _tell_of("amendment_support_withdrawn", amendment, by, city_id=by.city_id)
    return bool(removed)


@transaction.atomic
def take_back(*, by: Viewer, amendment_id: int) -> Amendment:
    """Withdraw an amendment of one's own city, until it is decided; the line stays."""
    city_id, _user = _speaker(by)
    amendment = _locked_amendment(amendment_id)
    if city_id != amendment.city_id:
        raise NotAllowed(_("Seule la ville qui a proposé un amendement le retire."))
    if amendment.state == AmendmentState.WITHDRAWN:
        return amendment
    amendment = _locked_amendment(amendment_id, "take_back")
    amendment.state = AMENDMENT_MOVES["take_back"].target
    amendment.save(update_fields=["state"])
    _tell_of("amendment_withdrawn", amendment, by, city_id=by.city_id)
    return amendment


@transaction.atomic
def accept(*, by: Viewer, amendment_id: int, note: str, is_carried: bool = False) -> Amendment:
    """Accept an amendment and write it in the draft, on the very article it was proposed on, or refuse and say so.

    ``is_carried``: the secretariat has already written it in the text with its own hand; the draft stays as it is.
    """
    amendment = _to_decide(by, amendment_id, "accept", note)
    if not is_carried:
        _write(amendment)
    amendment.is_carried = is_carried
    return _decided(amendment, by, "accept", note)


@transaction.atomic
def reject(*, by: Viewer, amendment_id: int, note: str) -> Amendment:
    """Reject an amendment; the city reads the reason."""
    return _decided(_to_decide(by, amendment_id, "reject", note), by, "reject", note)


def _to_decide(by: Viewer, amendment_id: int, move: str, note: str) -> Amendment:
    if not can_prepare(by):
        raise NotAllowed(_("Seul le secrétariat répond aux amendements."))
    amendment = _locked_amendment(amendment_id, move)
    if by.user_id == amendment.proposed_by_id or by.city_id == amendment.city_id:
        raise NotAllowed(_("Une autre personne du secrétariat répond à un amendement de votre ville."))
    declaration = amendment.declaration
    if declaration.phase not in OPEN_TO_DECISIONS or amendment.version != declaration.version + 1:
        raise NotPossible(_("Le texte est prêt ou soumis à l’instance : rien ne peut y être changé."))
    if not clean(note):
        raise Invalid(fields={"note": [_("Indiquez le motif : la ville le lira.")]})
    return amendment


def _write(amendment: Amendment) -> None:
    declaration = amendment.declaration
    draft = coming_text(declaration)
    words = wording.of_columns(draft)
    place = rewording.place_of(amendment, words)
    if place is None:
        raise Conflict(CHANGED)
    for name, value in rewording.applied(amendment, place, words).columns().items():
        setattr(draft, name, value)
    draft.save()
    moved(declaration)


def _decided(amendment: Amendment, by: Viewer, move: str, note: str) -> Amendment:
    amendment.state = AMENDMENT_MOVES[move].target
    amendment.decided_by_id, amendment.decided_at, amendment.decision = by.user_id, clock.now(), clean(note)
    amendment.save(update_fields=["state", "decided_by", "decided_at", "decision", "is_carried"])
    entry = _tell_of(f"amendment_{amendment.state}", amendment, by, note=amendment.decision)
    mails.tell_decided(entry, amendment)
    return amendment
