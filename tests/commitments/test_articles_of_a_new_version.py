"""What was said of an article stays with its words: under another number when it moved, nowhere when they changed."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from commitments.models import ArticleLink, YearlyAnswer, YearlyQuestion
from common import clock
from declarations import actions
from declarations.models import Declaration, TextStatus
from practices.models import Practice
from tests.declarations.cast import BODY, SECRETARIAT, TITLE, adopt, prepare

Browser = Callable[[User], Client]
SHOWN = re.compile(r'name="shown" value="([^"]*)"')
MOVED = BODY.replace("## Agir", "## Écouter\n\nLes villes écoutent leurs habitants.\n\n## Agir")
MOVED = MOVED.replace("Les villes refusent l’amalgame.", "Les villes refusent tout amalgame.")


def tick(client: Client, practice: Practice, declaration: Declaration, *anchors: str) -> None:
    shown = SHOWN.findall(client.get(f"/fr/pratiques/{practice.slug}/articles/").content.decode())
    said = {f"declaration-{declaration.pk}": anchors, "shown": shown, "acting_city": practice.city_id}
    assert client.post(f"/fr/pratiques/{practice.slug}/articles/", said).status_code == 302


def page(client: Client, declaration: Declaration, number: int) -> str:
    return client.get(f"/fr/declarations/{declaration.slug}/articles/article-{number}/").content.decode()


@pytest.fixture
def linked(
    published_practice: Callable[..., Practice], liege_editor: User, client_of: Browser
) -> tuple[Declaration, Practice]:
    """Articles 1 and 2 of a first version, carried out; a second version sets one before and rewrites the last."""
    declaration, practice = adopt(prepare()), published_practice(title="La maison commune")
    tick(client_of(liege_editor), practice, declaration, "article-1", "article-2")
    question = YearlyQuestion.objects.create(
        declaration=declaration, city_id=practice.city_id, year=2026, asked_at=clock.now()
    )
    for anchor in ("article-1", "article-2"):
        YearlyAnswer.unguarded.create(
            question=question,
            version=1,
            anchor=anchor,
            text=f"Dit de l’{anchor}.",
            audience="public",
            written_by=liege_editor,
            written_at=clock.now(),
        )
    actions.write_text(
        by=SECRETARIAT,
        declaration_id=declaration.pk,
        seen_edition=declaration.edition,
        title=TITLE,
        body=MOVED,
        language="fr",
        status=TextStatus.AUTHENTIC,
    )
    declaration.refresh_from_db()
    return adopt(declaration), practice


def test_the_same_words_keep_what_was_said_under_their_new_number(
    linked: tuple[Declaration, Practice], client: Client
) -> None:
    declaration, practice = linked
    first, second, third = (page(client, declaration, number) for number in (1, 2, 3))
    assert "Les villes écoutent" in first
    assert "La maison commune" not in first
    assert "Dit de l’" not in first
    assert "La maison commune" in second
    assert "Dit de l’article-1." in second
    assert "Dit de l’article-2." not in second
    assert "tout amalgame" in third
    assert "La maison commune" not in third
    assert "Dit de l’" not in third
    of_practice = client.get(f"/fr/pratiques/{practice.slug}/").content.decode()
    assert f"/fr/declarations/{declaration.slug}/articles/article-2/" in of_practice
    assert f"/fr/declarations/{declaration.slug}/articles/article-3/" not in of_practice


def test_the_writer_finds_the_box_ticked_and_links_the_new_words(
    linked: tuple[Declaration, Practice], liege_editor: User, client_of: Browser, client: Client
) -> None:
    declaration, practice = linked
    browser = client_of(liege_editor)
    tick(browser, practice, declaration, "article-2", "article-3")
    assert "La maison commune" in page(client, declaration, 3)
    tick(browser, practice, declaration, "article-3")
    assert "La maison commune" not in page(client, declaration, 2)
    assert "La maison commune" in page(client, declaration, 3)


def test_the_desk_adds_a_link_beside_those_of_a_declaration_set_apart(
    linked: tuple[Declaration, Practice], secretariat: User, client_of: Browser, client: Client
) -> None:
    declaration, practice = linked
    actions.archive(by=SECRETARIAT, declaration_id=declaration.pk, seen_edition=declaration.edition)
    other, desk = adopt(prepare("Autre déclaration")), client_of(secretariat)
    address = reverse("admin:commitments_articlelink_link")
    assert desk.post(address, {"practice": practice.slug, "article": f"{other.pk}/article-1"}).status_code == 302
    assert "La maison commune" in page(client, other, 1)
    stale = ArticleLink.objects.get(declaration=declaration, anchor="article-2")
    assert desk.post(reverse("admin:commitments_articlelink_unlink", args=[stale.pk])).status_code == 302
    assert not ArticleLink.objects.filter(pk=stale.pk).exists()
    assert ArticleLink.objects.count() == 2
