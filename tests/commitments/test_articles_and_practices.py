"""Which practices carry out an article: linked by their writers or the secretariat, told to those who may read them."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from commitments.models import ArticleLink
from declarations.models import Declaration
from practices import actions
from practices.models import Practice
from tests.declarations.cast import adopt, prepare

Browser = Callable[[User], Client]
SHOWN = re.compile(r'name="shown" value="([^"]*)"')


@pytest.fixture
def adopted(db: None) -> Declaration:
    return adopt(prepare())


def page_of(declaration: Declaration, anchor: str = "article-1") -> str:
    return f"/fr/declarations/{declaration.slug}/articles/{anchor}/"


def tick(client: Client, practice: Practice, declaration: Declaration, *anchors: str, city: object = "") -> int:
    shown = SHOWN.findall(client.get(f"/fr/pratiques/{practice.slug}/articles/").content.decode())
    said = {f"declaration-{declaration.pk}": anchors, "shown": shown, "acting_city": city}
    return client.post(f"/fr/pratiques/{practice.slug}/articles/", said).status_code


def test_the_writer_ticks_and_the_page_of_the_article_cites(
    adopted: Declaration,
    published_practice: Callable[..., Practice],
    liege_editor: User,
    client_of: Browser,
    client: Client,
) -> None:
    practice, browser = published_practice(title="La maison commune"), client_of(liege_editor)
    assert (
        f"/fr/pratiques/{practice.slug}/articles/"
        in browser.get(f"/fr/pratiques/{practice.slug}/modifier/").content.decode()
    )
    for _press in range(2):
        assert tick(browser, practice, adopted, "article-1", "article-2", city=practice.city_id) == 302
    assert ArticleLink.objects.count() == 2
    page = client.get(page_of(adopted)).content.decode()
    assert "La maison commune" in page
    assert "Les villes échangent leurs expériences." in page
    assert page_of(adopted) in client.get(f"/fr/declarations/{adopted.slug}/").content.decode()
    assert page_of(adopted, "article-2") in client.get(f"/fr/pratiques/{practice.slug}/").content.decode()
    assert tick(browser, practice, adopted, "article-2", city=practice.city_id) == 302
    assert "La maison commune" not in client.get(page_of(adopted)).content.decode()


def test_what_somebody_else_linked_meanwhile_stays(
    adopted: Declaration,
    published_practice: Callable[..., Practice],
    liege_editor: User,
    liege_coordinator: User,
    client_of: Browser,
) -> None:
    practice, editor, other = published_practice(), client_of(liege_editor), client_of(liege_coordinator)
    tick(editor, practice, adopted, "article-1", city=practice.city_id)
    shown = SHOWN.findall(editor.get(f"/fr/pratiques/{practice.slug}/articles/").content.decode())
    tick(other, practice, adopted, "article-1", "article-2", city=practice.city_id)
    said = {f"declaration-{adopted.pk}": [], "shown": shown, "acting_city": practice.city_id}
    assert editor.post(f"/fr/pratiques/{practice.slug}/articles/", said).status_code == 302
    assert [link.anchor for link in ArticleLink.objects.all()] == ["article-2"]


def test_only_what_the_reader_may_read_is_listed(
    adopted: Declaration,
    published_practice: Callable[..., Practice],
    liege_editor: User,
    liege_coordinator: User,
    tunis_reader: User,
    viewer_for: Callable[[User], object],
    client_of: Browser,
    client: Client,
) -> None:
    practice = published_practice(title="Pour les villes membres", visibility="members")
    tick(client_of(liege_editor), practice, adopted, "article-1", city=practice.city_id)
    assert "Pour les villes membres" not in client.get(page_of(adopted)).content.decode()
    assert "Pour les villes membres" in client_of(tunis_reader).get(page_of(adopted)).content.decode()
    actions.withdraw(by=viewer_for(liege_coordinator), practice_id=practice.pk, note="Essai")  # type: ignore[arg-type]
    assert "Pour les villes membres" not in client_of(tunis_reader).get(page_of(adopted)).content.decode()


def test_another_city_a_reader_and_a_stranger_tick_nothing(
    adopted: Declaration,
    published_practice: Callable[..., Practice],
    tunis_reader: User,
    dakar_coordinator: User,
    client_of: Browser,
    client: Client,
) -> None:
    practice = published_practice()
    for person in (tunis_reader, dakar_coordinator):
        city = person.memberships.get().city_id
        assert tick(client_of(person), practice, adopted, "article-1", city=city) == 404
    tick(client, practice, adopted, "article-1")
    assert not ArticleLink.objects.exists()


def test_the_secretariat_links_and_unlinks_on_the_desk(
    adopted: Declaration, published_practice: Callable[..., Practice], secretariat: User, client_of: Browser
) -> None:
    practice, desk = published_practice(), client_of(secretariat)
    address = reverse("admin:commitments_articlelink_link")
    wrong = desk.post(address, {"practice": "nulle-part", "article": f"{adopted.pk}/article-1"})
    assert "Aucune pratique n’a cet identifiant" in wrong.content.decode()
    assert desk.post(address, {"practice": practice.slug, "article": f"{adopted.pk}/article-1"}).status_code == 302
    link = ArticleLink.objects.get()
    assert desk.post(reverse("admin:commitments_articlelink_unlink", args=[link.pk])).status_code == 302
    assert not ArticleLink.objects.exists()


def test_an_article_that_is_not_there(
    adopted: Declaration,
    published_practice: Callable[..., Practice],
    liege_editor: User,
    client_of: Browser,
    client: Client,
) -> None:
    practice = published_practice()
    assert tick(client_of(liege_editor), practice, adopted, "article-9", city=practice.city_id) == 422
    assert client.get(page_of(adopted, "article-9")).status_code == 404
