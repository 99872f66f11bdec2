"""The secretariat asks, from the desk, that somebody be erased; it may keep the account; nobody erases themselves."""

import pytest
from django.urls import reverse

from accounts import erasing
from accounts.models import Erasure, User
from common import clock
from journal.models import Entry
from mailing.models import Letter

pytestmark = pytest.mark.django_db


def ask(desk, user):
    return desk.post(reverse("admin:accounts_user_erase", args=[user.pk]), follow=True)


def test_asked_twice_from_the_desk_is_one_request_that_the_person_is_told_of(desk, liege_editor, secretariat):
    assert "sept jours" in desk.get(reverse("admin:accounts_user_erase", args=[liege_editor.pk])).content.decode()
    assert "effacé dans sept jours" in ask(desk, liege_editor).content.decode()
    ask(desk, liege_editor)
    assert Erasure.objects.get().asked_by == secretariat
    entry = Entry.objects.get(verb="account.erasure_requested")
    assert (entry.actor_id, entry.subject_id) == (secretariat.pk, liege_editor.pk)
    assert Letter.objects.get(kind="account.erasure_requested").address == liege_editor.email


def test_the_secretariat_may_leave_a_city_without_coordination(desk, liege_coordinator):
    ask(desk, liege_coordinator)
    Erasure.objects.update(due_at=clock.now())
    assert erasing.erase_due() == 1
    assert (
        "Une personne qui a quitté la plateforme"
        in desk.get(reverse("admin:accounts_erasure_changelist")).content.decode()
    )


def test_the_account_can_be_kept_from_the_desk_once(desk, liege_editor, secretariat):
    ask(desk, liege_editor)
    keep = reverse("admin:accounts_erasure_keep", args=[Erasure.objects.get().pk])
    assert desk.post(keep).status_code == 302
    desk.post(keep)
    assert Erasure.objects.get().cancelled_at
    assert Entry.objects.get(verb="account.erasure_cancelled").actor_id == secretariat.pk


def test_nobody_of_the_secretariat_erases_themselves_nor_the_last_of_it(desk, secretariat, client_of):
    ask(desk, secretariat)
    assert not Erasure.objects.exists()
    colleague = User.objects.create_user("collegue@aimf.example", name="Camille Collègue", is_staff=True)
    ask(desk, colleague)
    ask(client_of(colleague), secretariat)
    assert Erasure.objects.count() == 2
    Erasure.objects.update(due_at=clock.now())
    assert erasing.erase_due() == 1
    assert User.objects.filter(is_staff=True, is_active=True).count() == 1
