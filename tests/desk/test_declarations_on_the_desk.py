"""From a draft to signatures, through the buttons of the desk."""

import pytest
from django.urls import reverse

from declarations.models import Declaration, Text

FACTS = {
    "short_title": "Déclaration d’essai",
    "summary": "Un essai.",
    "adopting_body": "Assemblée générale",
    "place": "Liège",
    "chair": "",
    "adopted_on": "2026-04-08",
    "adoption_mode": "consensus",
    "language": "fr",
    "source_note": "",
    "source_url": "",
    "verification": "verified_original",
}
SITTING = {name: FACTS[name] for name in ("adopting_body", "place", "adopted_on", "adoption_mode")}
BODY = (
    "Considérant que les villes échangent,\n\n## Échanger\n\nLes villes échangent.\n\n## Agir\n\nLes villes agissent."
)


@pytest.fixture
def declaration(desk):
    assert desk.post(reverse("admin:declarations_declaration_prepare"), FACTS).status_code == 302
    return Declaration.unguarded.get(slug="declaration-dessai")


def verb(desk, declaration, name, **given):
    declaration.refresh_from_db()
    address = reverse(f"admin:declarations_declaration_{name}", args=[declaration.pk])
    return desk.post(address, {"seen_version": declaration.edition, **given})


def write(desk, declaration, body=BODY):
    return verb(desk, declaration, "write", language="fr", status="authentic", title="Déclaration d’essai", body=body)


def test_a_draft_is_not_public(desk, client, declaration):
    assert client.get(reverse("declarations:detail", args=[declaration.slug])).status_code == 404


def test_adopting_shows_the_exact_text_and_its_fingerprint_first(desk, declaration):
    assert write(desk, declaration).status_code == 302
    text = Text.objects.get(declaration=declaration)
    shown = desk.get(reverse("admin:declarations_declaration_adopt", args=[declaration.pk])).content.decode()
    assert text.sha256 in shown
    assert "Les villes agissent." in shown
    assert verb(desk, declaration, "adopt", **SITTING).status_code == 302
    declaration.refresh_from_db()
    assert (declaration.state, declaration.version) == ("adopted", 1)


def test_an_adopted_text_is_not_written_again(desk, declaration):
    write(desk, declaration)
    verb(desk, declaration, "adopt", **SITTING)
    before = Text.objects.get(declaration=declaration, version=1).sha256
    write(desk, declaration, body="Un autre texte.")
    assert Text.objects.get(declaration=declaration, version=1).sha256 == before


def test_a_change_on_what_is_no_longer_there_is_refused(desk, declaration):
    seen = declaration.edition
    write(desk, declaration)
    late = desk.post(
        reverse("admin:declarations_declaration_revise", args=[declaration.pk]), {**FACTS, "seen_version": seen}
    )
    assert late.status_code == 409
    assert "a changé depuis que vous l’avez ouverte" in late.content.decode()


def test_correcting_the_facts_keeps_the_other_languages(desk, declaration):
    Declaration.unguarded.filter(pk=declaration.pk).update(short_title={"fr": "Ancien", "en": "Trial declaration"})
    assert verb(desk, declaration, "revise", **{**FACTS, "short_title": "Nouveau"}).status_code == 302
    declaration.refresh_from_db()
    assert declaration.short_title == {"fr": "Nouveau", "en": "Trial declaration"}


def test_opening_signing_and_confirming(desk, declaration, dakar_signatory, viewer_for):
    from declarations import actions
    from declarations.models import Signature

    assert verb(desk, declaration, "open").status_code == 409
    write(desk, declaration)
    verb(desk, declaration, "adopt", **SITTING)
    assert verb(desk, declaration, "open").status_code == 302
    text = Text.objects.get(declaration=declaration)
    signed = actions.sign(by=viewer_for(dakar_signatory), declaration_id=declaration.pk, seen_text=text.sha256)
    page = desk.get("/admin/").content.decode()
    assert "Dakar" in page
    confirm = reverse("admin:declarations_signature_confirm", args=[signed.signature.pk])
    assert desk.post(confirm).status_code == 302
    assert desk.post(confirm).status_code == 409
    assert Signature.objects.get(pk=signed.signature.pk).state == "counted"
    assert verb(desk, declaration, "close", note="").status_code == 302


def test_the_ledger_is_only_read(desk):
    listing = desk.get(reverse("admin:declarations_event_changelist"))
    assert listing.status_code == 200
    assert "25" in listing.content.decode()


def test_a_declaration_of_a_source_is_recorded_without_a_text(desk):
    given = {
        **FACTS,
        "slug": "relevee",
        "short_title": "Relevée",
        "cities": ["liege", "dakar"],
        "signed_on": "",
        "source": "Communiqué",
    }
    address = reverse("admin:declarations_declaration_record")
    assert desk.post(address, {**given, "cities": ["atlantide"]}).status_code == 422
    assert desk.post(address, given).status_code == 302
    recorded = Declaration.unguarded.get(slug="relevee")
    assert (recorded.state, recorded.version, recorded.signatures.count()) == ("adopted", 0, 2)
    assert verb(desk, recorded, "open").status_code == 409
