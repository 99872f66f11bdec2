"""What the pages ask: the articles, the practices that carry them out, what cities answered, who is to be asked."""

from dataclasses import dataclass
from datetime import date
from itertools import groupby
from zoneinfo import ZoneInfo

from django.db.models import F, QuerySet
from django.utils.translation import get_language

from cities.models import City
from cities.viewer import Viewer
from commitments.models import ArticleLink, YearlyAnswer, YearlyQuestion
from common.text import fold
from declarations.models import Declaration, Signature, Text
from declarations.queries import texts
from declarations.workflow import LineState, State
from practices.freshness import year_due
from practices.models import IndexEntry, Practice


def text_read(declaration: Declaration) -> Text | None:
    """Return the adopted text in the reader's language, or the authentic one; None when no text is known."""
    found = texts(declaration) if declaration.version else []
    language = (get_language() or "fr")[:2]
    return next((text for text in found if text.language == language), found[0] if found else None)


def with_text() -> list[Declaration]:
    """Return the declarations whose articles can be carried out: adopted, with their text, not archived."""
    rows = Declaration.objects.visible_to(Viewer()).filter(version__gt=0)
    return list(rows.exclude(state=State.ARCHIVED).order_by("-adopted_on", "-id"))


@dataclass(frozen=True)
class OfCity:
    """The practices of one city, as the reader may know them."""

    city: City
    practices: list[IndexEntry]


def practices_for(viewer: Viewer, declaration: Declaration, anchor: str) -> list[OfCity]:
    """Return the practices that carry out an article, by city: only those that this viewer finds in the lists."""
    linked = ArticleLink.objects.filter(declaration=declaration, anchor=anchor).values("practice_id")
    rows = IndexEntry.objects.visible_to(viewer).filter(practice_id__in=linked).for_cards()
    ordered = sorted(rows, key=lambda row: (fold(row.city.name), row.city_id, fold(row.title)))
    return [OfCity(found[0].city, found) for found in (list(g) for _city, g in groupby(ordered, lambda r: r.city_id))]


@dataclass(frozen=True)
class Said:
    """What one city answered one year, with its practice when the reader may know that one too."""

    city: City
    year: int
    text: str
    audience: str
    practice: IndexEntry | None


def answers_for(viewer: Viewer, declaration: Declaration, anchor: str) -> list[Said]:
    """Return what cities say that they did for an article, the latest year first."""
    rows = YearlyAnswer.objects.visible_to(viewer).filter(question__declaration=declaration, anchor=anchor)
    found = list(rows.select_related("question__city").order_by("-question__year", "question__city__sort_key"))
    known = IndexEntry.objects.visible_to(viewer).filter(practice_id__in=[row.practice_id for row in found])
    entries = {entry.practice_id: entry for entry in known.for_cards()}
    return [
        Said(
            row.question.city,
            row.question.year,
            row.text,
            row.get_audience_display(),
            entries.get(row.practice_id or 0),
        )
        for row in found
    ]


def links_of(practice: Practice) -> set[tuple[int, str]]:
    """Return the articles that a practice carries out: declaration and anchor."""
    return set(ArticleLink.objects.filter(practice=practice).values_list("declaration_id", "anchor"))


def question_for(city_id: int | None, declaration: Declaration) -> YearlyQuestion | None:
    """Return the last question asked of a city about a declaration."""
    rows = YearlyQuestion.objects.filter(city_id=city_id or 0, declaration=declaration)
    return rows.select_related("city", "declaration").order_by("-year").first()


def waiting(city_id: int) -> list[YearlyQuestion]:
    """Return the questions that a city has not answered, the last one of each declaration."""
    rows = (
        YearlyQuestion.objects.filter(city_id=city_id).select_related("declaration").order_by("declaration_id", "-year")
    )
    return [one for one in rows.distinct("declaration_id") if one.answered_at is None]


def answers_of(question: YearlyQuestion) -> dict[str, YearlyAnswer]:
    """Return what a city answered already, by article: for that city alone."""
    return {answer.anchor: answer for answer in YearlyAnswer.unguarded.filter(question=question)}


def is_signatory(question: YearlyQuestion) -> bool:
    """Say whether the city asked is still a signatory of the text in force."""
    return _signed().filter(declaration=question.declaration_id, city=question.city_id).exists()


def _signed() -> QuerySet[Signature]:
    rows = Signature.objects.filter(state=LineState.COUNTED, version__gt=0, version=F("declaration__version"))
    return rows.exclude(declaration__state=State.ARCHIVED).filter(confirmation__isnull=False)


def due(today: date) -> list[tuple[int, int]]:
    """Return the signatures whose city is to be asked now, each with the year of the question: two statements."""
    asked = set(YearlyQuestion.objects.values_list("declaration_id", "city_id", "year"))
    found = []
    for line in _signed().select_related("city", "confirmation").order_by("pk"):
        if line.confirmation is None:
            continue
        year = year_due(line.confirmation.at.astimezone(ZoneInfo(line.city.time_zone)).date(), today)
        if year is not None and (line.declaration_id, line.city_id, year) not in asked:
            found.append((line.pk, year))
    return found
