"""A text comes and goes as Markdown or JSON with the same fingerprint; a translation follows it article by article."""

import hashlib
import json
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from common.errors import Invalid
from declarations import actions, exchange, wording
from declarations.models import Declaration, Text, TextStatus
from tests.declarations.cast import BODY, SECRETARIAT, TITLE, authentic

ARABIC = "رؤساء البلديات،\n\nإذ يذكّرون،\n\n## العمل\n\nتتبادل المدن خبراتها.\n\n## الاستقبال\n\nترفض المدن الخلط."


def translate(declaration: Declaration, body: str = ARABIC) -> Text:
    declaration.refresh_from_db()
    return actions.write_text(
        by=SECRETARIAT,
        declaration_id=declaration.pk,
        seen_edition=declaration.edition,
        title="إعلان المدن",
        body=body,
        language="ar",
        status=TextStatus.OFFICIAL,
    )


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("start", ["", "\ufeff"])
def test_the_file_downloaded_comes_back_with_the_same_fingerprint(
    adopted: Declaration, client: Client, ends: str, start: str
) -> None:
    file = client.get(f"/fr/declarations/{adopted.slug}/texte/1/fr.md").content
    assert hashlib.sha256(file).hexdigest() == authentic(adopted).sha256
    saved_elsewhere = start + file.decode().replace("é", "e\u0301").replace("\n", ends)
    assert wording.read(*exchange.read(saved_elsewhere)).sha256() == authentic(adopted).sha256


def test_so_does_json(adopted: Declaration, client: Client) -> None:
    file = client.get(f"/fr/declarations/{adopted.slug}/texte/1/fr.json")
    given = file.json()
    assert [article["anchor"] for article in given["articles"]] == ["article-1", "article-2"]
    assert (given["language"], given["status"]) == ("fr", "authentic")
    assert wording.read(*exchange.read(file.content.decode())).sha256() == given["sha256"]


@pytest.mark.parametrize("content", ["Sans titre", "{", "[]{", '{"title": 1, "articles": []}', '{"title": "T"}'])
def test_a_file_of_another_form_is_refused(content: str) -> None:
    with pytest.raises(Invalid):
        exchange.read(content)


def test_the_desk_imports_it(draft: Declaration, secretariat: User, client_of: Callable[[User], Client]) -> None:
    content = json.dumps({"title": TITLE, "considerations": [], "articles": [{"heading": "Agir", "text": "Oui."}]})
    answer = client_of(secretariat).post(
        reverse("admin:declarations_declaration_import", args=[draft.pk]),
        {"language": "fr", "status": "authentic", "content": content, "seen_version": draft.edition},
    )
    assert answer.status_code == 302
    assert Text.objects.get(declaration=draft).canonical == f"# {TITLE}\n\n## 1. Agir\n\nOui.\n"


def test_a_translation_is_read_article_by_article(adopted: Declaration, client: Client) -> None:
    translate(adopted)
    page = client.get(f"/fr/declarations/{adopted.slug}/texte/1/ar/").content.decode()
    assert page.count('class="facing"') == 5  # the titles, two considerations, two articles
    assert '<div class="facing" id="article-2">' in page
    assert 'lang="ar" dir="rtl"' in page
    assert client.get(f"/fr/declarations/{adopted.slug}/texte/1/ar.md").status_code == 200
    assert client.get(f"/fr/declarations/{adopted.slug}/texte/2/ar/").status_code == 404


@pytest.mark.parametrize("body", ["## العمل\n\nنص.", ARABIC + "\n\n## ثالثة\n\nنص."])
def test_a_translation_has_as_many_articles(draft: Declaration, body: str) -> None:
    with pytest.raises(Invalid, match="Corrigez"):
        translate(draft, body)


def test_a_text_changed_after_its_translation_is_not_adopted_with_it(draft: Declaration) -> None:
    translate(draft)
    draft.refresh_from_db()
    longer = BODY + "\n\n## Rendre compte\n\nChaque année."
    actions.write_text(
        by=SECRETARIAT,
        declaration_id=draft.pk,
        seen_edition=draft.edition,
        title=TITLE,
        body=longer,
        language="fr",
        status=TextStatus.AUTHENTIC,
    )
    draft.refresh_from_db()
    with pytest.raises(Invalid):
        actions.adopt(by=SECRETARIAT, declaration_id=draft.pk, seen_edition=draft.edition)


def test_what_is_only_prepared_is_not_given(draft: Declaration, client: Client) -> None:
    assert client.get(f"/fr/declarations/{draft.slug}/texte/1/fr.json").status_code == 404
