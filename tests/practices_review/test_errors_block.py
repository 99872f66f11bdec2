"""What would harm somebody is neither submitted nor published, whenever the check that finds it came."""

import pytest
import samples
from django.urls import reverse

from common import clock
from common.errors import Invalid
from practices import actions
from practices.models import Practice, Revision

NUMBER = "Le dossier 1 84 12 76 451 089 46 est suivi."


@pytest.fixture
def sent_before_the_check(draft_practice, editor):
    """A version that was submitted when the check that finds its error did not exist yet."""
    draft = draft_practice(context=NUMBER)
    Revision.unguarded.filter(pk=draft.pk).update(
        state="submitted", submitted_at=clock.now(), submitted_by=editor.user_id
    )
    return Revision.unguarded.get(pk=draft.pk)


def test_the_desk_says_what_blocks_and_where_and_publishes_nothing(desk, second, sent_before_the_check):
    sent = sent_before_the_check
    actions.read_again(by=second, revision_id=sent.pk, seen_version=sent.lock_version)
    review = desk.get(reverse("admin:practices_revision_change", args=[sent.pk])).content.decode()
    assert "Une erreur signalée plus haut empêche de publier." in review
    answer = desk.post(
        reverse("admin:practices_revision_publish", args=[sent.pk]), {"seen_version": sent.lock_version, "note": "Oui."}
    )
    told = answer.content.decode()
    assert answer.status_code == 422
    assert "Cette version contient ce qui ne peut pas être publié. Demandez à la ville de le corriger." in told
    assert "Contexte et besoin » : Ceci est le numéro d’identité d’une personne. Retirez-le." in told
    assert "Oui." in told, "what was typed is kept"
    assert Practice.unguarded.get(pk=sent.practice_id).published_id is None


def test_the_city_corrects_and_the_version_is_published(office, second, editor, sent_before_the_check):
    sent = sent_before_the_check
    actions.request_changes(by=office, revision_id=sent.pk, seen_version=sent.lock_version, note="Retirez le numéro.")
    draft = Revision.unguarded.get(practice=sent.practice_id, state="draft")
    with pytest.raises(Invalid) as refusal:
        actions.submit(by=editor, revision_id=draft.pk, seen_version=draft.lock_version)
    assert set(refusal.value.fields) == {"context"}
    draft = samples.write(editor, draft, context="Le dossier est suivi.")
    again = actions.submit(by=editor, revision_id=draft.pk, seen_version=draft.lock_version)
    actions.publish(by=office, revision_id=again.pk, seen_version=again.lock_version)
    assert Practice.unguarded.get(pk=sent.practice_id).published_id == again.pk
