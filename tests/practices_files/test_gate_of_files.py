"""A file is read by whom its audience, its field's and its record's allow; and however it is read, it never acts."""

import pytest
import samples
import sound
from django.test import Client
from members import make_user

from cities.models import City, Membership, Role
from practices import actions
from practices.models import Attachment


@pytest.fixture
def readers(client_of, tunis_reader, liege_coordinator, secretariat, db):
    named = make_user("lecture@lausanne.example", "Luc Lausanne")
    Membership.objects.create(user=named, city=City.objects.get(slug="lausanne"), role=Role.READER)
    return {
        "stranger": Client(),
        "member": client_of(tunis_reader),
        "named": client_of(named),
        "own": client_of(liege_coordinator),
        "secretariat": client_of(secretariat),
    }


@pytest.fixture
def by(liege_editor, viewer_for):
    return viewer_for(liege_editor)


def published(by, office, revision, **audience):
    lausanne = City.objects.get(slug="lausanne").pk
    revision = actions.set_audience(
        by=by,
        revision_id=revision.pk,
        audience=audience.get("audience", "public"),
        named_cities=[lausanne],
        seen_version=revision.lock_version,
    )
    return samples.publish(by, office, revision)


def who_reads(readers, address):
    return {who for who, client in readers.items() if client.get(address).status_code == 200}


ALL = {"stranger", "member", "named", "own", "secretariat"}


@pytest.mark.parametrize(
    ("record", "field", "file", "expected"),
    [
        ("public", "public", "public", ALL),
        ("public", "public", "members", ALL - {"stranger"}),
        ("public", "public", "named", {"named", "own", "secretariat"}),
        ("public", "public", "own", {"own", "secretariat"}),
        ("public", "members", "public", ALL - {"stranger"}),
        ("public", "own", "public", {"own", "secretariat"}),
        ("members", "public", "public", ALL - {"stranger"}),
        ("named", "public", "members", {"named", "own", "secretariat"}),
        ("own", "public", "public", {"own", "secretariat"}),
    ],
)
def test_the_narrowest_of_three_audiences_decides(
    draft_practice, by, readers, secretariat, viewer_for, record, field, file, expected
):
    revision = draft_practice()
    row = sound.attach(by, revision, sound.docx(), audience=file)
    revision = actions.save_section(
        by=by,
        revision_id=revision.pk,
        section="E",
        values={},
        audiences={"deliverables": field},
        seen_version=revision.lock_version,
    )
    practice = published(by, viewer_for(secretariat), revision, audience=record)
    address = f"/fr/pratiques/{practice.slug}/fichiers/{row.file}/"
    assert who_reads(readers, address) == expected
    in_list = {
        who
        for who, client in readers.items()
        if row.file in client.get(f"/fr/pratiques/{practice.slug}/", follow=True).content.decode()
    }
    assert in_list == expected
    public = Client().get(f"/api/v1/practices/{practice.slug}/")
    assert (public.status_code == 200 and row.file in public.content.decode()) == ("stranger" in expected)


def test_a_draft_s_file_is_its_city_s_until_it_is_published(draft_practice, by, readers, secretariat, viewer_for):
    revision = draft_practice()
    row = sound.attach(by, revision, sound.docx())
    address = f"/fr/pratiques/{revision.practice.slug}/fichiers/{row.file}/"
    assert who_reads(readers, address) == {"own", "secretariat"}
    practice = published(by, viewer_for(secretariat), revision)
    assert who_reads(readers, address) == ALL
    # A file that the next version drops is gone for readers, and kept for the city
    made = actions.start_revision(by=by, practice_id=practice.pk)
    again = Attachment.unguarded.get(revision=made)
    actions.remove_attachment(by=by, revision_id=made.pk, attachment_id=again.pk)
    made.refresh_from_db()
    samples.publish(by, viewer_for(secretariat), made)
    assert who_reads(readers, address) >= {"own", "secretariat"}
    assert row.file not in Client().get(f"/fr/pratiques/{practice.slug}/").content.decode()


def test_the_address_of_a_file_stays_when_the_next_version_keeps_it(draft_practice, by, secretariat, viewer_for):
    revision = draft_practice()
    row = sound.attach(by, revision, sound.docx())
    office = viewer_for(secretariat)
    practice = published(by, office, revision)
    samples.publish(by, office, actions.start_revision(by=by, practice_id=practice.pk))
    assert Client().get(f"/fr/pratiques/{practice.slug}/fichiers/{row.file}/").status_code == 200


def test_a_file_of_another_practice_is_not_found_through_one_that_is_read(
    draft_practice, by, published_practice, readers
):
    row = sound.attach(by, draft_practice(title="Cachée"), sound.docx())
    other = published_practice()
    assert who_reads(readers, f"/fr/pratiques/{other.slug}/fichiers/{row.file}/") == set()


def test_what_is_served_never_acts(draft_practice, by, secretariat, viewer_for):
    revision = draft_practice()
    title = 'Été \u202e"<script>/../rapport\r\nX: y.exe'
    document = sound.attach(by, revision, sound.pdf(), title=title)
    image = sound.attach(by, revision, sound.image(), alt_text="a", credit="b", consent=True)
    practice = published(by, viewer_for(secretariat), revision)
    base = f"/fr/pratiques/{practice.slug}"
    for address, media, how in (
        (f"{base}/fichiers/{document.file}/", "application/pdf", "attachment"),
        (f"{base}/fichiers/{image.file}/", "image/jpeg", "attachment"),
        (f"{base}/images/{image.file}/petite/", "image/jpeg", "inline"),
        (f"{base}/images/{image.file}/grande/", "image/jpeg", "inline"),
    ):
        answer = Client().get(address, headers={"accept-encoding": "gzip"})
        assert answer.status_code == 200
        assert answer["Content-Type"] == media
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox; frame-ancestors 'none'"
        assert answer["Content-Disposition"].startswith(how)
        assert answer["Cache-Control"] == "private, no-cache"
        assert int(answer["Content-Length"]) == len(answer.getvalue())
        assert not set("<>\r\n\u202e/") & set(answer["Content-Disposition"])
    assert Client().get(f"{base}/images/{document.file}/petite/").status_code == 404
    assert Client().get(f"{base}/images/{image.file}/originale/").status_code == 404


def test_a_browser_that_holds_the_file_is_asked_again_and_not_sent_it_twice(
    draft_practice, by, readers, secretariat, viewer_for
):
    revision = draft_practice()
    row = sound.attach(by, revision, sound.docx(), audience="members")
    practice = published(by, viewer_for(secretariat), revision)
    address = f"/fr/pratiques/{practice.slug}/fichiers/{row.file}/"
    tag = readers["member"].get(address)["ETag"]
    assert readers["member"].get(address, headers={"if-none-match": tag}).status_code == 304
    assert readers["stranger"].get(address, headers={"if-none-match": tag}).status_code == 404


def test_names_from_the_address_never_reach_the_disk(published_practice):
    practice = published_practice()
    for key in ("..", "a" * 32, "0" * 31, "%2e%2e%2fsecrets", "attachments"):
        assert Client().get(f"/fr/pratiques/{practice.slug}/fichiers/{key}/").status_code == 404
