"""The figures of a practice, none of which travels alone: what, how much, of what, when, and what it covers."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.numbers import counted
from common.templatetags.ui import money
from practices import vocabulary
from practices.money import Yearly, band, yearly
from practices.record import RecordView
from practices.record.display import few, number
from practices.record.shapes import REACH_UNIT
from practices.record.units import unit_after


@dataclass(frozen=True)
class Fact:
    """A figure that never travels alone: what, how much, of what, our note, and what the record says of it.

    An empty value is unknown.
    """

    label: str
    figure: str = ""
    rest: str = ""
    note: str = ""
    said: str = ""
    spoken: str = ""  # the attributes of what is said, where it is in another language
    locked: bool = False


def facts(shown: RecordView) -> list[Fact]:
    """Return the figures panel: what is unknown keeps its row."""
    one_year = yearly(shown)
    return [*budget(shown, one_year), *reach(shown), *staff(shown), *_others(shown, one_year)]


def budget(shown: RecordView, one_year: Yearly | None) -> Iterable[Fact]:
    """The amount with what it covers; ``one_year`` adds what it says of a year."""
    get = shown.fields
    amount, note = get["budget_amount"], get["budget_note"]
    label = _("Budget")
    if amount.locked or not amount.is_known:
        yield Fact(label, said=note.text, spoken=note.spoken, locked=amount.locked)
        return
    notes = [get["budget_scope"].text, get["budget_duration_months"].text, _year(shown.value("budget_year"))]
    sentences = [", ".join(note for note in notes if note)]
    currency = shown.value("budget_currency") or ""
    if one_year:
        sentences += [one_year.how] if one_year.is_computed else []
        sentences.append(one_year.in_euros)
    figure = in_currency(amount.value, currency)
    yield Fact(label, figure, note=as_sentences(sentences), said=note.text, spoken=note.spoken)


def in_currency(amount: int | Decimal, currency: str) -> str:
    """Return an amount with its currency, where it is known."""
    return money(amount, currency) if currency else number(amount)


def reach(shown: RecordView) -> Iterable[Fact]:
    """What was counted, each row with its unit and its years."""
    given = shown.fields["reach"]
    if not given.is_known:
        yield Fact(_("Personnes touchées"), locked=given.locked)
    for row in given.value:
        below = row.get("count_below")
        count = below or row.get("count") or 0
        figure = few(below) if below else number(count)
        unit = unit_after(row.get("unit", ""), count)
        years = "–".join(dict.fromkeys(str(row[key]) for key in ("period_from", "period_to") if row.get(key)))
        rule = row.get("counting_rule", "")
        notes = [years or _("année inconnue"), "" if rule else _("règle de comptage inconnue")]
        title = str(dict(REACH_UNIT).get(row.get("unit", ""), ""))
        title = title[:1].upper() + title[1:]
        said = as_sentences([rule])
        yield Fact(title, figure=figure, rest=unit, note=as_sentences(notes), said=said, spoken=given.spoken_cell(rule))


def staff(shown: RecordView) -> Iterable[Fact]:
    """The full-time equivalents, or what the sources say of them."""
    given = shown.fields["staff_fte"]
    note = shown.fields["staff_note"]
    if not given.is_known:
        yield Fact(_("Effectif"), said=note.text, spoken=note.spoken, locked=given.locked)
    else:
        year = _year(shown.value("budget_year"))
        yield Fact(
            _("Effectif"),
            figure=number(given.value),
            rest=ngettext("équivalent temps plein", "équivalents temps plein", counted(given.value)),
            note=as_sentences([year or _("année inconnue")]),
            said=note.text,
            spoken=note.spoken,
        )


def _others(shown: RecordView, one_year: Yearly | None) -> Iterable[Fact]:
    get = shown.fields
    always = (
        ("police_link", _("Lien avec la police")),
        ("city_role", _("Rôle de la ville")),
        ("geographic_scope", _("Échelle")),
    )
    for key, label in always:
        yield Fact(label, rest=get[key].text, locked=get[key].locked)
    for key in ("volunteers", "set_up_months"):
        if get[key].is_known:
            yield Fact(str(get[key].label), rest=get[key].text)
    cost = band(shown, one_year)
    if cost:
        computed = "" if get["cost_band"].is_known else _("calculée par la plateforme d’après le budget")
        yield Fact(str(get["cost_band"].label), rest=vocabulary.label("cost_band", cost), note=as_sentences([computed]))
    ages = [number(shown.value(key)) for key in ("age_min", "age_max") if shown.value(key) is not None]
    if ages:
        yield Fact(_("Âge du public"), rest=_("%(ages)s ans") % {"ages": " – ".join(ages)})


def _year(value: int | None) -> str:
    return str(value) if value else ""


def as_sentences(parts: Iterable[str]) -> str:
    """Join short notes as sentences, each with one full stop."""
    return " ".join(f"{part[:1].upper()}{part[1:].rstrip('.')}." for part in parts if part)
