"""The checks: what is found in a text, where, how gravely, and what is left alone."""

import pytest
import samples

from common.errors import Invalid
from practices import actions
from practices.checks import flags_of
from practices.models import LinkCheck, WatchedWording
from practices.review.personal import places
from practices.review.surroundings import findings


@pytest.fixture
def found(draft_practice):
    """Return (severity, code, field, what is marked) for each finding of a draft."""

    def told(**changes):
        return [
            (one.severity, one.code, one.field.key, one.excerpt.marked if one.excerpt else "")
            for one in findings(draft_practice(**changes))
        ]

    return told


@pytest.mark.parametrize(
    ("text", "what", "marked"),
    [
        ("Son numéro est 1 84 12 76 451 089 46.", "identity", "1 84 12 76 451 089 46"),
        ("Numéro 85.07.30-033 28 au registre", "identity", "85.07.30-033 28"),
        ("Versez sur BE68 5390 0754 7034, merci", "account", "BE68 5390 0754 7034"),
        ("Écrivez à prenom.nom@ville.example vite", "email", "prenom.nom@ville.example"),
        ("Appelez le +32 4 221 84 11 le soir", "phone", "+32 4 221 84 11"),
        ("Appelez le 01 42 76 40 40.", "phone", "01 42 76 40 40"),
        ("Rendez-vous au 12, rue de la Paix", "street", "12, rue de la Paix"),
        ("La maison, Rue Léopold 12, est ouverte", "street", "Rue Léopold 12"),
        ("Karim, 15 ans, est venu", "minor", "Karim, 15 ans"),
        ("Léa (12 ans) a parlé", "minor", "Léa (12 ans"),
        ("Sami, qui a 16 ans, aide", "minor", "Sami, qui a 16 ans"),
        ("Then Karim, 15 years old, came", "minor", "Karim, 15 years old"),
        ("حضر محمد، 15 سنة، إلى المركز", "minor", "محمد، 15 سنة"),
        ("Zébulon, 13 ans, est venu", "perhaps_minor", "Zébulon, 13 ans"),
    ],
)
def test_what_could_point_at_a_person_is_found_at_its_place(text, what, marked):
    assert [(place.what, text[place.start : place.end]) for place in places(text)] == [(what, marked)]


@pytest.mark.parametrize(
    "text",
    [
        "Le 05.12.19, puis le 01/02/2016 et le 2019-07-05.",
        "Les jeunes de 15 ans et le public (15 ans et plus).",
        "Après 15 ans de travail, en Belgique, 15 ans plus tard.",
        "Karim, 35 ans, éducateur.",
        "La place des jeunes dans la ville, une place pour 30 jeunes.",
        "Le compte 1 84 12 76 451 089 47 n’a pas de bonne clé.",
        "BE68 5390 0754 7035 non plus ; 85.07.30-033 29 non plus.",
        "1 500 000 000 F CFA en 2019-2020, soit 45 000 €.",
        "كان عمره 15 سنة",
    ],
)
def test_what_points_at_nobody_is_left_alone(text):
    assert places(text) == []


def test_a_complete_record_has_nothing_to_look_at(found):
    assert found() == []


def test_an_identity_number_blocks_the_submission_and_a_telephone_does_not(draft_practice, editor):
    draft = draft_practice(context="Le dossier 1 84 12 76 451 089 46 est suivi.")
    with pytest.raises(Invalid) as refusal:
        actions.submit(by=editor, revision_id=draft.pk, seen_version=draft.lock_version)
    assert set(refusal.value.fields) == {"context"}
    draft = samples.write(editor, draft, context="Le service répond au 01 42 76 40 40.")
    sent = actions.submit(by=editor, revision_id=draft.pk, seen_version=draft.lock_version)
    assert sent.moderation_flags == ["personal_data"]


def test_what_only_the_city_reads_is_not_checked(found):
    person = {"name": "Karim, 15 ans", "role": "chef", "email": "karim.x@ville.example", "phone": "+32 4 221 84 11"}
    assert found(contact_person=person) == []


def test_an_address_to_protect_is_an_error_only_when_it_is_written(found):
    assert found(description="Au 12, rue de la Paix.") == [
        ("warning", "personal_data", "description", "12, rue de la Paix")
    ]
    assert found(description="Au 12, rue de la Paix.", location_sensitive=True) == [
        ("error", "security_detail", "description", "12, rue de la Paix")
    ]
    assert found(location_sensitive=True) == []


def test_figures_without_a_source(found):
    assert found(sources=[], effect="Les plaintes ont baissé de 30 % en 2024.") == [
        ("warning", "unsourced_figure", "effect", "30 %"),
        ("warning", "unsourced_figure", "sources", ""),
    ]
    assert found(effect="Les plaintes ont baissé de 30 %.") == []


def test_refugees_and_a_targeted_action(found):
    assert found(prevention_levels=["secondary"], target_groups=["newcomers_refugees"]) == [
        ("warning", "amalgam_risk", "target_groups", "")
    ]
    assert found(prevention_levels=["primary"], target_groups=["newcomers_refugees"]) == []


def test_a_wording_of_the_list_is_marked_with_its_reason(draft_practice, office):
    made = actions.save_wording(by=office, expression="quartier* sensible*", reason="Nommez les quartiers.")
    draft = draft_practice(context="Dans ces Quartiers  sensibles, la ville agit. Le quartiersensible n’est rien.")
    (one,) = findings(draft)
    assert (one.severity, one.code, one.field.key) == ("warning", "amalgam_risk", "context")
    assert one.sentence == "Nommez les quartiers."
    assert one.excerpt.marked == "Quartiers  sensibles"
    assert one.excerpt.before.endswith("Dans ces ")
    actions.save_wording(by=office, wording_id=made.pk, expression=made.expression, reason=made.reason, active=False)
    assert findings(draft) == []


def test_the_first_list_is_there_and_loading_it_again_changes_nothing(office, db):
    from practices import reference

    one = WatchedWording.objects.get(expression="signaux faibles")
    actions.save_wording(by=office, wording_id=one.pk, expression=one.expression, reason="Autre.", active=False)
    count = WatchedWording.objects.count()
    reference.load()
    one.refresh_from_db()
    assert (one.reason, one.active, WatchedWording.objects.count()) == ("Autre.", False, count)


def test_partners_whose_consent_is_not_noted(found, draft_practice):
    partners = [{"name": "Maison des jeunes", "consent": True}, {"name": "École du parc"}]
    assert found(partners=partners) == [("warning", "partner_consent", "partners", "")]
    assert "École du parc" in findings(draft_practice(title="Une autre", partners=partners))[0].sentence


def test_a_page_that_no_longer_answers_by_the_monthly_check(found, db):
    from common import clock

    LinkCheck.objects.create(url="https://ville.example/r", state="dead", failing_since=clock.now())
    assert found() == [("warning", "dead_link", "sources", "")]


def test_a_practice_that_looks_like_another_of_the_city(published_practice, draft_practice):
    published_practice()
    twin = findings(draft_practice(title="Médiation de nuit dans les quartiers (2)"))
    assert [one.code for one in twin] == ["near_duplicate"]
    assert "Médiation de nuit dans les quartiers" in twin[0].sentence
    other = draft_practice(
        title="Un jardin partagé", summary="Des habitants cultivent ensemble un terrain de la ville."
    )
    assert findings(other) == []


def test_a_personal_address_in_the_public_contact(draft_practice):
    draft = draft_practice(public_contact={"service": "Prévention", "email": "camille.contact@ville.example"})
    found = findings(draft)
    assert [(one.severity, one.code, one.field.key) for one in found] == [
        ("warning", "personal_data", "public_contact")
    ]
    assert flags_of(found) == ["personal_data"]


def test_both_sides_see_the_same_findings(city, desk, submit, draft_practice, liege_editor):
    text = "Le service répond au 01 42 76 40 40."
    draft = draft_practice(title="Une autre action", summary="Un texte tout autre.", context=text)
    address = f"/fr/pratiques/{draft.practice.slug}/soumettre/"
    assert "<mark>01 42 76 40 40</mark>" in city.get(address).content.decode()
    sent = submit(context=text)
    assert "<mark>01 42 76 40 40</mark>" in desk.get(f"/admin/practices/revision/{sent.pk}/").content.decode()


def test_an_error_takes_the_button_away_and_says_why(city, draft_practice):
    draft = draft_practice(context="Le dossier 1 84 12 76 451 089 46.")
    shown = city.get(f"/fr/pratiques/{draft.practice.slug}/soumettre/").content.decode()
    assert "<mark>1 84 12 76 451 089 46</mark>" in shown
    assert "Empêche l’envoi." in shown
    assert "quand ce qui empêche l’envoi est corrigé" in shown
