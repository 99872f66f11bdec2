"""A draft is for the secretariat; what is fictitious says so and is not indexed."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.test.utils import CaptureQueriesContext
from members import make_member

from accounts.models import User
from cities.models import Role
from cities.viewer import STRANGER, viewer_of
from declarations import actions, queries
from declarations.models import Declaration
from tests.declarations.cast import SECRETARIAT, authentic

Browser = Callable[[User], Client]


@pytest.mark.parametrize("path", ["", "registre/", "registre.json", "verifier/", "texte/1/fr.md", "signer/"])
def test_a_draft_is_as_absent(
    draft: Declaration, dakar_signatory: User, secretariat: User, proved: Browser, path: str
) -> None:
    absent, hidden = (f"/fr/declarations/{slug}/{path}" for slug in ("absente", draft.slug))
    browser = proved(dakar_signatory)
    assert browser.get(hidden).status_code == browser.get(absent).status_code == 404
    assert not Declaration.objects.visible_to(STRANGER).filter(pk=draft.pk).exists()
    if path == "":
        assert proved(secretariat).get(hidden).status_code == 200
        assert draft.name not in browser.get("/fr/declarations/").content.decode()
        assert draft.name in proved(secretariat).get("/fr/declarations/").content.decode()
        page = proved(secretariat).get(hidden).content.decode()
        assert "Les villes refusent l’amalgame." in page
        assert "Texte officiel non connu" not in page


def test_what_is_fictitious_says_so_everywhere(opened: Declaration, dakar_signatory: User, proved: Browser) -> None:
    Declaration.unguarded.filter(pk=opened.pk).update(is_fictitious=True)
    browser = proved(dakar_signatory)
    for path in ("", "registre/", "verifier/", "signer/"):
        page = browser.get(f"/fr/declarations/{opened.slug}/{path}").content.decode()
        assert "Déclaration fictive" in page
        assert '<meta name="robots" content="noindex">' in page
    assert "Fictive, pour la démonstration" in browser.get("/fr/declarations/").content.decode()


def test_a_real_one_is_indexed(opened: Declaration, client: Client) -> None:
    assert "noindex" not in client.get(f"/fr/declarations/{opened.slug}/").content.decode()


def test_statements_do_not_grow_with_the_wall(
    opened: Declaration, client: Client, django_assert_max_num_queries: Callable[[int], CaptureQueriesContext]
) -> None:
    for slug in ("dakar", "liege", "tunis", "nantes", "paris"):
        other = make_member(f"c@{slug}.example", slug, slug, Role.COORDINATOR)
        by = viewer_of(make_member(f"s@{slug}.example", slug, slug, Role.READER, can_sign=True).pk)
        signature = actions.sign(by=by, declaration_id=opened.pk, seen_text=authentic(opened).sha256).signature
        actions.confirm(by=viewer_of(other.pk), signature_id=signature.pk)
    assert len(queries.signatures(opened)) == 5
    for path in ("", "registre/"):
        with django_assert_max_num_queries(10):
            client.get(f"/fr/declarations/{opened.slug}/{path}")
    with django_assert_max_num_queries(8):
        client.get("/fr/declarations/")


def test_the_text_of_each_language(opened: Declaration, client: Client) -> None:
    actions.write_text(
        by=SECRETARIAT,
        declaration_id=opened.pk,
        seen_edition=opened.edition,
        title="إعلان المدن",
        body="رؤساء البلديات،\n\nإذ يذكّرون،\n\n## العمل\n\nتتبادل المدن خبراتها.\n\n## الاستقبال\n\nترفض المدن الخلط.",
        language="ar",
        status="working_translation",
    )
    page = client.get(f"/ar/declarations/{opened.slug}/").content.decode()
    assert '<article class="flow read" lang="ar" dir="rtl">' in page
    assert authentic(opened).sha256 in page  # the fingerprint is the authentic text's, whatever is read
    page = client.get(f"/ar/declarations/{opened.slug}/?texte=fr").content.decode()
    assert '<article class="flow read" lang="fr" dir="ltr">' in page


def test_queries_for_the_other_rooms(opened: Declaration, dakar_signatory: User) -> None:
    dakar = viewer_of(dakar_signatory.pk).city_id
    assert dakar is not None
    assert [line.declaration.slug for line in queries.signatures_of_city(dakar)] == ["paris-2016-terrorisme-prevention"]
    assert queries.counts([opened.pk]) == {}
