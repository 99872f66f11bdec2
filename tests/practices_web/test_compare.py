"""Practices side by side on the same questions: as each reader has them, never a sum, never a rank."""

import re

import pytest

pytestmark = pytest.mark.django_db


def _address(*slugs, **more):
    pairs = [("p", slug) for slug in slugs] + list(more.items())
    return "/fr/pratiques/comparer/?" + "&".join(f"{name}={value}" for name, value in pairs)


def _page(client, *slugs, **more):
    response = client.get(_address(*slugs, **more))
    assert response.status_code == 200
    return response.content.decode()


def _answers(page, question):
    """Return what each practice answers, in order, without its name."""
    block = page.split(f"<h3>{question}</h3>")[1].split("</ul>")[0]
    bare = [re.sub(r"<[^>]+>", " ", part.split("</p>", 1)[1]) for part in block.split("<li>")[1:]]
    return [re.sub(r"[ \n]+", " ", answer).strip() for answer in bare]


@pytest.fixture
def three(published_practice):
    return [
        published_practice(title="Une première"),
        published_practice(
            title="Une deuxième",
            budget_amount="90 000",
            budget_scope="launch_grant",
            budget_currency="XOF",
            reach=[{"count": 45, "unit": "families", "period_from": 2023}],
            safeguards="Un comité d’éthique relit chaque fiche.",
        ),
        published_practice(title="Une troisième", visibility="members"),
    ]


def test_each_question_is_answered_in_the_order_of_the_address(client, three):
    first, second, _third = (one.slug for one in three)
    page = _page(client, second, first)
    assert page.index("Une deuxième") < page.index("Une première")
    assert _answers(page, "Garanties et prévention de la stigmatisation") == [
        "Un comité d’éthique relit chaque fiche.",
        "Aucun nom n’est relevé. Chacun peut demander à être oublié.",
    ]


def test_a_count_keeps_its_unit_and_nothing_is_added_up(client, three):
    page = _page(client, three[0].slug, three[1].slug)
    people = _answers(page, "Personnes touchées")
    assert "1\u202f200 participants" in people[0]
    assert "45 familles" in people[1]
    assert "1\u202f245" not in page
    assert "Total" not in page


def test_a_cost_is_compared_only_where_it_says_something_of_a_year(client, three):
    page = _page(client, three[0].slug, three[1].slug)
    annual, grant = _answers(page, "Coût d’une année")
    assert annual.startswith("120\u202f000\xa0€")
    assert grant.startswith("Ne se compare pas")
    assert "une aide au lancement" in grant
    assert "90\u202f000" not in grant
    assert "90\u202f000" in _answers(page, "Budget")[1]


def test_what_this_viewer_may_not_read_is_left_aside_like_what_does_not_exist(client, client_of, three, tunis_reader):
    slugs = [one.slug for one in three]
    page = _page(client, *slugs)
    assert "Une troisième" not in page
    hidden = _page(client, slugs[0], slugs[1], slugs[2])
    absent = _page(client, slugs[0], slugs[1], "liege-rien-ici")
    assert "elle est laissée de côté" in hidden
    assert hidden.replace(slugs[2], "x") == absent.replace("liege-rien-ici", "x")
    assert "Une troisième" in _page(client_of(tunis_reader), *slugs)


def test_what_did_not_work_is_for_those_who_may_read_it(client, client_of, three, tunis_reader):
    slugs = [one.slug for one in three[:2]]
    assert _answers(_page(client, *slugs), "Difficultés et échecs") == ["Lu par\xa0: Villes membres"] * 2
    answers = _answers(_page(client_of(tunis_reader), *slugs), "Difficultés et échecs")
    assert answers == ["Le recrutement a pris un an de plus que prévu."] * 2


def test_a_draft_is_not_compared_even_for_its_city(client_of, liege_editor, three, draft_practice):
    draft = draft_practice(title="Un brouillon en cours").practice
    page = _page(client_of(liege_editor), three[0].slug, draft.slug)
    assert "Un brouillon en cours" not in page
    assert "elle est laissée de côté" in page


def test_four_at_most_and_each_once(client, published_practice):
    slugs = [published_practice(title=f"La pratique {word}").slug for word in ("a", "b", "c", "d", "e")]
    page = _page(client, *slugs)
    assert "les quatre premières sont comparées" in page
    assert 'data-columns="4"' in page
    assert "La pratique e" not in page
    assert 'id="ajouter"' not in page
    assert 'data-columns="2"' in _page(client, slugs[0], slugs[1], slugs[0])


def test_one_is_not_compared_and_another_is_offered(client, three):
    page = _page(client, three[0].slug)
    assert "data-columns" not in page
    assert f'href="?p={three[0].slug}&amp;p={three[1].slug}"' in page
    assert (
        f'href="/fr/pratiques/comparer/?p={three[0].slug}"'
        in client.get(f"/fr/pratiques/{three[0].slug}/").content.decode()
    )


def test_another_is_found_by_words_and_keeps_those_chosen(client, three):
    page = _page(client, three[0].slug, q="éthique")
    assert f'<input type="hidden" name="p" value="{three[0].slug}">' in page
    assert f'href="?p={three[0].slug}&amp;p={three[1].slug}"' in page
    assert "Aucune autre pratique ne répond à" in _page(client, three[0].slug, q="introuvable")


def test_an_address_without_practices_asks_for_the_first(client, three):
    page = _page(client)
    assert "Choisir la première pratique" in page
    assert f'href="?p={three[1].slug}"' in _page(client, q="éthique")


def test_nothing_typed_breaks_the_page(client, three):
    for typed in ("%00", "%F0%9F%98%80", "a" * 3000, "..%2F..", "%22%3E%3Cscript%3E"):
        page = _page(client, three[0].slug, typed, q=typed)
        assert "<script>" not in page


def test_it_is_not_offered_to_search_engines_and_costs_little(client, three, django_assert_max_num_queries):
    slugs = [one.slug for one in three[:2]]
    assert 'name="robots" content="noindex"' in _page(client, *slugs)
    with django_assert_max_num_queries(8):
        _page(client, *slugs)
