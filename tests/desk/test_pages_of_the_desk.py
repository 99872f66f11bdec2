"""Every page of the desk opens, keeps to the content policy, and speaks French."""

import re

import pytest
from django.contrib import admin
from django.urls import reverse

from cities import actions as cities
from practices import actions
from tests.declarations.cast import adopt, open_it, prepare
from tests.declarations.preparing import ask, consult, propose, ready

INLINE = re.compile(r"<script(?![^>]*\bsrc=)[^>]*>|<style|\sstyle=|\son[a-z]+=\"|javascript:", re.IGNORECASE)
RECOVERY_HASH = "5eed" * 16  # not zeros: a ledger begins with them, in full view


@pytest.fixture
def everything(
    office,
    editor,
    published_practice,
    draft_practice,
    key_of_partner,
    dakar_coordinator,
    dakar_signatory,  # with a mandate
    tunis_reader,
    viewer_for,
):
    """At least one row in every room."""
    from accounts import lost_address
    from accounts.models import Erasure, RecoveryRequest
    from announcements.models import Announcement
    from cities.models import City
    from common import clock
    from mailing import returns
    from mailing.models import Letter, ReturnKind

    practice = published_practice()
    refused = draft_practice(title="Une fiche non retenue")
    refused = actions.submit(by=editor, revision_id=refused.pk, seen_version=refused.lock_version)
    actions.decline(by=office, revision_id=refused.pk, seen_version=refused.lock_version, note="Hors du sujet.")
    actions.appeal(by=editor, revision_id=refused.pk, reason="Relisez-la.")
    draft = draft_practice(title="Une fiche soumise")
    sent = actions.submit(by=editor, revision_id=draft.pk, seen_version=draft.lock_version)
    seen = {"revision_id": sent.pk, "seen_version": sent.lock_version}
    actions.add_point(by=office, about="effect", body="D’où vient ce chiffre ?", **seen)
    actions.note(by=office, revision_id=sent.pk, body="Appeler la ville.")
    actions.invite_expert(by=office, revision_id=sent.pk, email="experte@universite.example", sections=["B", "F"])
    dakar = viewer_for(dakar_coordinator)
    comment = actions.comment(by=dakar, practice_id=practice.pk, body="Combien de médiateurs ?")
    actions.report_comment(by=viewer_for(tunis_reader), comment_id=comment.pk, reason="Hors sujet")
    cities.ask_for_city(
        city_name="Bizerte", country="TN", name="A. B.", office="Maire", email="a@b.example", message=""
    )
    cities.invite(by=office, city_id=City.objects.get(slug="tunis").pk, email="c@tunis.example", role="coordinator")
    RecoveryRequest.objects.create(user=tunis_reader, ready_at=clock.now(), token_hash=RECOVERY_HASH)
    lost_address.request(user_id=tunis_reader.pk, new_email="autre@tunis.example")
    returns.count(Letter.objects.filter(recipient_id__isnull=False).first(), "a@b.example", ReturnKind.HARD)
    Erasure.objects.create(user=tunis_reader, due_at=clock.now(), token_hash=RECOVERY_HASH)
    from practices.models import Adoption, AdoptionAnswer, Claim, ConfirmationRound, LinkCheck

    Claim.objects.create(practice=practice, kind="claim", city=practice.city, user=tunis_reader)
    actions.ask_exchange(
        by=dakar,
        to_city_id=practice.city_id,
        practice_id=practice.pk,
        kind="call",
        purpose="Comprendre.",
        proposed_time="En janvier",
    )
    ConfirmationRound.objects.create(practice=practice, year=2026, asked_at=clock.now())
    LinkCheck.objects.create(url="https://ville.example/r", cited_by=[practice.pk])
    adoption = Adoption.unguarded.create(
        practice=practice, city_id=dakar.city_id, state="running", author=dakar_coordinator
    )
    Announcement.objects.create(subject_fr="Rencontre", body_fr="En mars.", author_id=office.user_id)
    AdoptionAnswer.objects.create(
        adoption=adoption, kind="correction", body="Non.", city=practice.city, author_id=editor.user_id
    )
    _asked_what_it_did(practice, editor)
    consulted = prepare("Un projet")
    consult(consulted)
    propose(consulted, editor)
    ask(ready(prepare("Un autre projet")), "dakar")


def _asked_what_it_did(practice, editor):
    """The practice carries out an article of an open declaration, about which its city is asked."""
    from commitments import actions as commitments
    from commitments.models import YearlyQuestion
    from common import clock

    opened = open_it(adopt(prepare("Une déclaration ouverte")))
    commitments.set_links(by=editor, practice_id=practice.pk, articles=[(opened.pk, "article-1")], seen=[])
    YearlyQuestion.objects.create(declaration=opened, city=practice.city, year=2026, asked_at=clock.now())


@pytest.fixture
def key_of_partner(office):
    from datetime import timedelta

    from api.actions import make_key
    from api.models import Scope
    from common import clock

    return make_key(
        by=office,
        owner="Université",
        contact="a@b.example",
        purpose="Essais",
        scope=Scope.PUBLIC,
        city=None,
        expires_at=clock.now() + timedelta(days=3),
    )


def addresses():
    for model, room in admin.site._registry.items():
        start = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        row = getattr(model, "unguarded", model._default_manager).order_by("-pk").first()
        yield reverse(f"{start}_changelist")
        yield from (reverse(f"{start}_{verb.name}") for verb in room.list_verbs)
        assert row is not None, f"{start} has no row to show"
        yield reverse(f"{start}_change", args=[row.pk])
        yield from (reverse(f"{start}_{verb.name}", args=[row.pk]) for verb in room.verbs)


def test_every_page_opens_without_anything_inline(desk, everything):
    for address in ["/admin/", *addresses()]:
        answer = desk.get(address)
        assert answer.status_code in {200, 302}, address
        if answer.status_code == 200:
            page = answer.content.decode()
            assert INLINE.search(page) is None, (address, INLINE.search(page))
            assert "script-src 'self'" in answer["Content-Security-Policy"]
            assert "unsafe" not in answer["Content-Security-Policy"]
            assert not re.search(
                r"(?:src|href|action)=\"(?:https?:)?//(?!testserver)", page.replace("https://ville.example", "")
            ), address
            assert "no-store" in answer["Cache-Control"], address


def test_lists_cost_the_same_whatever_their_length(desk, everything, published_practice, django_assert_max_num_queries):
    for number in range(3):
        published_practice(title=f"Une autre {number}")
    for model in admin.site._registry:
        address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        with django_assert_max_num_queries(12):
            desk.get(address)
    with django_assert_max_num_queries(25):
        desk.get("/admin/")


def test_rows_that_do_not_exist(desk):
    for model, room in admin.site._registry.items():
        start = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        assert desk.get(reverse(f"{start}_change", args=[987654321])).status_code == 404
        for verb in room.verbs:
            assert desk.post(reverse(f"{start}_{verb.name}", args=[987654321])).status_code == 404


def test_no_secret_is_on_the_desk(desk, everything, key_of_partner):
    from accounts.models import User
    from cities.models import Invitation
    from mailing.models import Letter

    secrets = [key_of_partner.secret, key_of_partner.key.key_hash, Invitation.objects.get().token_hash, RECOVERY_HASH]
    secrets += [user.password for user in User.objects.all()]
    secrets += [letter.text[:60] for letter in Letter.objects.exclude(text="")]
    pages = "".join(desk.get(address).content.decode() for address in addresses())
    assert [secret for secret in secrets if secret and secret in pages] == []
