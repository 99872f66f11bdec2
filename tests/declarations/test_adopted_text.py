"""Once adopted, words never change; other words are another version, which asks for new signatures."""

import hashlib
from collections.abc import Callable

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from accounts.models import User
from cities.viewer import Viewer
from common.errors import Conflict, Invalid, NotAllowed, NotPossible
from declarations import actions, queries, wording
from declarations.models import Declaration, Text, TextStatus
from tests.declarations.cast import BODY, SECRETARIAT, TITLE, adopt, authentic, close_it, open_it


def write(
    declaration: Declaration, body: str = BODY, language: str = "fr", status: TextStatus = TextStatus.AUTHENTIC
) -> Text:
    declaration.refresh_from_db()
    return actions.write_text(
        by=SECRETARIAT,
        declaration_id=declaration.pk,
        seen_edition=declaration.edition,
        title=TITLE,
        body=body,
        language=language,
        status=status,
    )


def test_the_exact_words_are_written_down_and_hashed(adopted: Declaration, client: Client) -> None:
    text = authentic(adopted)
    assert text.canonical == (
        "# Déclaration des villes pour la fraternité\n\n"
        "Les maires, réunis à Liège,\n\n"
        "rappelant l’engagement de 2016 ;\n\n"
        "## 1. Agir\n\n"
        "Les villes échangent leurs expériences.\n\nElles en rendent compte chaque année.\n\n"
        "## 2. Accueillir\n\n"
        "Les villes refusent l’amalgame.\n"
    )
    file = client.get(f"/fr/declarations/{adopted.slug}/texte/1/fr.md")
    assert hashlib.sha256(file.content).hexdigest() == text.sha256


@pytest.mark.parametrize("ends", ["\r\n", "\r", "\n"])
def test_line_ends_and_composed_accents_make_no_difference(ends: str) -> None:
    typed = BODY.replace("é", "e\u0301").replace("\n", ends)
    assert wording.read(TITLE, typed).sha256() == wording.read(TITLE, BODY).sha256()


def test_what_is_written_is_read_again_the_same() -> None:
    words = wording.read(TITLE, BODY)
    columns = words.columns()
    assert wording.read(TITLE, wording.typed(columns["considerations"], columns["articles"])) == words


@pytest.mark.parametrize("typed", ["## Agir", "## 1. Agir", "## Article 1 – Agir", "##Agir", "  ## 7. Agir  "])
def test_the_numbering_is_ours(typed: str) -> None:
    assert wording.read(TITLE, f"{typed}\n\nTexte.").canonical() == f"# {TITLE}\n\n## 1. Agir\n\nTexte.\n"


@pytest.mark.parametrize(
    ("title", "body", "field"),
    [
        ("", BODY, "title"),
        (TITLE, "", "body"),
        (TITLE, "## Vide", "body"),
        (TITLE, "## Un\n\nTexte.\n\n## Vide", "body"),
        (TITLE, "### Trop bas\n\nTexte", "body"),
        (TITLE, "# Encore un titre\n\nTexte", "body"),
    ],
)
def test_words_that_could_be_read_in_two_ways_are_refused(title: str, body: str, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        wording.read(title, body)
    assert set(refused.value.fields) == {field}


@pytest.mark.parametrize("change", ["canonical", "title", "articles", "sha256", "version", "adopted_at"])
def test_the_database_refuses_every_change(adopted: Declaration, change: str) -> None:
    values = {"canonical": "x", "title": "x", "articles": [], "sha256": "0" * 64, "version": 2, "adopted_at": None}
    with pytest.raises(DatabaseError, match="adopted text never changes"), transaction.atomic():
        Text.objects.filter(declaration=adopted).update(**{change: values[change]})


def test_the_database_refuses_to_remove_it(adopted: Declaration) -> None:
    with pytest.raises(DatabaseError, match="adopted text never changes"), transaction.atomic():
        Text.objects.filter(declaration=adopted)._raw_delete("default")  # type: ignore[attr-defined]


def test_a_hash_that_is_not_the_texts_is_refused(draft: Declaration) -> None:
    with pytest.raises(DatabaseError, match="not the hash"), transaction.atomic():
        Text.objects.filter(declaration=draft).update(canonical="x")


def test_other_words_are_another_version_and_ask_for_new_signatures(
    opened: Declaration, dakar_signatory: User, secretariat: User, viewer_for: Callable[[User], Viewer]
) -> None:
    by, first = viewer_for(dakar_signatory), authentic(opened)
    signed = actions.sign(by=by, declaration_id=opened.pk, seen_text=first.sha256).signature
    actions.confirm(by=viewer_for(secretariat), signature_id=signed.pk)
    with pytest.raises(NotPossible):  # not while cities are signing
        write(opened, BODY + "\n\nEt davantage.")
    closed = close_it(Declaration.unguarded.get(pk=opened.pk))
    write(closed, BODY + "\n\nEt davantage.")
    closed.refresh_from_db()
    second = open_it(adopt(closed))
    assert second.version == 2
    assert Text.objects.get(pk=first.pk).canonical == first.canonical
    assert queries.count(second) == 0
    assert [line.city.slug for line in queries.earlier_signatures(second)] == ["dakar"]
    again = actions.sign(by=by, declaration_id=second.pk, seen_text=authentic(second).sha256)
    assert again.is_new
    assert again.signature.version == 2


def test_a_translation_is_not_what_is_signed(adopted: Declaration) -> None:
    write(
        adopted,
        "The mayors, met in Liège,\n\nrecalling 2016;\n\n## Act\n\nCities share.\n\n## Welcome\n\nNo amalgam.",
        language="en",
        status=TextStatus.WORKING,
    )
    with pytest.raises(Invalid):
        write(adopted, "Un autre.", language="en", status=TextStatus.AUTHENTIC)
    with pytest.raises(Invalid):
        write(adopted, "Un autre.", language="fr", status=TextStatus.WORKING)
    assert authentic(adopted).language == "fr"


def test_the_order_of_the_moves(draft: Declaration) -> None:
    with pytest.raises(NotPossible):
        open_it(draft)
    with pytest.raises(NotPossible):
        close_it(draft)
    opened = open_it(adopt(draft))
    with pytest.raises(NotPossible):
        adopt(opened)
    with pytest.raises(NotPossible):
        open_it(opened)
    closed = close_it(opened)
    archived = actions.archive(by=SECRETARIAT, declaration_id=closed.pk, seen_edition=closed.edition)
    with pytest.raises(NotPossible):
        open_it(archived)


def test_nobody_adopts_what_was_changed_meanwhile(draft: Declaration) -> None:
    seen = Declaration.unguarded.get(pk=draft.pk)
    write(draft, "D’autres mots.")
    with pytest.raises(Conflict):
        adopt(seen)


def test_only_the_secretariat_prepares(
    draft: Declaration, dakar_signatory: User, viewer_for: Callable[[User], Viewer]
) -> None:
    by = viewer_for(dakar_signatory)
    for verb in (actions.adopt, actions.open_for_signature, actions.close, actions.archive):
        with pytest.raises(NotAllowed):
            verb(by=by, declaration_id=draft.pk, seen_edition=draft.edition)


def test_an_adoption_says_who_where_and_when(draft: Declaration) -> None:
    Declaration.unguarded.filter(pk=draft.pk).update(adopted_on=None, place={})
    with pytest.raises(Invalid) as refused:
        adopt(draft)
    assert set(refused.value.fields) == {"adopted_on", "place"}
