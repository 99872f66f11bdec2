"""A key downloads the files of the records that it may read, and nothing else: the gate is asked at each reading."""

import pytest
import samples
import sound

from practices import actions

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("tunis_reader")]  # Tunis is a member city


@pytest.fixture
def publish(draft_practice, liege_editor, secretariat, viewer_for):
    def published(**audience):
        by = viewer_for(liege_editor)
        revision = draft_practice()
        row = sound.attach(by, revision, sound.pdf(), **audience)
        return samples.publish(by, viewer_for(secretariat), revision), row

    return published


@pytest.mark.parametrize(
    ("audience", "public", "members"),
    [("public", 200, 200), ("members", 404, 200), ("named", 404, 404), ("own", 404, 404)],
)
def test_who_downloads_a_file(publish, key, read, audience, public, members):
    practice, row = publish(audience=audience)
    path = f"practices/{practice.slug}/files/{row.file}/"
    assert read(path).status_code == public
    assert read(path, key().secret).status_code == public
    answer = read(path, key("tunis").secret, Accept="application/pdf")
    assert answer.status_code == members
    if members == 200:
        assert answer["Content-Type"] == "application/pdf"
        assert answer["Content-Disposition"].startswith("attachment")
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert "no-store" in answer["Cache-Control"]
        assert b"".join(answer.streaming_content).startswith(b"%PDF")


def test_the_record_gives_the_address_that_the_key_opens(publish, key, read, liege_coordinator, viewer_for):
    practice, _row = publish(audience="members")
    secret = key("tunis").secret
    (told,) = read(f"practices/{practice.slug}/", secret).json()["files"]
    path = told["url"].partition("/api/v1/")[2]
    assert read(path, secret).status_code == 200
    actions.withdraw(by=viewer_for(liege_coordinator), practice_id=practice.pk, note="Retirée.")
    assert read(path, secret).status_code == 404


def test_a_draft_and_a_wrong_name_answer_alike(draft_practice, liege_editor, viewer_for, key, read):
    revision = draft_practice()
    row = sound.attach(viewer_for(liege_editor), revision, sound.pdf())
    for name in (row.file, "0" * 32, "x"):
        answer = read(f"practices/{revision.practice.slug}/files/{name}/", key("liege").secret)
        assert answer.status_code == 404
        assert answer["Content-Type"] == "application/problem+json"
