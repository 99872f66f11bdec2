"""A city starts a draft from another city’s practice: what it may read, never the other city’s facts."""

import pytest
import samples
from django.test import Client

from common.audience import Audience
from practices import actions
from practices.actions.inspiring import CLASSIFICATION, TEXTS
from practices.models import Practice, Revision
from practices.record import FIELDS
from practices.record.values import empty


def _press(client, typed, practice):
    address = f"/fr/pratiques/{practice.slug}/s-en-inspirer/"
    return client.post(address, typed(client.get(address), "acting_city"))


def _draft():
    return Revision.unguarded.select_related("practice__city").get(practice__city__slug="dakar")


@pytest.fixture
def taken(published_practice, client_of, dakar_coordinator, typed):
    """Return a maker: a published practice of Liège, and the draft that Dakar starts from it."""

    def made(**changes):
        source = published_practice(**changes)
        client = client_of(dakar_coordinator)
        assert "S’en inspirer" in client.get(f"/fr/pratiques/{source.slug}/").content.decode()
        answer = _press(client, typed, source)
        draft = _draft()
        assert answer["Location"] == f"/fr/pratiques/{draft.practice.slug}/modifier/"
        return source, draft

    return made


def test_the_draft_holds_what_the_member_reads_and_nothing_that_is_true_of_the_other_city_only(taken):
    source, draft = taken()
    assert draft.practice.inspired_by_id == source.pk
    assert draft.title == samples.COMPLETE["A"]["title"]
    copied = {"title", *CLASSIFICATION, *TEXTS}
    for key, field in FIELDS.items():
        if field.on_practice or key in {"record_language", "visibility", "licence"}:
            continue
        value = getattr(draft, field.attribute)
        if key not in copied:
            assert value == empty(field.kind), key
        else:
            assert value == getattr(source.published, field.attribute), key
    assert draft.referral_pathway == samples.COMPLETE["D"]["referral_pathway"]


def test_a_text_for_member_cities_stays_so_and_one_for_named_cities_is_not_copied(
    draft_practice, liege_editor, secretariat, viewer_for, client_of, dakar_coordinator, typed
):
    editor = viewer_for(liege_editor)
    revision = actions.save_section(
        by=editor,
        revision_id=(made := draft_practice()).pk,
        section="D",
        values={"participation": "Les jeunes ont corrigé l’action."},
        audiences={"governance": "members", "participation": "named", "safeguards": "own"},
        seen_version=made.lock_version,
    )
    dakar = viewer_for(dakar_coordinator).city_id
    revision = actions.set_audience(
        by=editor,
        revision_id=revision.pk,
        audience="public",
        named_cities=[dakar],
        seen_version=revision.lock_version,
    )
    source = samples.publish(editor, viewer_for(secretariat), revision)
    _press(client_of(dakar_coordinator), typed, source)
    draft = _draft()
    assert draft.governance == samples.COMPLETE["D"]["governance"]
    assert draft.audiences == {"governance": "members"}
    assert (draft.participation, draft.safeguards) == ("", "")


def test_a_record_for_members_gives_a_draft_for_members(taken):
    _source, draft = taken(visibility="members")
    assert draft.audience == Audience.MEMBERS


@pytest.mark.parametrize(
    ("licence", "kept", "text"),
    [
        ("all_rights_reserved", "CC BY 4.0", ""),
        ("CC BY-SA 4.0", "CC BY-SA 4.0", samples.COMPLETE["B"]["description"]),
        ("CC BY 4.0", "CC BY 4.0", samples.COMPLETE["B"]["description"]),
    ],
)
def test_the_licence_of_the_source_is_respected(taken, licence, kept, text):
    _source, draft = taken(licence=licence)
    assert (draft.licence, draft.description) == (kept, text)
    assert draft.methods == samples.COMPLETE["C"]["methods"]


def test_pressed_twice_it_is_one_draft(taken, client_of, dakar_coordinator, typed):
    source, draft = taken()
    answer = _press(client_of(dakar_coordinator), typed, source)
    assert answer["Location"] == f"/fr/pratiques/{draft.practice.slug}/modifier/"
    assert Practice.unguarded.filter(inspired_by=source).count() == 1


def test_only_who_writes_for_another_city_and_reads_the_record_may_press(
    published_practice, client_of, liege_editor, tunis_reader, dakar_coordinator
):
    public = published_practice()
    own = published_practice(title="Pour la ville seule", visibility="own")
    address = "/fr/pratiques/{}/s-en-inspirer/"
    assert client_of(liege_editor).get(address.format(public.slug)).status_code == 404
    assert client_of(tunis_reader).get(address.format(public.slug)).status_code == 403
    assert client_of(dakar_coordinator).get(address.format(own.slug)).status_code == 404
    assert Client().get(address.format(public.slug)).status_code == 302


@pytest.mark.parametrize(("audience", "stranger_sees"), [("public", True), ("members", False)])
def test_both_pages_show_the_link_to_whoever_reads_both(
    taken, liege_editor, dakar_coordinator, secretariat, viewer_for, client_of, audience, stranger_sees
):
    source, draft = taken()
    city = viewer_for(dakar_coordinator)
    filled = samples.fill(city, draft, title="Une médiation à Dakar", visibility=audience)
    own = samples.publish(city, viewer_for(secretariat), filled)
    theirs, ours = f"/fr/pratiques/{source.slug}/", f"/fr/pratiques/{own.slug}/"
    member = client_of(liege_editor)
    assert "Une médiation à Dakar" in member.get(theirs).content.decode()
    assert f'href="{theirs}"' in member.get(ours).content.decode()
    assert ("Une médiation à Dakar" in Client().get(theirs).content.decode()) == stranger_sees


def test_a_source_withdrawn_since_is_named_nowhere(
    taken, liege_coordinator, dakar_coordinator, secretariat, viewer_for
):
    source, draft = taken(title="Une fiche retirée ensuite")
    city = viewer_for(dakar_coordinator)
    own = samples.publish(city, viewer_for(secretariat), samples.fill(city, draft, title="Celle de Dakar"))
    actions.withdraw(by=viewer_for(liege_coordinator), practice_id=source.pk, note="Elle n’existe plus.")
    page = Client().get(f"/fr/pratiques/{own.slug}/").content.decode()
    assert "Une fiche retirée ensuite" not in page
    assert source.slug not in page
