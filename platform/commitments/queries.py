"""What the pages ask: the articles, the practices that carry them out, what cities answered, who is to be asked."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from functools import reduce
from itertools import groupby
from operator import or_
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import F, Q, QuerySet
from django.utils.translation import get_language

from cities.models import City
from cities.viewer import Viewer
from commitments.models import ArticleLink, YearlyAnswer, YearlyQuestion
from common.text import fold
from declarations.models import Declaration, Signature, Text, TextStatus
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


Standing = dict[tuple[int, str], str]  # version and anchor of an article, and its anchor in the text in force


def standing(declarations: Iterable[int]) -> dict[int, Standing]:
    """Return where the articles of every adopted version stand today: one that says the same words is the same article.

    One whose words changed or left is not there: what was said of it is not shown under other words. One statement.
    """
    rows = Text.objects.filter(declaration__in=set(declarations), status=TextStatus.AUTHENTIC, adopted_at__isnull=False)
    texts: defaultdict[int, list[Text]] = defaultdict(list)
    for text in rows.order_by("version"):
        texts[text.declaration_id].append(text)
    return {pk: _standing(found) for pk, found in texts.items()}


def _standing(texts: list[Text]) -> Standing:
    present = texts[-1]
    words = {(one["heading"], one["text"]): one["anchor"] for one in present.articles}
    found = {
        (text.version, one["anchor"]): words[one["heading"], one["text"]]
        for text in texts[:-1]
        for one in text.articles
        if (one["heading"], one["text"]) in words
    }
    return found | {(present.version, one["anchor"]): one["anchor"] for one in present.articles}


@dataclass(frozen=True)
class OfCity:
    """The practices of one city, as the reader may know them."""

    city: City
    practices: list[IndexEntry]


def practices_for(viewer: Viewer, declaration: Declaration, anchor: str) -> list[OfCity]:
    """Return the practices that carry out an article, by city: only those that this viewer finds in the lists."""
    links = ArticleLink.objects.filter(_of(declaration, anchor), declaration=declaration)
    linked = links.values("practice_id")
    rows = IndexEntry.objects.visible_to(viewer).filter(practice_id__in=linked).for_cards()
    ordered = sorted(rows, key=lambda row: (fold(row.city.name), row.city_id, fold(row.title)))
    return [OfCity(found[0].city, found) for found in (list(g) for _city, g in groupby(ordered, lambda r: r.city_id))]


def _of(declaration: Declaration, anchor: str) -> Q:
    """Return the condition of what was said of the words of an article, in whichever version."""
    now = standing([declaration.pk]).get(declaration.pk, {})
    same = [Q(version=version, anchor=former) for (version, former), present in now.items() if present == anchor]
    return reduce(or_, same, Q(pk__in=[]))


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
    said = YearlyAnswer.objects.visible_to(viewer)
    rows = said.filter(_of(declaration, anchor), question__declaration=declaration)
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


def linked(practice: Practice) -> dict[tuple[int, str], list[int]]:
    """Return the articles that a practice carries out, as declaration and present anchor, with their rows’ keys."""
    rows = list(ArticleLink.objects.filter(practice=practice))
    now = standing(row.declaration_id for row in rows) if rows else {}
    found: defaultdict[tuple[int, str], list[int]] = defaultdict(list)
    for row in rows:
        anchor = now.get(row.declaration_id, {}).get((row.version, row.anchor))
        if anchor is not None:
            found[row.declaration_id, anchor].append(row.pk)
    return dict(found)


def links_of(practice: Practice) -> set[tuple[int, str]]:
    """Return the articles that a practice carries out: declaration and present anchor."""
    return set(linked(practice))


@dataclass(frozen=True)
class Carried:
    """One article that a practice carries out, as its page names it."""

    declaration: Declaration
    language: str  # of the heading
    article: dict[str, Any]


def carried_out_by(practice: Practice, viewer: Viewer) -> list[Carried]:
    """Return the articles that a practice carries out, declaration by declaration, in the order of their text."""
    wanted = links_of(practice)
    found = Declaration.objects.visible_to(viewer).filter(pk__in={pk for pk, _anchor in wanted})
    carried = []
    for declaration in found.order_by("-adopted_on", "-id"):
        text = text_read(declaration)
        carried += [
            Carried(declaration, text.language, one)
            for one in (text.articles if text else ())
            if text is not None and (declaration.pk, one["anchor"]) in wanted
        ]
    return carried


def question_for(city_id: int | None, declaration: Declaration) -> YearlyQuestion | None:
    """Return the last question asked of a city about a declaration."""
    rows = YearlyQuestion.objects.filter(city_id=city_id or 0, declaration=declaration)
    return rows.select_related("city", "declaration").order_by("-year").first()


def waiting(city_ids: Collection[int]) -> dict[int, list[YearlyQuestion]]:
    """Return the questions that each city has not answered, the last one of each declaration: one statement."""
    rows = YearlyQuestion.objects.filter(city__in=city_ids).select_related("declaration")
    last = rows.order_by("city_id", "declaration_id", "-year").distinct("city_id", "declaration_id")
    found: dict[int, list[YearlyQuestion]] = defaultdict(list)
    for one in last:
        if one.answered_at is None:
            found[one.city_id].append(one)
    return found


def answers_of(question: YearlyQuestion) -> dict[str, YearlyAnswer]:
    """Return what a city answered already, by article of the text in force: for that city alone."""
    now = standing([question.declaration_id]).get(question.declaration_id, {})
    rows = YearlyAnswer.unguarded.filter(question=question).order_by("version")
    return {now[row.version, row.anchor]: row for row in rows if (row.version, row.anchor) in now}


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
