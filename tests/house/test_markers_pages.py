"""A marker word in every field: the pages of a practice show each reader what they may read and nothing else."""

import pytest
import samples
from marking import MARKER, SHOWN_TO, attach_marked, marker

from common.audience import Audience
from practices import actions


def test_the_sample_marks_every_audience(marked):
    _practice, audiences = marked
    assert set(audiences.values()) == set(Audience)
    assert len(audiences) > 45


@pytest.mark.parametrize("reader", SHOWN_TO)
def test_the_page_shows_what_each_reader_may_read_and_nothing_else(marked, readers, reader):
    practice, audiences = marked
    shown = set(MARKER.findall(readers[reader].get(f"/fr/pratiques/{practice.slug}/").content.decode()))
    allowed = {word for word, audience in audiences.items() if audience in SHOWN_TO[reader]}
    assert shown <= allowed
    assert marker("summary") in shown
    assert (marker("referral_pathway") in shown) == (reader != "stranger")
    assert (marker("participation") in shown) == (reader in {"named", "own"})


@pytest.mark.parametrize("reader", SHOWN_TO)
def test_an_old_version_shows_no_more_than_the_page_did(marked, readers, reader, liege_editor, secretariat, viewer_for):
    practice, audiences = marked
    editor, office = viewer_for(liege_editor), viewer_for(secretariat)
    revision = actions.start_revision(by=editor, practice_id=practice.pk)
    samples.publish(editor, office, samples.write(editor, revision, summary="Un autre résumé."))
    for address in (f"/fr/pratiques/{practice.slug}/versions/1/", f"/ar/pratiques/{practice.slug}/versions/1/"):
        shown = set(MARKER.findall(readers[reader].get(address).content.decode()))
        assert shown <= {word for word, audience in audiences.items() if audience in SHOWN_TO[reader]}
        assert marker("summary") in shown


@pytest.mark.parametrize("reader", SHOWN_TO)
def test_a_comparison_shows_no_more_than_the_pages(marked, published_practice, readers, reader):
    practice, audiences = marked
    other = published_practice(title="Une autre pratique")
    address = f"/fr/pratiques/comparer/?p={practice.slug}&p={other.slug}"
    shown = set(MARKER.findall(readers[reader].get(address).content.decode()))
    assert shown <= {word for word, audience in audiences.items() if audience in SHOWN_TO[reader]}
    assert marker("summary") in shown
    assert (marker("adverse_effects") in shown) == (reader != "stranger")


@pytest.mark.parametrize("reader", SHOWN_TO)
def test_differences_tell_only_what_each_reader_reads_in_both_versions(
    marked, readers, reader, liege_editor, secretariat, viewer_for
):
    practice, audiences = marked
    editor, office = viewer_for(liege_editor), viewer_for(secretariat)
    revision = actions.start_revision(by=editor, practice_id=practice.pk)
    for key in ("summary", "governance", "participation", "economic_note", "contact_person", "referral_pathway"):
        value = {"name": "A", "role": "b", "email": "c@ville.example"} if key == "contact_person" else "Autre texte."
        revision = samples.write(editor, revision, **{key: value})
    attached = attach_marked(editor, revision, name="added", wide=60)
    audiences = {**audiences, **attached}
    revision.refresh_from_db()
    samples.publish(editor, office, revision)
    page = readers[reader].get(f"/fr/pratiques/{practice.slug}/differences/?de=1&a=2")
    assert page.status_code == 200
    shown = set(MARKER.findall(page.content.decode()))
    assert shown <= {word for word, audience in audiences.items() if audience in SHOWN_TO[reader]}
    assert marker("summary") in shown
    assert (marker("referral_pathway") in shown) == (reader != "stranger")
    assert (marker("participation") in shown) == (reader in {"named", "own"})
    assert shown >= {word for word, audience in attached.items() if audience in SHOWN_TO[reader]}


@pytest.mark.parametrize(
    ("asked", "reader"), [("public", "stranger"), ("membres", "member"), ("ville-lausanne", "named")]
)
def test_a_preview_shows_what_its_readers_will_read(marked, readers, asked, reader, liege_coordinator, viewer_for):
    practice, _audiences = marked
    actions.start_revision(by=viewer_for(liege_coordinator), practice_id=practice.pk)
    preview = readers["own"].get(f"/fr/pratiques/{practice.slug}/apercu/?lecteurs={asked}").content.decode()
    page = readers[reader].get(f"/fr/pratiques/{practice.slug}/").content.decode()
    assert set(MARKER.findall(preview)) == set(MARKER.findall(page))


def test_a_record_for_its_city_alone_answers_as_what_does_not_exist(
    marked, readers, liege_editor, secretariat, viewer_for
):
    practice, _audiences = marked
    editor, office = viewer_for(liege_editor), viewer_for(secretariat)
    revision = actions.start_revision(by=editor, practice_id=practice.pk)
    revision = actions.set_audience(
        by=editor,
        revision_id=revision.pk,
        audience="own",
        named_cities=revision.named_cities,
        seen_version=revision.lock_version,
    )
    samples.publish(editor, office, revision)
    address = f"/fr/pratiques/{practice.slug}/"
    absent = readers["member"].get("/fr/pratiques/nulle-part/")
    for reader in ("stranger", "member", "named"):
        answer = readers[reader].get(address)
        assert answer.status_code == absent.status_code == 404
        assert not MARKER.findall(answer.content.decode())
        assert readers[reader].get(f"/api/v1/practices/{practice.slug}/").status_code == 404
    assert not MARKER.findall(readers["member"].get("/fr/pratiques/").content.decode())
    assert readers["own"].get(address).status_code == 200
