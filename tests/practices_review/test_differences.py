"""What changes between two versions: words, rows, audiences, and nothing that this reader may not read in both."""

import samples
from django.test import Client

from common.differences import runs, shortened
from practices import actions
from practices.differences import differences, row_changes
from practices.models import Practice, Revision


def next_version(editor, office, practice, audiences=None, *, publish=True, **values):
    draft = actions.start_revision(by=editor, practice_id=practice.pk)
    draft = samples.write(editor, draft, **values)
    for key, audience in (audiences or {}).items():
        from practices.record import FIELDS

        draft = actions.save_section(
            by=editor,
            revision_id=draft.pk,
            section=FIELDS[key].section,
            values={},
            audiences={key: audience},
            seen_version=draft.lock_version,
        )
    if publish:
        samples.publish(editor, office, draft)
        return Practice.unguarded.get(pk=practice.pk)
    return draft


def read(client, practice, query=""):
    return client.get(f"/fr/pratiques/{practice.slug}/differences/{query}")


def test_words_inside_a_text():
    told = [(run.kind, run.text) for run in runs("Un comité chaque mois.", "Un comité chaque trimestre.")]
    assert told == [("same", "Un comité chaque "), ("out", "mois"), ("in", "trimestre"), ("same", ".")]


def test_what_does_not_change_is_left_out_of_a_long_text():
    same = "mot " * 400
    kept = shortened(runs(f"{same}avant", f"{same}après"))
    assert [run.kind for run in kept] == ["gap", "same", "out", "in"]
    assert sum(len(run.text) for run in kept) < 200


def test_both_texts_are_whole_in_the_differences():
    pairs = [
        ("un deux trois", "un deux deux trois"),
        ("a a a", "a a"),
        ("", "a"),
        ("mot de fin " * 90 + "rare", "rare " + "mot de fin " * 90),
        ("x de y, " * 120, "z de y, " * 119 + "x"),
    ]
    for before, after in pairs:
        found = runs(before, after)
        assert "".join(run.text for run in found if run.kind != "in") == before
        assert "".join(run.text for run in found if run.kind != "out") == after


def test_one_word_repeated_against_another_is_told_in_two_pieces():
    # Word by word, each space would be a place to begin again: minutes of work for two short texts
    found = runs("a " * 1500 + "a", "b " * 1500 + "b")
    assert [run.kind for run in found] == ["out", "in"]


def test_rows_are_matched_whatever_their_order():
    before = [(("Nom", "École"), ("Rôle", "accueil")), (("Nom", "Club"), ("Rôle", "sport"))]
    after = [(("Nom", "Club"), ("Rôle", "sport")), (("Nom", "École"), ("Rôle", "repérage")), (("Nom", "Théâtre"),)]
    found, unchanged = row_changes(before, after)
    assert unchanged == 1
    assert [change.kind for change in found] == ["changed", "in"]
    assert [cell.label for cell in found[0].cells] == ["Nom", "Rôle"]
    gone, _unchanged = row_changes(before, [])
    assert [change.kind for change in gone] == ["out", "out"]


def test_fields_lists_and_tables_of_two_published_versions(published_practice, editor, office):
    practice = published_practice()
    first = Revision.unguarded.get(pk=practice.published_id)
    practice = next_version(
        editor,
        office,
        practice,
        governance="Un comité se réunit chaque trimestre.",
        themes=["youth_work"],
        partners=[
            {"name": "Maison des jeunes", "partner_type": "youth_organisation", "role": "suivi", "consent": True},
            {"name": "École du parc", "consent": True},
        ],
    )
    after = Revision.unguarded.get(pk=practice.published_id)
    first.practice = after.practice = practice
    found = {change.key: change for change in differences(first, after, office)}
    assert set(found) == {"governance", "themes", "partners"}
    assert [row.kind for row in found["partners"].rows] == ["changed", "in"]
    assert [row.kind for row in found["themes"].rows] == ["out"]
    page = read(Client(), practice, "?de=1&a=2").content.decode()
    assert "École du parc" in page
    assert "trimestre</span>" not in page
    assert "[ajouté\u00a0: </span>trimestre" in page
    assert "[retiré\u00a0: </span>mois" in page


def test_the_page_shows_the_last_change_first_and_offers_the_others(published_practice, editor, office):
    practice = published_practice()
    practice = next_version(editor, office, practice, governance="Un comité chaque trimestre.")
    practice = next_version(editor, office, practice, participation="Les jeunes ont choisi les horaires.")
    page = read(Client(), practice)
    assert page.status_code == 200
    assert "Les jeunes ont choisi" in page.content.decode()
    assert "trimestre" not in page.content.decode()
    assert "trimestre" in read(Client(), practice, "?de=1&a=3").content.decode()


def test_a_number_that_may_not_be_read_answers_as_what_does_not_exist(
    published_practice, editor, office, city, client_of, tunis_reader
):
    practice = published_practice()
    draft = next_version(editor, office, practice, publish=False, governance="Motbrouillon.")
    assert draft.number == 2
    for client in (Client(), client_of(tunis_reader)):
        for query in ("?de=1&a=2", "?de=1&a=9", "?de=x&a=1", "?a=2"):
            assert read(client, practice, query).status_code == 404
        assert "Motbrouillon" not in read(client, practice).content.decode()
    assert "Motbrouillon" in read(city, practice, "?de=1&a=2").content.decode()


def test_a_field_narrowed_in_either_version_is_not_told(published_practice, editor, office, client_of, tunis_reader):
    practice = published_practice()
    practice = next_version(editor, office, practice, {"governance": "members"}, governance="Motmembres.")
    assert "Pilotage" not in read(Client(), practice, "?de=1&a=2").content.decode()
    member = client_of(tunis_reader)
    assert "Motmembres" in read(member, practice, "?de=1&a=2").content.decode()
    practice = next_version(editor, office, practice, {"governance": "public"}, governance="Mottous.")
    page = read(Client(), practice, "?de=2&a=3").content.decode()
    assert "Motmembres" not in page
    assert "Pilotage" not in page


def test_the_city_alone_reads_whether_a_partner_agreed(published_practice, editor, office, city):
    practice = published_practice()
    partners = [{"name": "Maison des jeunes", "partner_type": "youth_organisation", "role": "accueil"}]
    practice = next_version(editor, office, practice, partners=partners)
    assert "accord" not in read(Client(), practice, "?de=1&a=2").content.decode().split("<main")[1].split("<footer")[0]
    assert "A donné son accord pour être nommé" in read(city, practice, "?de=1&a=2").content.decode()


def test_one_version_has_nothing_to_compare(published_practice):
    page = read(Client(), published_practice())
    assert page.status_code == 200
    assert "Une seule version peut être lue." in page.content.decode()
