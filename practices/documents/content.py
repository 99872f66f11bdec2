"""Everything that a document says of a practice, taken from what the gate gives and from nothing else."""

from collections.abc import Iterable

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cities.viewer import Viewer
from common import links
from common.audience import Audience, narrowest
from common.templatetags.ui import day
from practices.documents import rich
from practices.documents.beside import Beside
from practices.documents.paper import Item, Paper, Part
from practices.documents.rich import Block
from practices.models import Origin, Practice
from practices.record import FieldView, Kind, RecordView
from practices.views.figures import facts

EMMIE = {"effect": "E", "mechanism": "M", "moderators": "M", "implementation": "I", "economic_note": "E"}
_SHORT = {Kind.LINE, Kind.TERM, Kind.TERMS, Kind.CHOICE, Kind.CHOICES, Kind.CITY, Kind.CITIES, Kind.PARTIAL_DATE}
_SHORT |= {Kind.PERIOD, Kind.DATE, Kind.YEAR, Kind.INTEGER, Kind.DECIMAL, Kind.BOOLEAN, Kind.URL, Kind.LANGUAGE}
# Said at the head of the document, or in its panel of figures
_ELSEWHERE = {"title", "city", "slug", "state", "record_language", "visibility", "summary", "last_confirmed_on"}
_ELSEWHERE |= {"budget_amount", "budget_currency", "budget_year", "budget_scope", "budget_duration_months"}
_ELSEWHERE |= {"budget_note", "cost_band", "staff_fte", "staff_note", "volunteers", "reach", "set_up_months"}
_ELSEWHERE |= {"police_link", "city_role", "geographic_scope", "age_min", "age_max", "confidence"}


def paper(practice: Practice, shown: RecordView, viewer: Viewer) -> Paper:
    """Return what a document says of a published practice to this viewer, in the active language."""
    about = Beside(practice, shown, viewer)
    language = (get_language() or "fr")[:2]
    given = [one for one in shown.fields.values() if one.field.widest != Audience.OWN]
    summary = shown.fields["summary"]
    return Paper(
        language=language,
        title=shown.title,
        title_language=shown.fields["title"].language,
        city=_place(practice),
        origin=f"{Origin.PUBLIC_SOURCES.label}." if practice.from_public_sources else "",
        origin_note=practice.verified_note if practice.from_public_sources else "",
        notices=about.notices,
        audience=copy_for(
            [
                *(one.audience for one in given if one.is_known),
                *(one.audience for one in shown.attachments),
                *about.audiences,
            ]
        ),
        version=_version(practice, shown),
        address=links.page("practices:version", practice.slug, shown.number),
        summary=tuple(rich.plain(summary.text)),
        summary_language=summary.language,
        facts=tuple(facts(shown)),
        parts=(*_parts(shown), *about.parts),
        pictures=about.pictures,
    )


def copy_for(audiences: Iterable[Audience]) -> str:
    """Return whose copy a document is: the narrowest audience of what it holds."""
    return {
        Audience.PUBLIC: _("Copie publique"),
        Audience.MEMBERS: _("Copie pour les villes membres : ne pas diffuser au-delà"),
        Audience.NAMED: _("Copie pour les villes nommées par la ville : ne pas diffuser au-delà"),
        Audience.OWN: _("Copie pour la ville et le secrétariat : ne pas diffuser au-delà"),
    }[narrowest([Audience.PUBLIC, *audiences])]


def _place(practice: Practice) -> str:
    city = practice.city
    return f"{city.name_in(get_language() or 'fr')}, {city.country.name}"


def _version(practice: Practice, shown: RecordView) -> str:
    told = [_("Version %(number)d") % {"number": shown.number}]
    if practice.published_at:
        told.append(_("publiée le %(date)s") % {"date": day(practice.published_at)})
    if practice.last_confirmed_on and not practice.is_confirmed_as_published:
        told.append(_("confirmée par la ville le %(date)s") % {"date": day(practice.last_confirmed_on)})
    if shown.is_translation:
        told.append(_("traduction de travail, la langue d’origine fait foi"))
    return ", ".join(told)


def _parts(shown: RecordView) -> Iterable[Part]:
    for section in shown.sections:
        fields = [one for one in section.fields if one.key not in _ELSEWHERE and one.field.widest != Audience.OWN]
        known = tuple(item_of(one) for one in fields if one.is_known or one.key in EMMIE)
        if not known:
            continue
        rest = [one for one in fields if not one.is_known and one.key not in EMMIE]
        yield Part(
            title=str(section.section.title),
            items=known,
            unknown=_names(one for one in rest if not one.locked),
            reserved=_names(one for one in rest if one.locked),
        )


def _names(fields: Iterable[FieldView]) -> str:
    return ", ".join(str(one.label) for one in fields)


def item_of(shown: FieldView) -> Item:
    """Return a field as a document says it; what is unknown or reserved says so."""
    kind = shown.field.kind
    blocks: list[Block]
    if not shown.is_known:
        blocks = rich.plain(_("Réservé") if shown.locked else _("Inconnu"))
    elif kind == Kind.RICH:
        blocks = rich.markdown(shown.text)
    elif kind in {Kind.LINES, Kind.ROWS}:
        blocks = rich.items(shown.text.split("\n"))
    else:
        blocks = rich.plain(shown.text)
    # A table that is translated in part is set as its reader's language is
    own = shown.is_known and _is_prose(shown) and not shown.translated
    written = shown.language if own else (get_language() or "fr")[:2]
    return Item(
        key=shown.key,
        label=str(shown.label).partition(" (")[0] if shown.key in EMMIE else str(shown.label),
        blocks=tuple(blocks),
        language=written,
        short=kind in _SHORT,
        letter=EMMIE.get(shown.key, ""),
        missing=not shown.is_known,
    )


def _is_prose(shown: FieldView) -> bool:
    """What a person wrote keeps its language; terms, dates and figures speak the reader's."""
    return shown.field.kind in {Kind.LINE, Kind.TEXT, Kind.RICH, Kind.LINES, Kind.ROWS, Kind.GROUP}
