"""Full text as the house promises it, and counts that tell nothing hidden."""

import importlib
from contextlib import contextmanager

import psycopg
import pytest
import samples
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from common.audience import Audience
from config import environment
from practices import actions
from practices.models import IndexEntry, Practice
from practices.search import FACETS, Query, find

PUBLIC, MEMBERS = Audience.PUBLIC, Audience.MEMBERS


def titles(words: str, scope: Audience = PUBLIC) -> list[str]:
    return [entry.title for entry in find(scope, Query(text=words)).entries]


def parameters(text: str) -> Query:
    return Query.from_parameters(QueryDict(text))


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("« L’École » de la ville", "ecole"),
        ("« L’École » de la ville", "ÉCOLES"),
        ("« L’École » de la ville", "l'école"),
        ("Une réfugiée accueillie", "réfugiés"),
        ("Le cœur du quartier", "coeur"),
        ("Le cœur du quartier", "CŒUR"),
        ("Un réseau d’entraide…", "entraide"),
        ("Accueil\u00a0: portes ouvertes", "accueil"),
        ("Médiation à l’hôpital", "mediation hopital"),
        ("Vivre-ensemble", "vivre-ensemble"),
    ],
)
def test_french_is_found_as_it_is_typed(published_practice, written, asked):
    published_practice(title=written)
    assert titles(asked) == [written]


def test_arabic_and_english_are_found(draft_practice, editor, office):
    for language, title in (("ar", "مُحَاضَرَةٌ في المدرسة"), ("en", "Training the teachers")):
        draft = actions.create(by=editor, title=title, language=language)
        samples.publish(editor, office, samples.fill(editor, draft, title=title))
    assert titles("محاضرة") == ["مُحَاضَرَةٌ في المدرسة"]
    assert titles("المدرسه") == ["مُحَاضَرَةٌ في المدرسة"] or titles("المدرسة") == ["مُحَاضَرَةٌ في المدرسة"]
    assert titles("teacher") == ["Training the teachers"]


def test_a_refused_word_refuses_both_its_forms(published_practice):
    published_practice(title="Une réfugiée accueillie")
    published_practice(title="Un parc ouvert")
    assert titles("médiateurs") != []
    assert titles("médiateurs -réfugiés") == ["Un parc ouvert"]
    assert titles("-réfugiée") == ["Un parc ouvert"]
    assert titles('"parc ouvert"') == ["Un parc ouvert"]
    assert titles('"ouvert parc"') == []


def test_the_title_weighs_more_than_the_rest(published_practice):
    published_practice(title="Un parc", context="Une serrurerie était là avant.")
    published_practice(title="Une serrurerie")
    assert titles("serrurerie") == ["Une serrurerie", "Un parc"]


def test_hidden_words_are_found_by_nobody_who_may_not_read_them(published_practice):
    published_practice(
        obstacles="Le mot xylophone est pour les villes.",
        contact_person={"name": "Zinedine Secret", "role": "agent", "email": "z@ville.example"},
        evaluation_documents=[{"title": "Bathyscaphe", "visibility": "own"}],
    )
    assert find(PUBLIC, Query(text="xylophone")).total == 0
    assert find(MEMBERS, Query(text="xylophone")).total == 1
    for scope in (PUBLIC, MEMBERS):
        for word in ("zinedine", "bathyscaphe"):
            found = find(scope, Query(text=word))
            assert (found.total, found.counts["level"]) == (0, {})


def test_a_filter_of_a_restricted_field_counts_nothing_for_strangers(draft_practice, editor, office):
    draft = draft_practice()
    draft = actions.save_section(
        by=editor,
        revision_id=draft.pk,
        section="D",
        values={},
        audiences={"police_link": "members"},
        seen_version=draft.lock_version,
    )
    samples.publish(editor, office, draft)
    assert find(PUBLIC, Query()).counts["police"] == {}
    assert find(PUBLIC, Query(filters={"police": ("independent_threshold",)})).total == 0
    assert find(MEMBERS, Query()).counts["police"] == {"independent_threshold": 1}


@pytest.mark.parametrize(("audience", "public", "members"), [("members", 0, 1), ("named", 0, 0), ("own", 0, 0)])
def test_the_records_audience_decides_where_it_is_listed(draft_practice, editor, office, audience, public, members):
    draft = draft_practice()
    draft = actions.set_audience(
        by=editor, revision_id=draft.pk, audience=audience, named_cities=["dakar"], seen_version=draft.lock_version
    )
    samples.publish(editor, office, draft)
    assert (find(PUBLIC, Query()).total, find(MEMBERS, Query()).total) == (public, members)


def test_what_leaves_is_no_longer_found(published_practice, office):
    practice = published_practice()
    assert find(PUBLIC, Query()).total == 1
    actions.archive(by=office, practice_id=practice.pk, note="Ancienne")
    assert not IndexEntry.objects.exists()
    actions.restore(by=office, practice_id=practice.pk)
    assert find(PUBLIC, Query()).total == 1
    actions.withdraw(by=office, practice_id=practice.pk, note="Erreur")
    assert not IndexEntry.objects.exists()


@pytest.fixture
def three(published_practice):
    published_practice(title="Une", prevention_levels=["primary"], themes=["gender"], evidence_level="level_0")
    published_practice(
        title="Kiosque", prevention_levels=["primary", "secondary"], themes=["gender"], evidence_level="level_4"
    )
    published_practice(title="Trois", prevention_levels=["tertiary"], themes=["youth_work"], evidence_level="level_2")


def test_counts_are_exact_beside_each_filter(three):
    found = find(PUBLIC, parameters("level=primary"))
    assert found.total == 2
    # in its own filter: what each value would give; in the others: what is left
    assert found.counts["level"] == {"primary": 2, "secondary": 1, "tertiary": 1}
    assert found.counts["theme"] == {"gender": 2}
    assert find(PUBLIC, parameters("level=primary&level=tertiary")).total == 3
    assert find(PUBLIC, parameters("level=primary&theme=youth_work")).total == 0
    assert (
        find(PUBLIC, parameters("country=BE&city=liege&language=fr&status=ongoing&domain=youth_prevention")).total == 3
    )
    assert find(PUBLIC, parameters("q=kiosque&level=secondary")).counts["level"] == {"primary": 1, "secondary": 1}


def test_every_count_is_what_the_filter_gives(three):
    for name, values in find(PUBLIC, Query()).counts.items():
        for value, number in values.items():
            assert find(PUBLIC, Query(filters={name: (value,)})).total == number


def test_orders(three):
    assert [entry.title for entry in find(PUBLIC, Query(sort="evidence")).entries] == ["Kiosque", "Trois", "Une"]
    assert [entry.title for entry in find(PUBLIC, Query()).entries] == ["Trois", "Kiosque", "Une"]
    assert Query(sort="relevance").order == "recent"


def test_pages_do_not_overlap(three):
    pages = [find(PUBLIC, Query(page=page), page_size=2) for page in (1, 2, 3)]
    assert [len(found.entries) for found in pages] == [2, 1, 1]
    assert pages[2].page == 2
    assert {entry.pk for entry in pages[0].entries}.isdisjoint(entry.pk for entry in pages[1].entries)


def test_statements_do_not_grow_with_the_list(three, published_practice):
    def statements() -> int:
        with CaptureQueriesContext(connection) as seen:
            list(find(PUBLIC, parameters("q=médiation&level=primary")).entries)
        return len(seen)

    before = statements()
    published_practice(title="Quatre")
    assert before == statements() == 2


@pytest.mark.parametrize(
    "words",
    [
        "\x00",
        "é" * 10_000,
        "'",
        '"',
        "a & | ! ( ) : * <->",
        "\\",
        "%",
        "-",
        '-"',
        "\ud800",
        "\U0001f600",
        "or",
        "-or -or",
        "' OR 1=1 --",
    ],
)
def test_strange_words_never_fail(three, words):
    asked = Query.from_parameters({"q": words, "page": words, "level": [words], "sort": words})
    assert find(PUBLIC, asked).total >= 0
    assert find(PUBLIC, Query.from_parameters({"q": words})).page == 1


def test_unknown_filters_are_ignored_and_unknown_values_find_nothing(three):
    assert find(PUBLIC, parameters("nom=x&level=")).total == 3
    assert find(PUBLIC, parameters("level=nope")).total == 0
    assert set(parameters("&".join(f"{name}=x" for name in FACETS)).filters) == set(FACETS)


@contextmanager
def database_made_with(locale: str):
    """A database with another locale and our functions, for as long as the test."""
    owner = environment.database("MIGRATE_DATABASE_URL")
    login = {"host": owner["HOST"], "port": owner["PORT"] or None, "user": owner["USER"], "password": owner["PASSWORD"]}
    name = f"test_locale_{locale.replace('.', '_').replace('-', '_').lower()}"
    server = psycopg.connect(**login, dbname="postgres", autocommit=True)
    server.execute(f"DROP DATABASE IF EXISTS {name}")
    server.execute(
        f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE '{locale}' LC_CTYPE '{locale}'"
    )
    try:
        with psycopg.connect(**login, dbname=name, autocommit=True) as other:
            other.execute(importlib.import_module("practices.migrations.0002_search").FORWARDS)
            yield other
    finally:
        server.execute(f"DROP DATABASE {name}")
        server.close()


@pytest.mark.parametrize("locale", ["C", "C.UTF-8"])
def test_the_functions_say_the_same_whatever_the_locale(db, locale):
    found = "SELECT practices_vector(%s, %s) @@ practices_query(%s)"
    with database_made_with(locale) as other:
        for language, text, asked, expected in (
            ("fr", "« L’École »", "ecole", True),
            ("fr", "« L’ÉCOLE »", "école", True),
            ("fr", "une réfugiée", "réfugiés", True),
            ("fr", "UNE RÉFUGIÉE", "RÉFUGIÉS", True),
            ("fr", "le cœur", "coeur", True),
            ("fr", "LE CŒUR", "cœur", True),
            ("fr", "fin…", "fin", True),
            ("fr", "un parc", "école", False),
            ("en", "Training teachers", "teacher", True),
            ("ar", "مُحَاضَرَةٌ", "محاضرة", True),
            ("ar", "هل تعرف المدرسة؟", "المدرسة", True),
        ):
            row = other.execute(found, (language, text, asked)).fetchone()
            assert row is not None
            assert row[0] is expected, (language, text, asked)


def test_python_and_sql_fold_alike(db):
    from common.text import fold

    words = [
        "« L’École »",
        "CŒUR",
        "Æsop",
        "vivre‑ensemble",
        "1\u202f000 €",
        "مُحَاضَرَةٌ",
        "أهلا، سهلا؟",
        "Iași",
        "Hà Nội",
        "“ok”…",
    ]
    with connection.cursor() as cursor:
        for word in words:
            cursor.execute("SELECT practices_fold(%s)", [word])
            assert cursor.fetchone()[0] == fold(word)


def test_named_cities_find_the_record_among_theirs(draft_practice, editor, office, dakar):
    draft = draft_practice()
    draft = actions.set_audience(
        by=editor, revision_id=draft.pk, audience="named", named_cities=["dakar"], seen_version=draft.lock_version
    )
    samples.publish(editor, office, draft)
    assert Practice.objects.visible_to(dakar).count() == 1
