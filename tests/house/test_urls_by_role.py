"""Every address, in every state of its object, as every role, with every method: the table below is the policy.

Roles, in the order of a row: a stranger, the reader of Tunis, the editor and the coordinator of Liège, the signatory
of Dakar, the secretariat, a partner's key. Answers: o shown, l asked to sign in, n does not exist, x refused,
r sent elsewhere, m method not allowed, c refused with a sentence. A POST holds the city acted for and nothing else:
where it says o, the form came back with its errors.
A new address without a row fails.
"""

import re
from datetime import timedelta
from pathlib import Path

import pytest
import samples
import sound
from django.core import signing
from django.db import transaction
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse

from accounts import tokens as tokens_of_accounts
from accounts.mails import CHECK_SALT
from accounts.models import Erasure
from api.actions import make_key
from api.models import Scope
from cities.models import City, Invitation, Membership
from common import clock
from declarations.models import Mandate
from demo import declaration as demonstration
from digests import tokens as feeds
from digests.models import Feed
from mailing import tokens
from practices import actions
from practices.confirmation_links import Question, token_of
from practices.models import Adoption, ConfirmationRound, MailedReply, OfflineFile
from tests.declarations.cast import prepare
from tests.declarations.preparing import ask, consult, propose, ready

TABLE = Path(__file__).with_name("urls_by_role.txt")
ANSWERS = {200: "o", 400: "c", 403: "x", 404: "n", 405: "m", 409: "c", 422: "c", 401: "x", 429: "c"}
# The desk is one door: tests/desk looks at each of its pages
ONE_DOOR = "admin/"


def rows():
    """Return (name, object, GET row, POST row) for each line of the table."""
    lines = [line.split() for line in TABLE.read_text().splitlines() if line and not line.startswith("#")]
    return [(name, key, get, post) for name, key, get, post in lines]


def addresses(resolver=None, prefix="", namespace=""):
    """Yield (route, name) for every address of the site."""
    for item in (resolver or get_resolver()).url_patterns:
        route = prefix + str(item.pattern)
        if isinstance(item, URLResolver):
            inner = f"{namespace}{item.namespace}:" if item.namespace else namespace
            yield from addresses(item, route, inner)
        elif not route.startswith(ONE_DOOR):
            yield route, f"{namespace}{item.name}"


@pytest.fixture
def roles(client_of, tunis_reader, liege_editor, liege_coordinator, dakar_signatory, secretariat, viewer_for):
    people = (tunis_reader, liege_editor, liege_coordinator, dakar_signatory, secretariat)
    partner = Client(headers={"authorization": f"Api-Key {_key(viewer_for(secretariat))}"})
    clients = [Client(), *(client_of(person) for person in people), partner]
    for client, city in zip(clients, (None, "tunis", "liege", "liege", "dakar", None, None), strict=True):
        client.acting_city = City.objects.get(slug=city).pk if city else ""
    return clients


def _key(office):
    made = make_key(
        by=office,
        owner="Université",
        contact="recherche@universite.example",
        purpose="Étude",
        scope=Scope.PUBLIC,
        city=None,
        expires_at=clock.now() + timedelta(days=30),
    )
    return made.secret


@pytest.fixture
def objects(
    draft_practice,
    published_practice,
    liege_editor,
    liege_coordinator,
    secretariat,
    dakar_signatory,
    tunis_reader,
    viewer_for,
):
    """Return what each key of the table stands for: the arguments of the address."""
    editor = viewer_for(liege_editor)
    published = published_practice()
    members = published_practice(title="Pour les villes membres", visibility="members")
    draft = draft_practice(title="Un brouillon").practice
    submitted_revision = draft_practice(title="Une fiche soumise")
    actions.submit(by=editor, revision_id=submitted_revision.pk, seen_version=submitted_revision.lock_version)
    renewed = published_practice(title="Une fiche en deux versions")
    second = actions.start_revision(by=editor, practice_id=renewed.pk)
    samples.publish(editor, viewer_for(secretariat), second)
    withdrawn = published_practice(title="Une fiche retirée")
    actions.withdraw(by=viewer_for(liege_coordinator), practice_id=withdrawn.pk, note="Essai")
    comment = actions.comment(by=viewer_for(dakar_signatory), practice_id=published.pk, body="Une question.")
    asked = published_practice(title="Une fiche à confirmer")
    ConfirmationRound.objects.create(practice=asked, year=2026, asked_at=clock.now())
    dakar = City.objects.get(slug="dakar")
    Adoption.unguarded.create(practice=published, city=dakar, state="running", author_id=dakar_signatory.pk)
    filed, files = {}, {}
    for state in ("public", "members", "draft"):
        revision = draft_practice(title=f"Avec un fichier, {state}")
        made = sound.attach(editor, revision, sound.image(), alt_text="a", credit="b", consent=True)
        files[state] = made
        filed[state] = revision.practice.slug
        if state != "draft":
            revision = samples.write(editor, revision, visibility=state)
            samples.publish(editor, viewer_for(secretariat), revision)
    refused, point, link = _reviewed(draft_practice, editor, viewer_for(secretariat))
    asked_for = actions.ask_exchange(
        by=viewer_for(dakar_signatory),
        to_city_id=published.city_id,
        kind="call",
        purpose="Une question.",
        proposed_time="Un matin",
    )
    people = {
        "secretariat": secretariat,
        "signatory (has signed)": dakar_signatory,
        "signatory (waits)": dakar_signatory,
    }
    signed = _declaration(people, viewer_for)
    amendment, asked_in_writing = _prepared(editor)
    membership = Membership.objects.get(user=liege_editor)
    invitation = Invitation.objects.create(
        city=City.objects.get(slug="liege"),
        email="new@liege.example",
        role="reader",
        token_hash="0" * 64,
        invited_by=liege_coordinator,
        expires_at=clock.now() + timedelta(days=1),
    )
    return {
        "-": (),
        "published": (published.slug,),
        "members": (members.slug,),
        "draft": (draft.slug,),
        "submitted": (submitted_revision.practice.slug,),
        "withdrawn": (withdrawn.slug,),
        "version-old": (renewed.slug, 1),
        "version-present": (renewed.slug, 2),
        "version-members": (members.slug, 1),
        "version-withdrawn": (withdrawn.slug, 1),
        "section-published": (published.slug, "essentiel"),
        "section-draft": (draft.slug, "essentiel"),
        "short-published": (published.slug, 1),
        "short-draft": (draft.slug, 1),
        "offline": (draft.slug, _brought_back(draft, liege_editor)),
        "translation": (published.slug, "en"),
        "translation-section": (published.slug, "en", "essentiel"),
        "comment": (published.slug, comment.pk),
        "mailed": (_mailed(comment, dakar_signatory),),
        "check": (signing.dumps([dakar_signatory.pk, dakar_signatory.email], salt=CHECK_SALT),),
        "keep": (_to_keep(liege_editor),),
        "adoption": (published.slug, "dakar"),
        **{f"file-{state}": (filed[state], made.file) for state, made in files.items()},
        **{f"image-{state}": (filed[state], made.file, "petite") for state, made in files.items()},
        "remove-file": (filed["draft"], files["draft"].pk),
        "remove-published": (filed["public"], files["public"].pk),
        "declined": (refused.practice.slug,),
        "point": (point.practice.slug, point.pk),
        "expert-link": (link,),
        "exchange": (asked_for.pk,),
        "liege": ("liege",),
        "member": ("liege", membership.pk),
        "invitation": ("liege", invitation.pk),
        "paris-2016": ("paris-2016-terrorisme-prevention",),
        "open": (signed,),
        "text": (signed, 1, "fr"),
        "first-version": (signed, 1),
        "consulted": (amendment.declaration.slug,),
        "draft-article": (amendment.declaration.slug, 1),
        "amendment": (amendment.declaration.slug, amendment.pk),
        "asked": (asked_in_writing,),
        "signature": (signed, "dakar"),
        "article": (signed, "article-1"),
        "head": (signed, "2026-11-23"),
        "mandate": (Mandate.objects.get(membership__user=dakar_signatory).pk,),
        "vocabulary": ("theme",),
        "token": ("unknown-token",),
        "letters": (tokens.for_preferences(dakar_signatory.pk),),
        "feed": (feeds.for_feed(Feed.objects.create(reader=tunis_reader, name="x" * 43)),),
        "one-click": (tokens.for_unsubscribe(dakar_signatory.pk, ["digest"]),),
        "confirmation": (token_of(Question(asked.pk, 2026, liege_editor.pk)),),
        "key": (1,),
        "uid-key": ("1", "x-y"),
        "anything": ("nowhere",),
    }


def _reviewed(draft_practice, editor, office):
    """Return a declined revision, a point that its city has received, and the token of an expert's link."""
    sent = []
    for title in ("Une fiche non retenue", "Une fiche à compléter", "Une fiche confiée"):
        draft = draft_practice(title=title)
        sent.append(actions.submit(by=editor, revision_id=draft.pk, seen_version=draft.lock_version))
    refused, asked, trusted = sent
    actions.decline(by=office, revision_id=refused.pk, seen_version=refused.lock_version, note="Hors du sujet.")
    seen = {"revision_id": asked.pk, "seen_version": asked.lock_version}
    point = actions.add_point(by=office, about="effect", body="D’où vient ce chiffre\u202f?", **seen)
    actions.request_changes(by=office, note="", **seen)
    reading = actions.invite_expert(
        by=office, revision_id=trusted.pk, email="experte@universite.example", sections=["B"]
    )
    token, reading.token_hash = tokens_of_accounts.make()
    reading.save()
    return refused, point, token


def _to_keep(user):
    """Return the link by which somebody keeps an account that was to be erased."""
    token, hashed = tokens_of_accounts.make()
    until = clock.now() + timedelta(days=7)
    Erasure.objects.create(user=user, asked_by=user, due_at=until, token_hash=hashed)
    return token


def _brought_back(practice, user):
    until = clock.now() + timedelta(days=1)
    return OfflineFile.objects.create(practice=practice, user=user, digest="0" * 64, expires_at=until).pk


def _mailed(comment, reader):
    """Return an answer by mail that waits for its reader."""
    made = MailedReply.objects.create(reader=reader, city=comment.city, answered=comment, letter_key="0" * 64, body="a")
    return made.pk


def _declaration(people, viewer_for):
    from declarations.actions import adopt, open_for_signature, prepare, sign
    from declarations.models import Text

    office = viewer_for(people["secretariat"])
    made = prepare(by=office, facts=demonstration.FACTS, title="Texte", body=demonstration.BODY, slug="ouverte")
    made = adopt(by=office, declaration_id=made.pk, seen_edition=made.edition)
    made = open_for_signature(by=office, declaration_id=made.pk, seen_edition=made.edition)
    seen = Text.objects.get(declaration=made, language="fr").sha256
    sign(by=viewer_for(people["signatory (waits)"]), declaration_id=made.pk, seen_text=seen)
    return made.slug


def _prepared(editor):
    """Return an amendment of Liège in a consultation, and the slug of what a body is asked about in writing."""
    consulted, asked = prepare("Un projet"), prepare("Un autre projet")
    consult(consulted)
    ask(ready(asked), "liege", "dakar")
    return propose(consulted, editor), asked.slug


def answer(client, method, address):
    """Return the letter of an answer. What the request did is undone, in the database and in the browser."""
    cookies = client.cookies.copy()
    with transaction.atomic():
        data = {"acting_city": client.acting_city} if method == "post" else None
        response = getattr(client, method)(address, data)
        transaction.set_rollback(True)
    client.cookies = cookies
    if response.status_code in {301, 302, 303}:
        return "l" if re.match(r"/(fr|en|ar)/compte/login/", response["Location"]) else "r"
    return ANSWERS.get(response.status_code, str(response.status_code))


def test_every_address_has_a_row():
    known = {name for name, _key, _get, _post in rows()}
    assert sorted({name for _route, name in addresses()} - known) == []


@pytest.mark.parametrize("method", ["get", "post"])
def test_every_answer_is_the_policy(roles, objects, method):
    differences = []
    for name, key, get, post in rows():
        address = reverse(name, args=objects[key])
        found = "".join(answer(client, method, address) for client in roles)
        expected = get if method == "get" else post
        if found != expected:
            differences.append(f"{method.upper()} {name} {key}: {found}, the table says {expected}")
    assert differences == []


def test_no_address_answers_a_method_that_nobody_planned(roles, objects):
    planned = {"n", "l", "m", "x", "r", "c"}
    surprises = [
        f"{method} {name} {key}: {found}"
        for name, key, _get, _post in rows()
        for method in ("put", "patch", "delete")
        for client in (roles[0], roles[5], roles[6])
        if (found := answer(client, method, reverse(name, args=objects[key]))) not in planned
    ]
    assert surprises == []


def test_the_desk_has_one_door(roles):
    for client in (*roles[:5], roles[6]):
        for address in ("/admin/", "/admin/practices/practice/", "/admin/accounts/user/", "/admin/mailing/letter/"):
            assert answer(client, "get", address) in {"l", "n", "x", "r"}
            assert answer(client, "post", address) in {"l", "n", "x", "r"}
    assert answer(roles[5], "get", "/admin/") == "o"
