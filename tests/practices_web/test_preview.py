"""A draft shown as each of its readers would read it, on the very page they would have."""

import re

import pytest
import samples

from cities.models import City
from practices import actions
from practices.models import Revision

pytestmark = pytest.mark.django_db


def _address(revision: Revision, readers: str = "") -> str:
    asked = f"?lecteurs={readers}" if readers else ""
    return f"/fr/pratiques/{revision.practice.slug}/apercu/{asked}"


def test_a_preview_shows_what_each_reader_would_see(
    client, client_of, liege_editor, draft_practice, dakar_coordinator
) -> None:
    revision = draft_practice(obstacles="Un an de retard.")
    editor = client_of(liege_editor)
    assert "Camille Contact" in editor.get(_address(revision)).content.decode()
    members = editor.get(_address(revision, "membres")).content.decode()
    assert "Un an de retard." in members
    assert "Camille Contact" not in members
    public = editor.get(_address(revision, "public")).content.decode()
    assert "Médiation de nuit" in public
    assert "Un an de retard." not in public
    assert client_of(dakar_coordinator).get(_address(revision)).status_code == 404
    assert client.get(_address(revision)).status_code == 302
    assert Revision.unguarded.get(pk=revision.pk).practice.state == "unpublished"


def test_a_preview_for_readers_without_the_right_says_so(client_of, liege_editor, draft_practice) -> None:
    revision = draft_practice(visibility="members")
    page = client_of(liege_editor).get(_address(revision, "public")).content.decode()
    assert "Ces lecteurs ne verraient pas cette fiche" in page
    assert "Médiation de nuit" not in page


def test_a_preview_says_what_its_readers_would_not_read(client_of, liege_editor, draft_practice) -> None:
    revision = draft_practice(obstacles="Un an de retard.")
    page = client_of(liege_editor).get(_address(revision, "public")).content.decode()
    hidden = page.split("<summary>")[1].split("</details>")[0]
    assert "champs remplis ne sont pas lus par ces lecteurs" in hidden
    assert "Difficultés et échecs <small>Villes membres</small>" in hidden
    assert "Contexte et besoin" not in hidden
    own = client_of(liege_editor).get(_address(revision, "ville")).content.decode()
    assert "Ces lecteurs lisent tous les champs remplis." in own


def test_a_named_city_has_its_own_preview(client_of, liege_editor, draft_practice, viewer_for) -> None:
    revision = actions.save_section(
        by=viewer_for(liege_editor),
        revision_id=(draft := draft_practice(information_sharing="Une charte signée.")).pk,
        section="D",
        values={},
        audiences={"information_sharing": "named"},
        seen_version=draft.lock_version,
    )
    revision = samples.write(viewer_for(liege_editor), revision, named_cities=["dakar"])
    editor = client_of(liege_editor)
    dakar = City.objects.get(slug="dakar").name
    assert (
        f'<a href="?lecteurs=ville-dakar">Comme {dakar}, ville nommée</a>'
        in editor.get(_address(revision)).content.decode()
    )
    named = editor.get(_address(revision, "ville-dakar")).content.decode()
    assert "Une charte signée." in named
    assert "Camille Contact" not in named
    assert "Une charte signée." not in editor.get(_address(revision, "membres")).content.decode()
    assert (
        "Une charte signée." in editor.get(_address(revision, "ville-tunis")).content.decode()
    )  # not named: as itself


@pytest.mark.parametrize("readers", ["public", "membres"])
def test_a_preview_is_the_page_that_readers_will_have(
    client, client_of, liege_editor, secretariat, tunis_reader, draft_practice, viewer_for, readers
) -> None:
    revision = draft_practice(obstacles="Un an de retard.")
    preview = client_of(liege_editor).get(_address(revision, readers)).content.decode()
    practice = samples.publish(viewer_for(liege_editor), viewer_for(secretariat), revision)
    reader = {"public": client, "membres": client_of(tunis_reader)}[readers]
    page = reader.get(f"/fr/pratiques/{practice.slug}/").content.decode()

    def sections(html: str) -> list[str]:
        bare = re.sub(r'<p class="no-print">.*?</p>\n?', "", html, flags=re.DOTALL)  # what one does on the live page
        own = [part.split("</section>")[0] for part in bare.split('<section class="flow" aria-labelledby="')[1:]]
        return [
            " ".join(part.split("?next=")[0].split()) for part in own if not part.startswith(("versions", "questions"))
        ]

    assert len(sections(page)) >= 9
    assert sections(preview) == sections(page)
