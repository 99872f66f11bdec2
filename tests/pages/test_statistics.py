"""Statistics: true today, public only, nothing about persons; each chart with its table."""

import re

import pytest

from pages.bars import bars
from practices import index

pytestmark = pytest.mark.django_db
PAGE = "/fr/statistiques/"


def _rows(html, key):
    """Return {label: count} of a chart's table."""
    table = html.partition(f'id="{key}"')[2].partition("</table>")[0]
    rows = re.findall(r'<tr><th scope="row">(.*?)</th>.*?<td>([^<]*)</td></tr>', table, flags=re.DOTALL)
    return {re.sub(r"<[^>]+>", "", label): int(count) for label, count in rows}


def test_counts_are_those_of_the_list_behind_them(client, real_records, tags):
    html = client.get(PAGE).content.decode()
    for key in ("domain", "level", "country", "evidence", "status"):
        section = html.partition(f'id="{key}"')[2].partition("</section>")[0]
        links = re.findall(r'href="(/fr/pratiques/\?[^"]+)">[^<]*</a>.*?<td>(\d+)</td>', section, flags=re.DOTALL)
        assert links, key
        for address, count in links[:2]:
            listed = client.get(address).content.decode()
            assert re.search(rf">{count} fiches?</h2>", listed), (address, count)


def test_a_record_counts_once_for_each_of_its_domains(client, published_practice):
    published_practice(practice_domains=["youth_prevention", "anti_racism"])
    found = _rows(client.get(PAGE).content.decode(), "domain")
    assert found["Prévention auprès de la jeunesse"] == 1
    assert found["Lutte contre le racisme et les discriminations"] == 1
    assert found["Accueil des réfugiés"] == 0


def test_only_what_everybody_may_read_counts_even_for_a_member(
    client_of, published_practice, draft_practice, dakar_coordinator
):
    published_practice(title="Publique")
    published_practice(title="Membres", visibility="members")
    draft_practice(title="Brouillon")
    fiction = published_practice(title="Fiction")
    fiction.illustrative = True
    fiction.save()
    index.refresh(fiction)
    html = client_of(dakar_coordinator).get(PAGE).content.decode()
    assert "<dt>Fiches publiées</dt><dd><b>1</b>" in html
    assert sum(_rows(html, "country").values()) == 1


def test_signatures_and_adoptions_are_there(client, real_records, words):
    text = words(client.get(PAGE).content.decode())
    assert "Déclaration de Paris (2016) 25 villes signataires" in text
    assert "Reprises signalées 2" in text


def test_nothing_about_persons(client, real_records, liege_editor):
    html = client.get(PAGE).content.decode()
    assert liege_editor.name not in html
    assert "@" not in html.partition("<main")[2]


def test_an_empty_platform_has_its_page(client):
    assert client.get(PAGE).status_code == 200


def test_statements_do_not_grow(client, published_practice, django_assert_max_num_queries):
    for number in range(3):
        published_practice(title=f"Pratique {number}")
    client.get(PAGE)
    with django_assert_max_num_queries(15):
        client.get(PAGE)


def test_a_bar_is_as_long_as_its_count():
    drawn = bars([("a", "A", 10), ("b", "B", 5), ("c", "C", 0), ("d", "D", 1)], full=100)
    assert [(bar.slug, bar.width) for bar in drawn] == [("a", 100), ("b", 50), ("d", 10), ("c", 0)]
    assert [bar.width for bar in bars([("a", "A", 1000), ("b", "B", 1)], full=100)] == [100, 2]
    assert [bar.slug for bar in bars([("b", "B", 1), ("a", "A", 5)], keep_order=True)] == ["b", "a"]
    assert bars([]) == []
