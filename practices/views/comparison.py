"""The questions on which practices are compared, and what each answers: as its reader has it, never a sum or a rank.

A figure keeps its unit, its year and what it covers. Costs stand side by side only where they say something of a year.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from practices import money
from practices.record import FieldView
from practices.views import figures
from practices.views.figures import Fact
from practices.views.sheet import Sheet

_PROOF = ("effect", "mechanism", "moderators", "implementation", "economic_note")
_FAILURES = ("obstacles", "adverse_effects")
_SAFETY = ("safeguards", "participation", "information_sharing", "referral_pathway")
_AGAIN = ("transferability", "sustainability")


@dataclass(frozen=True)
class Answer:
    """What one practice says to one question: words, figures or a text; locked, or unknown when there is nothing."""

    sheet: Sheet
    words: str = ""
    note: str = ""
    text: FieldView | None = None
    facts: tuple[Fact, ...] = ()
    locked: bool = False

    @property
    def who(self) -> str:
        """The practice, where the columns are stacked."""
        return self.sheet.record.title


@dataclass(frozen=True)
class Question:
    """One question, answered by each practice in the same order."""

    title: str
    answers: tuple[Answer, ...]
    help: str = ""


@dataclass(frozen=True)
class Group:
    """Some questions under a title."""

    anchor: str
    title: str
    questions: tuple[Question, ...]


def groups(sheets: list[Sheet]) -> list[Group]:
    """Return every question, in the order of a practice's page."""
    return [
        Group("essentiel", _("L’essentiel"), _essentials(sheets)),
        Group("moyens", _("Moyens et chiffres"), _means(sheets)),
        Group("preuves", _("Ce que l’on sait des résultats"), (_level(sheets), *_texts(sheets, _PROOF))),
        Group("echecs", _("Ce qui n’a pas marché"), _texts(sheets, _FAILURES)),
        Group("garanties", _("Garanties"), _texts(sheets, _SAFETY)),
        Group("reprendre", _("Reprendre ailleurs"), _texts(sheets, _AGAIN)),
    ]


def _essentials(sheets: list[Sheet]) -> tuple[Question, ...]:
    return (
        *_texts(sheets, ("summary",)),
        _words(sheets, _("Pour qui"), "target_groups", lambda one: one.public),
        _words(sheets, _("Quoi"), "methods", lambda one: one.how),
        _words(sheets, _("Niveau de prévention"), "prevention_levels", lambda one: one.levels),
        _words(sheets, _("Porté par"), "lead_organisation", lambda one: one["lead_organisation"].text),
        _words(sheets, _("État"), "programme_status", lambda one: one.status, lambda one: one.status_means),
        _words(sheets, _("Quand"), "start_date", _dates),
        _words(sheets, _("Échelle"), "geographic_scope", lambda one: one["geographic_scope"].text),
        _words(sheets, _("Lien avec la police"), "police_link", lambda one: one["police_link"].text),
    )


def _dates(one: Sheet) -> str:
    return " – ".join(part for part in (one["start_date"].text, one["end_date"].text) if part)


def _words(
    sheets: list[Sheet], title: str, key: str, said: Callable[[Sheet], str], note: Callable[[Sheet], str] | None = None
) -> Question:
    return Question(
        title,
        tuple(
            Answer(one, locked=True)
            if one[key].locked
            else Answer(one, words=said(one), note=note(one) if note else "")
            for one in sheets
        ),
    )


def _texts(sheets: list[Sheet], keys: tuple[str, ...]) -> tuple[Question, ...]:
    return tuple(
        Question(
            str(sheets[0][key].label).partition(" (")[0],
            tuple(Answer(one, text=one[key], locked=one[key].locked) for one in sheets),
        )
        for key in keys
    )


def _means(sheets: list[Sheet]) -> tuple[Question, ...]:
    rates = money.Rates()
    return (
        _figures(sheets, _("Budget"), "budget_amount", lambda one: figures.budget(one.record, None)),
        Question(
            _("Coût d’une année"),
            tuple(_yearly(one, rates) for one in sheets),
            _("Seulement quand le montant le permet. Les monnaies ne sont ni additionnées ni classées."),
        ),
        _figures(sheets, _("Effectif"), "staff_fte", lambda one: figures.staff(one.record)),
        _figures(
            sheets,
            _("Personnes touchées"),
            "reach",
            lambda one: figures.reach(one.record),
            _("Des unités différentes ne se comparent pas et ne s’additionnent jamais."),
        ),
        _words(sheets, _("Délai de mise en place"), "set_up_months", lambda one: one["set_up_months"].text),
    )


def _figures(
    sheets: list[Sheet], title: str, key: str, facts: Callable[[Sheet], Iterable[Fact]], help_text: str = ""
) -> Question:
    return Question(
        title, tuple(Answer(one, facts=tuple(facts(one)), locked=one[key].locked) for one in sheets), help_text
    )


def _yearly(one: Sheet, rates: money.Rates) -> Answer:
    """What a year costs, where the amount says it; else why it does not."""
    amount, scope = one["budget_amount"], one["budget_scope"]
    if amount.locked or not amount.is_known:
        return Answer(one, locked=amount.locked)
    found = money.yearly(one.record, rates)
    if found is None:
        covers = scope.text[:1].lower() + scope.text[1:]
        because = _("le montant couvre %(covers)s") % {"covers": covers} if covers else _("ce qu’il couvre est inconnu")
        return Answer(one, words=_("Ne se compare pas"), note=because)
    notes = [str(found.year) if found.year else _("année inconnue"), found.how if found.is_computed else ""]
    figure, note = figures.in_currency(round(found.amount), found.currency), [*notes, found.in_euros]
    return Answer(one, facts=(Fact("", figure=figure, note=figures.as_sentences(note)),))


def _level(sheets: list[Sheet]) -> Question:
    return _words(
        sheets,
        _("Niveau de preuve"),
        "evidence_level",
        lambda one: (
            _("Niveau %(rank)s sur 5 : %(words)s") % {"rank": one.level.rank, "words": one.level.words}
            if one.level.rank
            else ""
        ),
        lambda one: one.level.means,
    )
