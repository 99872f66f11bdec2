"""What a declaration says and who signed it, on paper: the text in each of its languages, the list as of a day."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import translation
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from common.links import page
from common.templatetags.ui import day
from declarations import ledger
from declarations.models import Declaration, Text, TextStatus
from declarations.presenting import facts
from declarations.queries import Line
from pages.typesetting import archived_pdf


def _direction(language: str) -> str:
    return "rtl" if language == "ar" else "ltr"


def _dated(on: date) -> list[int]:
    return [on.year, on.month, on.day]


def _warning(declaration: Declaration) -> str:
    return _("Déclaration fictive, pour la démonstration.") if declaration.is_fictitious else ""


# --- The text ---


def text_pdf(text: Text, authentic: Text) -> bytes:
    """Return one language of an adopted text, with its act of adoption and the fingerprint that signatures bind to."""
    with translation.override(text.language):
        told = _told_text(text, authentic)
    return archived_pdf("text", told)


def _told_text(text: Text, authentic: Text) -> dict[str, Any]:
    declaration = text.declaration
    dated = declaration.adopted_on or (text.adopted_at.date() if text.adopted_at else declaration.created_at.date())
    rows = [one for one in facts(declaration, text) if one.value not in {"", text.title}]
    return {
        "language": text.language,
        "direction": _direction(text.language),
        "name": declaration.name,
        "title": text.title,
        "day": _dated(dated),
        "warning": _warning(declaration),
        "status": _status(text, authentic),
        "considerations": text.considerations,
        "articles": [{key: one[key] for key in ("number", "heading", "text")} for one in text.articles],
        "facts": [{"label": one.label, "value": one.value} for one in rows],
        "fingerprint": {"label": _("Empreinte SHA-256 du texte qui fait foi"), "value": authentic.sha256},
        "address": page("declarations:detail", declaration.slug),
    }


def _status(text: Text, authentic: Text) -> str:
    said = {"number": text.version, "status": text.get_status_display(), "language": authentic.get_language_display()}
    if text.status == TextStatus.AUTHENTIC:
        return _("Version %(number)s, %(status)s.") % said
    return _("Version %(number)s, %(status)s. Le texte qui fait foi est en : %(language)s.") % said


# --- The list of signatories ---


@dataclass(frozen=True)
class Asked:
    """Which list: its lines, and the day for which it is true."""

    declaration: Declaration
    lines: list[Line]
    on: date


def signatories_pdf(asked: Asked) -> bytes:
    """Return the list of signatory cities as of a day, in the active language."""
    return archived_pdf("signatories", _told_list(asked))


def _told_list(asked: Asked) -> dict[str, Any]:
    declaration, language = asked.declaration, (get_language() or "fr")[:2]
    number, head = sum(line.counts for line in asked.lines), ledger.head(declaration)
    return {
        "language": language,
        "direction": _direction(language),
        "title": declaration.name,
        "day": _dated(asked.on),
        "warning": _warning(declaration),
        "heading": _counted(number) % {"count": number, "day": day(asked.on)},
        "columns": [_("Ville"), _("Date"), _("Signée par"), _("Ce que la ville déclare")],
        "rows": [_row(line) for line in asked.lines],
        "head": {
            "label": _("Fin du registre : événement %(sequence)s") % head,
            "value": head["hash"],
        },
        "address": page("declarations:detail", declaration.slug),
    }


def _counted(number: int) -> str:
    if not number:
        return _("Aucune ville signataire au %(day)s")
    return ngettext("%(count)d ville signataire au %(day)s", "%(count)d villes signataires au %(day)s", number)


def _row(line: Line) -> dict[str, Any]:
    return {
        "city": line.city.name,
        "country": str(line.city.country.name),
        "day": day(line.signed_on) if line.signed_on else _("Inconnue"),
        "who": f"{line.name}, {line.title}" if line.name else "",
        "how": [said for said in (_how(line), line.origin) if said],
        "statement": _statement(line),
    }


def _how(line: Line) -> str:
    if line.withdrawn_on is not None:
        return _("retirée le %(day)s") % {"day": day(line.withdrawn_on)}
    if line.stop == "reported":
        return _("relevée dans une source")
    return _("par délégation écrite") if line.by_delegation else ""


def _statement(line: Line) -> list[str]:
    said = line.statement
    words = []
    if said.reservation and said.reservation_on:
        words.append(_("Réserve sur l’article %(number)s :") % {"number": said.reservation_on})
    elif said.reservation:
        words.append(_("Réserve :"))
    words += [said.reservation] if said.reservation else []
    words += [_("Déclaration interprétative :"), said.interpretation] if said.interpretation else []
    return words
