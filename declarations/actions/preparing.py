"""From a draft to an adopted text, open, then closed: verbs of the secretariat."""

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from cities.viewer import Viewer
from common import clock
from common.audience import Audience
from common.errors import Invalid, NotAllowed, NotPossible
from declarations import ledger, mails, queries, wording
from declarations.actions.locking import CLOSE_FIRST, locked, locked_by_secretariat, moved
from declarations.facts import Facts
from declarations.models import Declaration, Kind, Text, TextStatus
from declarations.permissions import can_prepare
from declarations.workflow import OPEN_TO_CHANGES, Phase, State
from journal import log
from journal.models import Entry

RESERVED = {"mandats"}  # addresses of the room beside those of the declarations


def log_act(
    verb: str, declaration: Declaration, by: Viewer, audience: Audience = Audience.OWN, note: str = ""
) -> Entry:
    """Write in the journal an act of the secretariat on the version in force."""
    return log.record(
        f"declaration.{verb}",
        subject_type="declaration",
        subject_id=declaration.pk,
        actor_id=by.user_id,
        audience=audience,
        note=note,
        data={"version": declaration.version},
    )


@transaction.atomic
def prepare(*, by: Viewer, facts: Facts, title: str = "", body: str = "", slug: str = "") -> Declaration:
    """Start a draft, with its text when there is one already."""
    if not can_prepare(by):
        raise NotAllowed(_("Seul le secrétariat prépare les déclarations."))
    facts.check()
    slug = slug or slugify(facts.short_title["fr"])[:60]
    if not slug:
        raise Invalid(fields={"short_title": [_("Le titre court contient au moins une lettre sans accent.")]})
    if slug in RESERVED or Declaration.unguarded.filter(slug=slug).exists():
        raise Invalid(fields={"short_title": [_("Une déclaration porte déjà ce titre court.")]})
    declaration = Declaration(slug=slug)
    facts.put_on(declaration)
    declaration.save()
    if title or body:
        _write(declaration, facts.language, TextStatus.AUTHENTIC, wording.read(title, body))
    log_act("prepared", declaration, by)
    return declaration


@transaction.atomic
def revise(*, by: Viewer, declaration_id: int, seen_edition: int, facts: Facts) -> Declaration:
    """Change the facts. The words of an adopted text are no fact: they never change."""
    declaration = locked_by_secretariat(by, declaration_id, seen_edition)
    facts.check()
    is_written = Text.objects.filter(declaration=declaration, status=TextStatus.AUTHENTIC).exists()
    if is_written and facts.language != declaration.language:
        raise Invalid(fields={"language": [_("Le texte est écrit dans sa langue : elle ne change plus.")]})
    _must_agree_with_the_act(declaration, facts)
    facts.put_on(declaration)
    moved(declaration)
    log_act("revised", declaration, by)
    return declaration


def _must_agree_with_the_act(declaration: Declaration, facts: Facts) -> None:
    """What an act of adoption says stays said: which body, where, when and how."""
    act = queries.act_of(declaration)
    if act is None:
        return
    said: dict[str, tuple[object, object]] = {
        "adopting_body": (act.body.get("fr"), facts.adopting_body.get("fr")),
        "place": (act.place.get("fr"), facts.place.get("fr")) if act.place else (None, None),
        "adopted_on": (act.adopted_on, facts.adopted_on),
        "adoption_mode": (act.mode, facts.adoption_mode),
    }
    changed = [name for name, (recorded, given) in said.items() if recorded != given]
    if changed:
        sentence = _("L’acte d’adoption le dit ainsi : ce fait ne change plus.")
        raise Invalid(fields={name: [sentence] for name in changed})


@transaction.atomic
def write_text(
    *, by: Viewer, declaration_id: int, seen_edition: int, title: str, body: str, language: str, status: TextStatus
) -> Text:
    """Write the words of the version being prepared, or a translation of it or of the version in force."""
    declaration = locked_by_secretariat(by, declaration_id, seen_edition)
    if (status == TextStatus.AUTHENTIC) != (language == declaration.language):
        raise Invalid(fields={"language": [_("Le texte fait foi dans la langue de la déclaration, et elle seule.")]})
    if declaration.is_open and status == TextStatus.AUTHENTIC:
        raise NotPossible(CLOSE_FIRST)
    _must_be_open_to_changes(declaration, status)
    text = _write(declaration, language, status, wording.read(title, body))
    moved(declaration)
    log_act("written", declaration, by)
    return text


def _must_be_open_to_changes(declaration: Declaration, status: TextStatus) -> None:
    """What cities are reading changes by their amendments alone; what a body is asked about does not change at all."""
    if declaration.phase == Phase.PROCEDURE:
        raise NotPossible(_("L’instance est consultée par écrit sur ce texte : il ne change pas avant la fin."))
    if status == TextStatus.AUTHENTIC and declaration.phase not in OPEN_TO_CHANGES:
        raise NotPossible(
            _("Les villes lisent ce texte : pendant la consultation, il ne change que par les amendements retenus. "
              "Une fois prêt, reprenez d’abord la rédaction.")
        )  # fmt: skip


def _must_be_quiet(declaration: Declaration) -> None:
    """Refuse to open or set apart a declaration whose next version cities are consulted on."""
    if declaration.phase in {Phase.CONSULTATION, Phase.PROCEDURE}:
        raise NotPossible(_("Une nouvelle version est en consultation ou en procédure écrite : attendez-en la fin."))


def _write(declaration: Declaration, language: str, status: TextStatus, words: wording.Wording) -> Text:
    coming = declaration.version + 1
    is_prepared = Text.objects.filter(declaration=declaration, version=coming).exists()
    version = coming if status == TextStatus.AUTHENTIC or is_prepared else declaration.version
    if version == 0:
        raise NotPossible(_("Écrivez d’abord le texte qui fait foi."))
    text = Text.objects.filter(declaration=declaration, version=version, language=language).first()
    if text is None:
        text = Text(declaration=declaration, version=version, language=language)
    elif text.adopted_at is not None:
        raise NotPossible(_("Ce texte est adopté : il ne change plus."))
    if status != TextStatus.AUTHENTIC:
        must_align(declaration, version, words)
    text.status = status
    for name, value in words.columns().items():
        setattr(text, name, value)
    text.save()
    return text


def must_align(declaration: Declaration, version: int, words: wording.Wording) -> None:
    """Refuse a translation of another shape: it is read article by article beside the text that prevails."""
    source = Text.objects.filter(declaration=declaration, version=version, status=TextStatus.AUTHENTIC).first()
    if source is None:
        return
    wanted, found = len(source.articles), len(words.articles)
    if (wanted, len(source.considerations)) != (found, len(words.considerations)):
        raise Invalid(
            fields={
                "body": [
                    _(
                        "La traduction suit le texte qui fait foi, paragraphe par paragraphe : "
                        "considérants %(considerations)s, articles %(articles)s."
                    )
                    % {"considerations": len(source.considerations), "articles": wanted}
                ]
            }
        )


@transaction.atomic
def open_for_signature(*, by: Viewer, declaration_id: int, seen_edition: int) -> Declaration:
    """Open the version in force to the cities; without its authentic text, never."""
    declaration = locked_by_secretariat(by, declaration_id, seen_edition, "open_for_signature")
    _must_be_quiet(declaration)
    if declaration.closes_at is not None and declaration.closes_at <= clock.now():
        raise NotPossible(_("Le dernier jour pour signer est passé : corrigez-le d’abord dans les faits."))
    ledger.append(declaration, ledger.Act(Kind.OPENED, ledger.SECRETARIAT, text=text_in_force(declaration)))
    moved(declaration, "open_for_signature")
    entry = log_act("opened", declaration, by, Audience.PUBLIC)
    mails.tell_opened(entry, declaration, but=mails.tell_new_version(entry, declaration))
    return declaration


@transaction.atomic
def close(*, by: Viewer, declaration_id: int, seen_edition: int, note: str = "") -> Declaration:
    """Close the signature. What is signed stays signed; what waits may still be confirmed or withdrawn."""
    declaration = locked_by_secretariat(by, declaration_id, seen_edition, "close")
    ledger.append(declaration, ledger.Act(Kind.CLOSED, ledger.SECRETARIAT, text=text_in_force(declaration)))
    moved(declaration, "close")
    log_act("closed", declaration, by, Audience.PUBLIC, note)
    return declaration


def close_overdue() -> int:
    """Write in the ledger the closing of what nobody may sign any more; return how many were closed."""
    found = Declaration.unguarded.filter(state=State.OPEN, closes_on__isnull=False).order_by("pk")
    return sum(_close_overdue(pk) for pk in found.values_list("pk", flat=True))


@transaction.atomic
def _close_overdue(declaration_id: int) -> bool:
    declaration = locked(declaration_id)
    if declaration.state != State.OPEN or declaration.is_open:
        return False
    ledger.append(declaration, ledger.Act(Kind.CLOSED, ledger.SECRETARIAT, text=text_in_force(declaration)))
    moved(declaration, "close")
    log_act("closed", declaration, Viewer(), Audience.PUBLIC)
    return True


@transaction.atomic
def archive(*, by: Viewer, declaration_id: int, seen_edition: int, note: str = "") -> Declaration:
    """Set a declaration apart: it stays public, and is never opened again. Its signatures go on their own way."""
    declaration = locked_by_secretariat(by, declaration_id, seen_edition, "archive")
    _must_be_quiet(declaration)
    moved(declaration, "archive")
    log_act("archived", declaration, by, Audience.PUBLIC, note)
    return declaration


def text_in_force(declaration: Declaration) -> Text:
    """Return the authentic text of the version in force; NotPossible when it is not known."""
    text = Text.objects.filter(
        declaration=declaration,
        version=declaration.version,
        status=TextStatus.AUTHENTIC,
        adopted_at__isnull=False,
    ).first()
    if text is None:
        raise NotPossible(_("Le texte qui fait foi n’est pas connu : cette déclaration ne peut pas être signée ici."))
    return text
