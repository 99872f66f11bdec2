"""A marker word in every field: nobody who is not entitled meets it, on any surface.

Each text of the record, its rows, its notes and its comments holds a word of its own. Every surface is then read as a
stranger, a partner, a member of another city, a named city and the city itself, and the words found are compared with
what the audience of each field allows.
"""

import io
import re
import zipfile
from datetime import timedelta

import pytest
import samples
import sound
from django.core.management import call_command
from django.test import Client
from members import make_member, make_user
from reading_pdf import text_of

from accounts.models import User
from cities.models import City, Membership, Role
from common import clock
from common.audience import Audience
from digests import mails as digest
from mailing.models import Letter
from mailing.registry import Reader, kind
from practices import actions
from practices.actions.translating import state_of
from practices.documents.note import PARTS
from practices.models import ConfirmationRound, IndexEntry
from practices.record import FIELDS, Kind
from practices.record.reading import field_audience
from practices.record.translating import TRANSLATED

MARKER = re.compile(r"zq[a-z]+qz")
TEXTS = {Kind.LINE, Kind.TEXT, Kind.RICH}
SHOWN_TO = {  # from the widest to the narrowest reader: what each reads of a published record of another city
    "stranger": {Audience.PUBLIC},
    "member": {Audience.PUBLIC, Audience.MEMBERS},
    "named": {Audience.PUBLIC, Audience.MEMBERS, Audience.NAMED},
    "own": set(Audience),
}


def marker(*words):
    return "zq" + "".join(re.sub(r"[^a-z]", "", word.lower()) for word in words) + "qz"


def marked_values():
    """Return a value with a marker for every field that holds words."""
    values = {}
    for field in FIELDS.values():
        if field.on_practice or not field.editable:
            continue
        if field.kind in TEXTS:
            values[field.key] = f"Mot {marker(field.key)}."
        elif field.kind == Kind.LINES:
            values[field.key] = [f"Mot {marker(field.key)}."]
        elif field.kind in {Kind.ROWS, Kind.GROUP}:
            base = next((part[field.key] for part in samples.COMPLETE.values() if field.key in part), None)
            row = dict((base[0] if field.kind == Kind.ROWS else base) if base else {})
            row |= {
                column.key: f"Mot {marker(field.key, column.key)}"
                for column in field.columns
                if column.kind in TEXTS and not column.choices and not column.vocabulary
            }
            if not base:
                row = _complete(field, row)
            values[field.key] = [row] if field.kind == Kind.ROWS else row
    return values


def _complete(field, row):
    from practices.vocabulary import terms

    for column in field.columns:
        if column.required and column.key not in row:
            if column.vocabulary:
                row[column.key] = terms(column.vocabulary)[0].slug
            elif column.choices:
                row[column.key] = column.choices[0][0]
            elif column.kind == Kind.CITY:
                row[column.key] = "tunis"
            else:
                row[column.key] = 2024
    return row


def attach_marked(editor, revision):
    """Attach a file for each audience, with a marker in each of its words; return the audience of each marker."""
    audiences = {}
    for audience in Audience:
        words = {key: f"Mot {marker('file', key, audience)}" for key in ("title", "alt_text", "credit")}
        picture = sound.image(size=(20 + Audience(audience).width, 20))
        sound.attach(editor, revision, picture, audience=str(audience), consent=True, **words)
        audiences |= {MARKER.findall(word)[0]: audience for word in words.values()}
    return audiences


@pytest.fixture
def marked(draft_practice, liege_editor, secretariat, viewer_for):
    """A published record of Liège where every text holds its marker, and the audience that each marker has."""
    editor, office = viewer_for(liege_editor), viewer_for(secretariat)
    revision = draft_practice()
    values = marked_values()
    for key, value in values.items():
        revision = samples.write(editor, revision, **{key: value})
    # One public field narrowed to each level, one widened: the choice of the writer is held too
    for key, audience in (
        ("governance", "members"),
        ("participation", "named"),
        ("economic_note", "own"),
        ("obstacles", "public"),
    ):
        revision = actions.save_section(
            by=editor,
            revision_id=revision.pk,
            section=FIELDS[key].section,
            values={},
            audiences={key: audience},
            seen_version=revision.lock_version,
        )
    revision = actions.set_audience(
        by=editor,
        revision_id=revision.pk,
        audience="public",
        named_cities=[City.objects.get(slug="lausanne").pk],
        seen_version=revision.lock_version,
    )
    attached = attach_marked(editor, revision)
    practice = samples.publish(editor, office, revision)
    practice.published.refresh_from_db()
    audiences = {**attached}
    for key in values:
        for found in MARKER.findall(str(values[key])):
            audiences[found] = field_audience(practice.published, FIELDS[key])
    return practice, audiences


@pytest.fixture
def readers(client_of, tunis_reader, liege_coordinator, db):
    named = make_user("lecture@lausanne.example", "Luc Lausanne")
    Membership.objects.create(user=named, city=City.objects.get(slug="lausanne"), role=Role.READER)
    return {
        "stranger": Client(),
        "member": client_of(tunis_reader),
        "named": client_of(named),
        "own": client_of(liege_coordinator),
    }


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


@pytest.mark.parametrize(
    ("asked", "reader"), [("public", "stranger"), ("membres", "member"), ("ville-lausanne", "named")]
)
def test_a_preview_shows_what_its_readers_will_read(marked, readers, asked, reader, liege_coordinator, viewer_for):
    practice, _audiences = marked
    actions.start_revision(by=viewer_for(liege_coordinator), practice_id=practice.pk)
    preview = readers["own"].get(f"/fr/pratiques/{practice.slug}/apercu/?lecteurs={asked}").content.decode()
    page = readers[reader].get(f"/fr/pratiques/{practice.slug}/").content.decode()
    assert set(MARKER.findall(preview)) == set(MARKER.findall(page))


@pytest.mark.parametrize("reader", SHOWN_TO)
def test_documents_and_files_show_each_reader_what_the_page_shows(marked, readers, reader):
    practice, audiences = marked
    allowed = {word for word, audience in audiences.items() if audience in SHOWN_TO[reader]}
    parts = [name for name, _words, _keys in PARTS]
    for what in ("pdf", "docx", "note", "note/pdf"):
        answer = readers[reader].get(f"/fr/pratiques/{practice.slug}/{what}/", {"parties": parts})
        shown = set(MARKER.findall(words_of(answer)))
        assert shown <= allowed, what
        assert marker("title") in shown
        # What the city alone reads of its contact stays out of what leaves the site
        assert marker("contactperson", "name") not in shown
    assert marker("file", "title", "public") in words_of(readers[reader].get(f"/fr/pratiques/{practice.slug}/"))


def words_of(answer):
    """Every word of a page, of a PDF or of an office file."""
    if answer["Content-Type"] == "application/pdf":
        return text_of(answer.content)
    if not answer.content.startswith(b"PK"):
        return answer.content.decode()
    with zipfile.ZipFile(io.BytesIO(answer.content)) as package:
        return " ".join(package.read(name).decode(errors="replace") for name in package.namelist())


@pytest.mark.parametrize("reader", ["stranger", "member"])
def test_no_other_page_shows_more_than_the_page_of_the_practice(marked, readers, reader):
    _practice, audiences = marked
    forbidden = {word for word, audience in audiences.items() if audience not in SHOWN_TO[reader]}
    for address in (
        "/fr/",
        "/fr/pratiques/",
        "/en/pratiques/",
        "/fr/villes/",
        "/fr/villes/liege/",
        "/ar/villes/liege/",
        "/fr/ma-ville/",
        "/fr/statistiques/",
        "/sitemap.xml",
        "/api/v1/practices/",
        "/api/v1/cities/",
        "/api/v1/vocabularies/",
    ):
        text = readers[reader].get(address, follow=True).content.decode()
        assert not set(MARKER.findall(text)) & forbidden, address


@pytest.mark.parametrize(("reader", "scope"), [("stranger", "public"), ("member", "members")])
def test_a_search_never_counts_a_hidden_word(marked, readers, reader, scope):
    practice, audiences = marked
    link = f'href="/fr/pratiques/{practice.slug}/"'
    assert link in readers[reader].get("/fr/pratiques/", {"q": marker("summary")}).content.decode()
    for word, audience in audiences.items():
        if audience not in SHOWN_TO[reader]:
            assert link not in readers[reader].get("/fr/pratiques/", {"q": word}).content.decode(), word
    hidden = [word for word, audience in audiences.items() if audience not in SHOWN_TO[reader]]
    vectors = " ".join(
        str(vector) for vector in IndexEntry.objects.filter(scope=scope).values_list("vector", flat=True)
    )
    assert not [word for word in hidden if word in vectors]


def test_the_api_gives_what_a_stranger_reads(marked):
    practice, audiences = marked
    shown = set(MARKER.findall(Client().get(f"/api/v1/practices/{practice.slug}/").content.decode()))
    assert marker("summary") in shown
    assert shown <= {word for word, audience in audiences.items() if audience == Audience.PUBLIC}


def test_an_export_gives_what_its_scope_reads(marked):
    _practice, audiences = marked
    for scope, reader in (("public", "stranger"), ("members", "member")):
        out = io.StringIO()
        call_command("export_practices", scope=scope, stdout=out)
        shown = set(MARKER.findall(out.getvalue()))
        assert marker("summary") in shown
        assert shown <= {word for word, audience in audiences.items() if audience in SHOWN_TO[reader]}


@pytest.mark.parametrize("reader", SHOWN_TO)
def test_a_translation_shows_no_more_than_its_source(marked, readers, reader, liege_editor, viewer_for):
    """Each text is translated by its own marker, said in English: the page and the API hide the same ones."""
    practice, audiences = marked
    editor = viewer_for(liege_editor)
    texts = {key: marked_values()[key] for key in TRANSLATED}
    seen = state_of(practice.published, None, list(texts))
    actions.save_translation(by=editor, practice_id=practice.pk, language="en", texts=texts, seen=seen)
    actions.finish_translation(by=editor, practice_id=practice.pk, language="en", seen_revision=practice.published_id)
    allowed = {word for word, audience in audiences.items() if audience in SHOWN_TO[reader]}
    page = readers[reader].get(f"/en/pratiques/{practice.slug}/").content.decode()
    assert 'lang="fr"' in page
    assert marker("summary") in page
    assert set(MARKER.findall(page)) <= allowed
    api = Client().get(f"/api/v1/practices/{practice.slug}/", {"lang": "en"})
    public = {word for word, audience in audiences.items() if audience == Audience.PUBLIC}
    assert api.json()["is_translation"]
    assert set(MARKER.findall(api.content.decode())) <= public
    scope = "public" if reader == "stranger" else "members"
    entry = IndexEntry.objects.get(practice=practice, scope=scope)
    forbidden = {word for word, audience in audiences.items() if audience not in SHOWN_TO["member"]}
    hidden = forbidden | (set(audiences) - public if scope == "public" else set())
    assert not {word for word in hidden if word in f"{entry.vector} {entry.translations}"}
    for part in ("", "essentiel/", "preuves/"):
        answer = readers[reader].get(f"/fr/pratiques/{practice.slug}/traductions/en/{part}", follow=True)
        assert reader == "own" or not MARKER.findall(answer.content.decode())


@pytest.mark.parametrize("reader", SHOWN_TO)
def test_the_files_of_a_draft_are_for_its_writers_alone(marked, readers, reader, liege_editor, viewer_for):
    practice, _audiences = marked
    actions.start_revision(by=viewer_for(liege_editor), practice_id=practice.pk)
    for name in ("", "fiche.html", "fiche.xlsx"):
        answer = readers[reader].get(f"/fr/pratiques/{practice.slug}/hors-ligne/{name}", follow=True)
        assert reader == "own" or not MARKER.findall(answer.content.decode(errors="replace"))
    if reader == "own":
        page = readers[reader].get(f"/fr/pratiques/{practice.slug}/hors-ligne/fiche.html").content.decode()
        assert set(MARKER.findall(page)) == set(MARKER.findall(str(marked_values())))


def test_a_draft_started_from_it_holds_what_a_member_reads(marked, dakar_coordinator, viewer_for):
    practice, audiences = marked
    draft, _is_new = actions.start_from(by=viewer_for(dakar_coordinator), practice_id=practice.pk)
    held = set(MARKER.findall(str([getattr(draft, field.attribute, "") for field in FIELDS.values()])))
    assert marker("description") in held
    assert held <= {word for word, audience in audiences.items() if audience in SHOWN_TO["member"]}


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


def test_a_draft_and_its_notes_are_read_by_the_city_and_the_secretariat_alone(
    draft_practice, readers, liege_editor, secretariat, viewer_for
):
    editor, office = viewer_for(liege_editor), viewer_for(secretariat)
    draft = samples.write(editor, draft_practice(), context=f"Mot {marker('draft')}.")
    sent = actions.submit(by=editor, revision_id=draft.pk, seen_version=draft.lock_version)
    actions.request_changes(
        by=office, revision_id=sent.pk, seen_version=sent.lock_version, note=f"Mot {marker('note')}."
    )
    address = f"/fr/pratiques/{draft.practice.slug}/"
    for reader in ("stranger", "member", "named"):
        for page in (address, "/fr/", "/fr/pratiques/", "/fr/villes/liege/", "/fr/ma-ville/"):
            assert not MARKER.findall(readers[reader].get(page, follow=True).content.decode())
    assert marker("note") in readers["own"].get(address, follow=True).content.decode()


@pytest.fixture
def taken_up(marked, dakar_coordinator, liege_editor, viewer_for):
    """The record taken up by Dakar, with a marker in each text of the declaration and of the answer."""
    practice, _audiences = marked
    texts = {key: f"Mot {marker('adoption', key)}." for key in ("changed", "why", "result")}
    made = actions.declare_adoption(
        by=viewer_for(dakar_coordinator), practice_id=practice.pk, values={"state": "running", **texts}
    )
    actions.answer_adoption(
        by=viewer_for(liege_editor),
        adoption_id=made.pk,
        kind="correction",
        body=f"Mot {marker('adoption', 'answer')}.",
        seen_version=1,
    )
    return practice


@pytest.mark.parametrize("reader", ["stranger", "member"])
def test_what_cities_say_of_an_adoption_is_read_by_members_only(taken_up, readers, reader):
    said = {marker("adoption", key) for key in ("changed", "why", "result", "answer")}
    page = readers[reader].get(f"/fr/pratiques/{taken_up.slug}/").content.decode()
    assert "reprise-dakar" in page
    assert said & set(MARKER.findall(page)) == (said if reader == "member" else set())
    for address in (
        "/fr/",
        "/fr/pratiques/",
        "/fr/villes/dakar/",
        "/fr/statistiques/",
        "/api/v1/practices/",
        f"/api/v1/practices/{taken_up.slug}/",
    ):
        assert not said & set(MARKER.findall(readers["stranger"].get(address).content.decode())), address


def test_why_an_action_stopped_is_read_by_members_only(published_practice, readers, liege_editor, viewer_for):
    practice, editor = published_practice(), viewer_for(liege_editor)
    ConfirmationRound.objects.create(practice=practice, year=2026, asked_at=clock.now())
    actions.answer_confirmation(by=editor, practice_id=practice.pk, year=2026, answer="stopped")
    actions.explain_stop(by=editor, practice_id=practice.pk, year=2026, why=f"Mot {marker('why')}.")
    page = f"/fr/pratiques/{practice.slug}/"
    for reader in readers:
        shown = marker("why") in readers[reader].get(page).content.decode()
        assert shown == (reader != "stranger")
    for address in ("/fr/", "/fr/pratiques/", "/fr/villes/liege/", f"/api/v1/practices/{practice.slug}/"):
        assert marker("why") not in readers["stranger"].get(address).content.decode(), address


def test_a_question_on_a_record_for_named_cities_is_met_by_no_other(
    marked, readers, liege_editor, tunis_reader, secretariat, viewer_for
):
    practice, _audiences = marked
    editor, office = viewer_for(liege_editor), viewer_for(secretariat)
    revision = actions.start_revision(by=editor, practice_id=practice.pk)
    revision = actions.set_audience(
        by=editor,
        revision_id=revision.pk,
        audience="named",
        named_cities=revision.named_cities,
        seen_version=revision.lock_version,
    )
    samples.publish(editor, office, revision)
    asker = viewer_for(User.objects.get(email="lecture@lausanne.example"))
    body = f"@Tunis et {marker('asked')} ?"
    asked = actions.comment(by=asker, practice_id=practice.pk, body=body, is_question=True)
    answer = f"@Tunis encore, {marker('answered')}."
    actions.comment(by=editor, practice_id=practice.pk, body=answer, parent_id=asked.pk, is_answer=True)
    said = {marker("asked"), marker("answered")}
    addresses = (f"/fr/pratiques/{practice.slug}/", "/fr/", "/fr/pratiques/", "/fr/villes/liege/", "/fr/ma-ville/")
    for address in addresses:
        for reader in ("stranger", "member"):
            assert not said & set(MARKER.findall(readers[reader].get(address, follow=True).content.decode())), address
    for reader in ("named", "own"):
        assert said <= set(MARKER.findall(readers[reader].get(addresses[0]).content.decode()))
    assert not Letter.objects.filter(kind="comment.mentioned").exists()
    assert digest.compose(tunis_reader.pk, clock.now() - timedelta(days=1), clock.now()) is None


def test_no_surface_names_a_person_of_a_request_before_it_is_accepted(
    published_practice, client_of, liege_editor, tunis_reader, secretariat, viewer_for
):
    asker = make_member(
        f"{marker('asker', 'address')}@dakar.example", f"Nom {marker('asker', 'name')}", "dakar", Role.COORDINATOR
    )
    answerer = make_member(
        f"{marker('answerer', 'address')}@liege.example", f"Nom {marker('answerer', 'name')}", "liege", Role.EDITOR
    )
    practice = published_practice()
    made = actions.ask_exchange(
        by=viewer_for(asker),
        to_city_id=practice.city_id,
        practice_id=practice.pk,
        kind="call",
        purpose=f"Mot {marker('purpose')}.",
        proposed_time=f"Mot {marker('moment')}.",
    )
    own = {"asker": asker, "answerer": answerer}
    people = (asker, answerer, liege_editor, tunis_reader, secretariat, None)

    def seen(person):
        """Return the markers that a person meets on every page of the relay, and around it."""
        client = client_of(person) if person else Client()
        addresses = [f"/fr/pratiques/{practice.slug}/", "/fr/villes/dakar/", "/fr/villes/liege/", "/fr/ma-ville/"]
        addresses += ["/fr/pratiques/echanges/", f"/fr/pratiques/echanges/{made.pk}/", "/admin/"]
        addresses += [f"/admin/practices/contactrequest/{made.pk}/", "/admin/practices/contactrequest/"]
        addresses += [f"/api/v1/practices/{practice.slug}/", "/fr/statistiques/"]
        return set(MARKER.findall("".join(client.get(page, follow=True).content.decode() for page in addresses)))

    def named(role, words):
        return {marker(role, "name"), marker(role, "address")} & words

    for accepted in (False, True):
        if accepted:
            actions.accept_exchange(by=viewer_for(answerer), request_id=made.pk)
        for person in people:
            words = seen(person)
            for role, whose in own.items():
                assert not named(role, words) or person == whose, (person, role, accepted)
            if person in {None, tunis_reader, secretariat}:
                assert not {marker("purpose"), marker("moment")} & words
        letters = " ".join(letters_written("contact."))
        for role in own:
            assert bool(named(role, set(MARKER.findall(letters)))) == accepted


def letters_written(prefix):
    """Yield what each queued letter of some kinds says now."""
    for letter in Letter.objects.filter(kind__startswith=prefix):
        person = User.objects.get(pk=letter.recipient_id)
        message = kind(letter.kind).write(
            Reader(person.pk, person.email, person.language, person.time_zone), letter.data
        )
        if message is not None:
            yield " ".join((message.subject, *message.paragraphs, message.quote, *message.closing))


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
    samples.publish(editor, office, revision)
    page = readers[reader].get(f"/fr/pratiques/{practice.slug}/differences/?de=1&a=2")
    assert page.status_code == 200
    shown = set(MARKER.findall(page.content.decode()))
    assert shown <= {word for word, audience in audiences.items() if audience in SHOWN_TO[reader]}
    assert marker("summary") in shown
    assert (marker("referral_pathway") in shown) == (reader != "stranger")
    assert (marker("participation") in shown) == (reader in {"named", "own"})


@pytest.mark.parametrize(("members_too", "reader"), [(False, "stranger"), (True, "member")])
def test_an_expert_reads_what_a_stranger_or_a_member_would(
    marked, members_too, reader, liege_editor, secretariat, viewer_for
):
    from accounts import tokens

    practice, audiences = marked
    editor, office = viewer_for(liege_editor), viewer_for(secretariat)
    revision = actions.start_revision(by=editor, practice_id=practice.pk)
    sent = actions.submit(by=editor, revision_id=revision.pk, seen_version=revision.lock_version)
    reading = actions.invite_expert(
        by=office,
        revision_id=sent.pk,
        email="experte@universite.example",
        sections=list("ABCDEFGH"),
        members_too=members_too,
    )
    token, reading.token_hash = tokens.make()
    reading.save()
    client, path = Client(), f"/fr/pratiques/lecture/{token}/"
    assert not MARKER.findall(client.get(path).content.decode())
    client.post(path, {"email": "experte@universite.example"})
    shown = set(MARKER.findall(client.get(path).content.decode()))
    assert shown <= {word for word, audience in audiences.items() if audience in SHOWN_TO[reader]}
    assert marker("summary") in shown
    assert (marker("referral_pathway") in shown) == members_too
    sent_letters = "".join(letter.text for letter in Letter.objects.filter(kind="practice.expert_link"))
    assert not MARKER.findall(sent_letters)
