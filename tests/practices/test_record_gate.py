"""The one gate: each field to whom it is meant for, and never wider."""

import pytest
import samples

from cities.models import City
from cities.viewer import ANY_MEMBER, STRANGER, Viewer
from common.audience import Audience
from common.errors import Invalid
from practices import actions, record
from practices.models import Practice, Revision, Translation
from practices.record import FIELDS

MEMBERS_BY_DEFAULT = {
    "information_sharing",
    "referral_pathway",
    "obstacles",
    "adverse_effects",
    "offer_to_peers",
    "request_to_peers",
}
NEVER_WIDER = {"contact_person", "mayor_approval", "location_sensitive", "moderation_flags"}


def shown(practice: Practice, viewer: Viewer) -> record.RecordView:
    revision = Revision.unguarded.select_related("practice__city").get(pk=practice.published_id)
    return record.view(revision, viewer)


def test_the_record_is_the_one_of_the_domain():
    declared = [field for field in FIELDS.values() if not field.added]
    assert len(declared) == 75  # the 76th, images, is made of attachments
    needed = [field.needed for field in declared]
    assert (needed.count("submit"), needed.count("publish"), needed.count("with_budget")) == (24, 12, 4)
    assert {field.key for field in declared if field.audience == Audience.MEMBERS} == MEMBERS_BY_DEFAULT
    assert {field.key for field in declared if field.widest == Audience.OWN} == NEVER_WIDER
    for field in FIELDS.values():
        if not field.on_practice:
            assert Revision._meta.get_field(field.attribute) is not None


def test_each_audience_reads_its_fields(published_practice, dakar, reader, editor, office):
    practice = published_practice()
    public, members = shown(practice, STRANGER), shown(practice, dakar)
    assert public.get("summary").value == samples.COMPLETE["B"]["summary"]
    for key in MEMBERS_BY_DEFAULT:
        assert public.get(key).locked
        assert not public.get(key).is_known
        assert public.get(key).text == ""
        assert not members.get(key).locked
    assert members.get("obstacles").value == samples.COMPLETE["F"]["obstacles"]
    assert shown(practice, reader).get("obstacles").is_known
    for viewer in (STRANGER, ANY_MEMBER, dakar, reader):
        assert all(shown(practice, viewer).get(key).locked for key in NEVER_WIDER)
    for viewer in (editor, office):
        assert shown(practice, viewer).get("contact_person").value["name"] == "Camille Contact"


def test_a_city_widens_and_narrows_within_limits(draft_practice, editor, office):
    draft = draft_practice()
    for section, audiences in (("F", {"obstacles": "public"}), ("E", {"budget_amount": "members"})):
        draft = actions.save_section(
            by=editor,
            revision_id=draft.pk,
            section=section,
            values={},
            audiences=audiences,
            seen_version=draft.lock_version,
        )
    for section, audiences in (
        ("H", {"contact_person": "members"}),
        ("A", {"title": "own"}),
        ("H", {"sources": "all"}),
    ):
        with pytest.raises(Invalid):
            actions.save_section(
                by=editor,
                revision_id=draft.pk,
                section=section,
                values={},
                audiences=audiences,
                seen_version=draft.lock_version,
            )
    practice = samples.publish(editor, office, draft)
    public = shown(practice, STRANGER)
    assert public.get("obstacles").is_known
    assert public.get("budget_amount").locked
    assert shown(practice, ANY_MEMBER).get("budget_amount").value == 120_000


def test_an_audience_written_around_the_rules_is_still_capped(draft_practice, editor, office):
    draft = draft_practice()
    Revision.unguarded.filter(pk=draft.pk).update(audiences={"contact_person": "public", "obstacles": "nobody"})
    practice = samples.publish(editor, office, Revision.unguarded.get())
    assert shown(practice, ANY_MEMBER).get("contact_person").locked
    assert shown(practice, STRANGER).get("obstacles").locked


def test_the_records_audience_caps_its_fields(draft_practice, editor, office, dakar, reader):
    dakar_id = City.objects.get(slug="dakar").pk
    draft = draft_practice()
    draft = actions.set_audience(
        by=editor, revision_id=draft.pk, audience="named", named_cities=["dakar"], seen_version=draft.lock_version
    )
    assert draft.named_cities == [dakar_id]
    practice = samples.publish(editor, office, draft)
    for viewer in (STRANGER, ANY_MEMBER, reader):
        assert not Practice.objects.visible_to(viewer).exists()
        assert all(field.locked and not field.is_known for field in shown(practice, viewer).fields.values())
    assert Practice.objects.visible_to(dakar).exists()
    assert shown(practice, dakar).title
    assert shown(practice, dakar).get("contact_person").locked
    assert Practice.objects.visible_to(editor).exists()


def test_named_needs_names(draft_practice, editor):
    draft = draft_practice()
    draft = actions.set_audience(by=editor, revision_id=draft.pk, audience="named", seen_version=draft.lock_version)
    with pytest.raises(Invalid) as refusal:
        actions.submit(by=editor, revision_id=draft.pk, seen_version=draft.lock_version)
    assert set(refusal.value.fields) == {"named_cities"}


def test_what_is_not_published_stays_in_the_city_and_the_secretariat(published_practice, editor, office, dakar):
    practice = published_practice()
    draft = actions.start_revision(by=editor, practice_id=practice.pk)
    draft = samples.write(editor, draft, summary="Un texte nouveau")
    for viewer in (STRANGER, ANY_MEMBER, dakar):
        assert not Revision.objects.visible_to(viewer).filter(pk=draft.pk).exists()
        assert all(field.locked for field in record.view(draft, viewer).fields.values())
    for viewer in (editor, office):
        assert record.view(draft, viewer).get("summary").value == "Un texte nouveau"
    old = practice.published_id
    samples.publish(editor, office, draft)
    assert not Revision.objects.visible_to(dakar).filter(pk=old).exists()
    actions.archive(by=office, practice_id=practice.pk, note="Ancienne")
    assert Practice.objects.visible_to(STRANGER).exists()
    actions.withdraw(by=office, practice_id=practice.pk, note="À la demande de la ville")
    assert not Practice.objects.visible_to(STRANGER).exists()
    assert all(field.locked for field in shown(Practice.unguarded.get(), dakar).fields.values())


@pytest.mark.parametrize(
    ("unit", "masked"),
    [
        ("people_accompanied", True),
        ("families", True),
        ("situations", True),
        ("professionals_trained", True),
        ("pupils", True),
        ("households", True),
        ("visitors", True),
        ("participants", True),
        ("calls", False),
        ("events", False),
        ("documents", False),
        ("places", False),
    ],
)
def test_small_counts_of_persons_are_hidden_outside_the_city(published_practice, editor, office, dakar, unit, masked):
    practice = published_practice(reach=[{"count": 7, "unit": unit}, {"count": 10, "unit": unit}])
    for viewer in (STRANGER, dakar, office):
        small, large = shown(practice, viewer).get("reach").value
        assert (small["count"] is None) is masked
        assert large["count"] == 10
        text = shown(practice, viewer).get("reach").text
        assert text.startswith("moins de 10") is masked
        assert ("7" in text) is not masked
    assert shown(practice, editor).get("reach").value[0]["count"] == 7


def test_a_document_keeps_its_own_audience(published_practice, editor, dakar):
    documents = [
        {"title": "Pour tous"},
        {"title": "Pour les villes", "visibility": "members"},
        {"title": "Pour nous", "visibility": "own"},
    ]
    practice = published_practice(evaluation_documents=documents)

    def titles(viewer):
        return [row["title"] for row in shown(practice, viewer).get("evaluation_documents").value]

    assert titles(STRANGER) == ["Pour tous"]
    assert titles(dakar) == ["Pour tous", "Pour les villes"]
    assert titles(editor) == ["Pour tous", "Pour les villes", "Pour nous"]


def test_every_field_reads_in_words_in_three_languages(published_practice):
    practice = published_practice(associated_cities=["namur"], transfers=[{"city_ref": "dakar", "year": 2025}])
    revision = Revision.unguarded.select_related("practice__city").get(pk=practice.published_id)
    texts = {
        language: record.view(revision, STRANGER, language).get("evidence_level").text
        for language in ("fr", "en", "ar")
    }
    assert len(set(texts.values())) == 3
    fields = record.view(revision, STRANGER, "fr")
    assert fields.get("associated_cities").text == "Namur"
    assert fields.get("associated_cities").value == ["namur"]
    assert fields.get("transfers").text == "Dakar, 2025"
    assert fields.get("start_date").text == "mars 2019"
    assert fields.get("budget_amount").text == "120\u202f000"
    assert fields.get("reach").text == "1\u202f200\u00a0participants, 2024 (entretiens de rue)"
    assert fields.get("age_min").text == "14\u00a0ans"


def test_a_translation_holds_only_texts_and_passes_the_same_gate(published_practice, dakar):
    practice = published_practice()
    texts = {"title": "Night mediation", "summary": "Mediators walk at night.", "obstacles": "It took a year."}
    made = Translation.objects.create(revision_id=practice.published_id, language="en", texts=texts)
    revision = Revision.unguarded.select_related("practice__city").get(pk=practice.published_id)
    assert record.view(revision, STRANGER, "en").is_translation is False
    made.finished_at = practice.published_at
    made.save()
    public = record.view(revision, STRANGER, "en")
    assert (public.is_translation, public.language, public.title) == (True, "en", "Night mediation")
    assert public.get("obstacles").locked
    assert public.get("budget_amount").value == 120_000
    assert public.get("themes").text == "Youth work, Community engagement"
    assert public.get("description").value == samples.COMPLETE["B"]["description"]
    assert record.view(revision, dakar, "en").get("obstacles").value == "It took a year."
    french = record.view(revision, STRANGER, "fr")
    assert (french.is_translation, french.language, french.title) == (False, "fr", samples.COMPLETE["A"]["title"])
    assert record.view(revision, STRANGER, "ar").is_translation is False
