"""A city's certificate of signature: one page in two languages, with the way to the verification as a QR code."""

from dataclasses import asdict, dataclass
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from common import clock
from common.templatetags.ui import day
from declarations.models import Text
from declarations.presenting import verification_address, verification_code
from declarations.queries import Line
from declarations.workflow import LineState
from pages.sealing import sealed
from pages.typesetting import archived_pdf


@dataclass(frozen=True)
class Block:
    """The whole certificate in one language."""

    language: str
    heading: str
    warning: str
    said: tuple[str, ...]


def certificate(line: Line, text: Text | None, second: str) -> bytes:
    """Return the PDF/A of a line that counts, in French and a second language; the same words are set once a day."""
    told = _told(line, text, ("fr", second if second != "fr" else "en"))
    return sealed(archived_pdf("certificate", told))


def _told(line: Line, text: Text | None, languages: tuple[str, str]) -> dict[str, Any]:
    address = verification_address(line.declaration, line.hash)
    dated = line.counted_on or clock.now().date()  # a date is demanded by PDF/A: when it began to count
    facts = [
        {"label": _("Événement du registre, et son empreinte"), "value": f"{line.sequence} · {line.hash}"},
        {"label": _("Où le vérifier"), "value": address},
    ]
    if text is not None:
        facts.insert(0, {"label": _("Empreinte SHA-256 du texte"), "value": text.sha256})
    return {
        "title": f"{line.city.name} – {line.declaration.name}",
        "author": line.city.name,
        "day": [dated.year, dated.month, dated.day],
        "blocks": [asdict(_block(line, text, language)) for language in languages],
        "facts": facts,
        "address": address,
        "code": verification_code(address),
    }


def _block(line: Line, text: Text | None, language: str) -> Block:
    with translation.override(language):
        names = {"city": line.city.name, "title": line.declaration.name, "day": day(line.signed_on)}
        return Block(
            language=language,
            heading=_("Attestation de signature"),
            warning=_("Déclaration fictive, pour la démonstration.") if line.declaration.is_fictitious else "",
            said=tuple(filter(None, _said(line, text, names))),
        )


def _said(line: Line, text: Text | None, names: dict[str, str]) -> list[str]:
    if line.state == LineState.RECORDED:
        return [
            _("Une source cite %(city)s parmi les signataires de la déclaration « %(title)s ».") % names,
            _("Ce n’est pas un acte fait par la ville sur cette plateforme."),
        ]
    statement = line.statement
    return [
        _("%(city)s a signé la déclaration « %(title)s » le %(day)s.") % names,
        _("Version %(number)s du texte, qui fait foi en : %(language)s.")
        % {"number": line.version, "language": text.get_language_display()}
        if text
        else "",
        _("Signature %(origin)s.") % {"origin": line.origin} if line.origin else "",
        _("Signée par %(name)s, %(office)s.") % {"name": line.name, "office": line.title} if line.name else "",
        _("Réserve : %(words)s") % {"words": statement.reservation} if statement.reservation else "",
        _("Déclaration interprétative : %(words)s") % {"words": statement.interpretation}
        if statement.interpretation
        else "",
        _("C’est une signature électronique simple, propre à un texte politique ; elle n’a pas la valeur d’une "
          "signature qualifiée."),
    ]  # fmt: skip
