"""A city translates its published record section by section; readers meet the translation once it is published."""

import samples
from django.test import Client

from journal.models import Entry
from practices import actions, record
from practices.models import Revision, Translation

TEXTS = {
    "title": "Night mediation in the neighbourhoods",
    "lead_organisation": "Prevention service",
}
ESSENTIAL = {
    "summary": "Mediators walk through the city at night and listen.",
    "context": "Tensions had been noticed around the parks.",
    "objectives": "Calm tensions\nGuide young people",
    "description": "Two teams leave each evening.",
}


def _address(practice, *parts):
    return "/".join(["/fr/pratiques", practice.slug, "traductions", *parts, ""])


def _write(client, typed, practice, section="essentiel", language="en", **changes):
    address = _address(practice, language, section)
    return client.post(address, typed(client.get(address), "seen", **changes))


def _publish(client, typed, practice, language="en"):
    address = _address(practice, language)
    return client.post(f"{address}publier/", typed(client.get(address), "seen_revision"), follow=True)


def _translated(client, typed, practice):
    _write(client, typed, practice, "identification", **TEXTS)
    _write(client, typed, practice, **ESSENTIAL)
    _publish(client, typed, practice)


def test_each_section_stands_beside_its_source_and_saves_alone(published_practice, client_of, liege_editor, typed):
    practice, client = published_practice(), client_of(liege_editor)
    page = client.get(_address(practice, "ar", "essentiel")).content.decode()
    assert samples.COMPLETE["B"]["summary"] in page
    assert 'lang="ar" dir="rtl"' in page
    answer = _write(client, typed, practice, language="ar", **ESSENTIAL)
    assert answer.status_code == 302
    made = Translation.objects.get(revision_id=practice.published_id, language="ar")
    assert made.texts["summary"] == ESSENTIAL["summary"]
    assert made.texts["objectives"] == ["Calm tensions", "Guide young people"]
    assert "title" not in made.texts
    overview = client.get(_address(practice, "ar")).content.decode()
    assert "4 textes traduits sur 4" in overview
    assert "Le bouton pour publier paraît ici" in overview


def test_readers_meet_a_translation_only_once_it_is_published(published_practice, client_of, liege_editor, typed):
    practice, client = published_practice(), client_of(liege_editor)
    _write(client, typed, practice, "identification", **TEXTS)
    _write(client, typed, practice, **ESSENTIAL)
    address = f"/en/pratiques/{practice.slug}/"
    assert TEXTS["title"] not in Client().get(address).content.decode()
    _publish(client, typed, practice)
    page = Client().get(address).content.decode()
    assert f"<h1>{TEXTS['title']}</h1>" in page
    assert f'href="/fr/pratiques/{practice.slug}/" hreflang="fr"' in page
    # What is not translated says its own language
    assert f'<div lang="fr" dir="ltr"><p>{samples.COMPLETE["D"]["safeguards"]}</p></div>' in page
    verbs = list(Entry.objects.filter(verb__contains="translation").values_list("verb", flat=True))
    assert verbs == ["practice.translation_published"]
    client.post(f"{_address(practice, 'en')}retirer/", {"acting_city": client.get("/").wsgi_request.viewer.city_id})
    assert TEXTS["title"] not in Client().get(address).content.decode()


def test_lists_and_searches_hold_the_translation(published_practice, client_of, liege_editor, typed):
    practice, client = published_practice(), client_of(liege_editor)
    _translated(client, typed, practice)
    listed = Client().get("/en/pratiques/").content.decode()
    assert TEXTS["title"] in listed
    assert ESSENTIAL["summary"] in listed
    assert samples.COMPLETE["A"]["title"] in Client().get("/fr/pratiques/").content.decode()
    link = f'href="/fr/pratiques/{practice.slug}/"'
    assert link in Client().get("/fr/pratiques/", {"q": "neighbourhoods"}).content.decode()
    assert link in Client().get("/fr/pratiques/", {"q": "médiation"}).content.decode()


def test_the_api_gives_the_language_asked_for(published_practice, client_of, liege_editor, typed):
    practice, client = published_practice(), client_of(liege_editor)
    _translated(client, typed, practice)
    one = Client().get(f"/api/v1/practices/{practice.slug}/", {"lang": "en"}).json()
    assert (one["title"], one["language"], one["original_language"]) == (TEXTS["title"], "en", "fr")
    assert one["is_translation"] is True
    first = Client().get("/api/v1/practices/", {"lang": "en"}).json()["results"][0]
    assert (first["title"], first["language"]) == (TEXTS["title"], "en")
    assert Client().get("/api/v1/practices/").json()["results"][0]["language"] == "fr"


def test_a_hidden_field_stays_hidden_in_every_language(
    published_practice, client_of, liege_editor, dakar_coordinator, typed
):
    practice, client = published_practice(), client_of(liege_editor)
    _translated(client, typed, practice)
    _write(client, typed, practice, "preuves", obstacles="Recruitmentword took a year more.")
    address = f"/en/pratiques/{practice.slug}/"
    assert "Recruitmentword" not in Client().get(address).content.decode()
    assert "Recruitmentword" in client_of(dakar_coordinator).get(address).content.decode()
    link = f'href="/en/pratiques/{practice.slug}/"'
    assert link not in Client().get("/en/pratiques/", {"q": "Recruitmentword"}).content.decode()
    assert link in client_of(dakar_coordinator).get("/en/pratiques/", {"q": "Recruitmentword"}).content.decode()


def test_when_the_source_moves_on_readers_are_told_which_version_they_read(
    published_practice, client_of, liege_editor, secretariat, viewer_for, typed
):
    practice, client, editor = published_practice(), client_of(liege_editor), viewer_for(liege_editor)
    _translated(client, typed, practice)
    revision = actions.start_revision(by=editor, practice_id=practice.pk)
    revision = samples.write(editor, revision, summary="Des médiatrices parcourent la ville la nuit.")
    samples.publish(editor, viewer_for(secretariat), revision)
    page = Client().get(f"/en/pratiques/{practice.slug}/").content.decode()
    assert TEXTS["title"] in page
    with_old = record.view(
        Revision.unguarded.select_related("practice__city").get(pk=revision.pk), editor, "en"
    ).translation
    assert with_old is not None
    assert (with_old.number, [field.key for field in with_old.changed]) == (1, ["summary"])
    section = client.get(_address(practice, "en", "essentiel")).content.decode()
    assert "Traduit de la version 1" in section
    assert "<del>médiateurs</del><ins>médiatrices</ins>" in section
    # Another text of the section changes; the stale one keeps its flag until it is touched or said to be right
    _write(client, typed, practice, context="Tensions around the parks.")
    assert "Traduit de la version 1" in client.get(_address(practice, "en", "essentiel")).content.decode()
    _write(client, typed, practice, **{"same-summary": "on"})
    assert "Traduit de la version 1" not in client.get(_address(practice, "en", "essentiel")).content.decode()


def test_a_text_emptied_at_its_source_leaves_the_translation(
    published_practice, client_of, liege_editor, secretariat, viewer_for, typed
):
    practice, client, editor = published_practice(title="T"), client_of(liege_editor), viewer_for(liege_editor)
    _translated(client, typed, practice)
    _write(client, typed, practice, "organisation", governance="Names a person.")
    address = f"/en/pratiques/{practice.slug}/"
    assert "Names a person." in Client().get(address).content.decode()
    revision = actions.start_revision(by=editor, practice_id=practice.pk)
    revision = actions.save_section(
        by=editor,
        revision_id=revision.pk,
        section="D",
        values={},
        audiences={"governance": "own"},
        seen_version=revision.lock_version,
    )
    samples.publish(editor, viewer_for(secretariat), revision)
    assert "Names a person." not in Client().get(address).content.decode()


def test_two_translators_at_once_lose_nothing(published_practice, client_of, liege_editor, liege_coordinator, typed):
    practice = published_practice()
    first, second = client_of(liege_editor), client_of(liege_coordinator)
    address = _address(practice, "en", "essentiel")
    opened = typed(first.get(address), "seen", **ESSENTIAL)
    theirs = typed(second.get(address), "seen", summary="Mediators at night.")
    assert second.post(address, theirs).status_code == 302
    refused = first.post(address, opened)
    assert refused.status_code == 409
    page = refused.content.decode()
    assert ESSENTIAL["summary"] in page
    assert "Mediators at night." in page
    assert first.post(address, typed(refused, "seen")).status_code == 302
    saved = Translation.objects.get(language="en").texts
    assert (saved["summary"], saved["context"]) == (ESSENTIAL["summary"], ESSENTIAL["context"])


def test_the_same_texts_sent_twice_are_saved_once(published_practice, client_of, liege_editor, typed):
    practice, client = published_practice(), client_of(liege_editor)
    address = _address(practice, "en", "essentiel")
    sent = typed(client.get(address), "seen", **ESSENTIAL)
    assert client.post(address, sent).status_code == 302
    saved = Translation.objects.get(language="en").saved_at
    assert client.post(address, sent).status_code == 302
    assert Translation.objects.get(language="en").saved_at == saved


def test_bad_input_gets_a_sentence_and_keeps_what_was_typed(published_practice, client_of, liege_editor, typed):
    practice, client = published_practice(), client_of(liege_editor)
    answer = _write(client, typed, practice, summary="long " * 200, context="Write to camille@ville.example")
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Raccourcissez ce texte" in page
    assert "Retirez l’adresse électronique" in page
    assert "Write to camille@ville.example" in page
    assert not Translation.objects.exists()


def test_a_published_translation_keeps_its_title_and_summary(published_practice, client_of, liege_editor, typed):
    practice, client = published_practice(), client_of(liege_editor)
    _translated(client, typed, practice)
    answer = _write(client, typed, practice, summary="")
    assert answer.status_code == 422
    assert "nécessaire tant que la traduction est publiée" in answer.content.decode()


def test_only_the_writers_of_the_city_translate(
    published_practice, draft_practice, client_of, dakar_coordinator, liege_editor, secretariat
):
    practice = published_practice()
    for address in (_address(practice, "en"), _address(practice, "en", "essentiel")):
        assert client_of(dakar_coordinator).get(address).status_code == 404
        assert Client().get(address).status_code == 302
    assert client_of(secretariat).get(_address(practice, "en")).status_code == 200
    assert client_of(secretariat).get(_address(practice, "en", "essentiel")).status_code == 404
    writer = client_of(liege_editor)
    assert writer.get(_address(practice, "fr")).status_code == 404
    assert writer.get(_address(practice, "de")).status_code == 404
    draft = draft_practice(title="Un autre brouillon").practice
    assert writer.get(_address(draft, "en")).status_code == 200
    assert client_of(dakar_coordinator).get(_address(draft, "en")).status_code == 404


def test_a_translation_that_is_withdrawn_leaves_the_old_versions_too(
    published_practice, client_of, liege_editor, secretariat, viewer_for, typed
):
    practice, client, editor = published_practice(), client_of(liege_editor), viewer_for(liege_editor)
    _translated(client, typed, practice)
    revision = actions.start_revision(by=editor, practice_id=practice.pk)
    revision = samples.write(editor, revision, summary="Des médiatrices parcourent la ville la nuit.")
    samples.publish(editor, viewer_for(secretariat), revision)
    old = f"/en/pratiques/{practice.slug}/versions/1/"
    assert TEXTS["title"] in Client().get(old).content.decode()
    actions.withdraw_translation(by=editor, practice_id=practice.pk, language="en")
    assert TEXTS["title"] not in Client().get(old).content.decode()
    assert Translation.objects.get(revision__number=1, language="en").texts["title"] == TEXTS["title"]
