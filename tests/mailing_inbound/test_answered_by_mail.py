"""A reply to a comment letter becomes a comment: once, with the rights of that moment, and only when it is proven."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cities.models import Membership
from cities.viewer import viewer_of
from mailing.models import Letter
from practices import actions
from practices.models import Comment, MailedReply, MailedState


def test_an_answer_is_published_under_the_question_in_the_name_of_the_city(cast, question_letter, write, hand_over):
    code, words = hand_over(question_letter["Reply-To"], write("La ville, seule.\n\nDepuis 2024."))
    assert (code, words) == (250, "2.6.0 Taken")
    made = Comment.unguarded.get(parent=cast.question)
    assert (made.body, made.city.slug, made.author_id) == ("La ville, seule.\n\nDepuis 2024.", "liege", cast.editor.pk)
    cast.question.refresh_from_db()
    assert cast.question.answer_id == made.pk
    row = MailedReply.objects.get()
    assert (row.state, row.comment_id, row.body) == (MailedState.PUBLISHED, made.pk, "")
    assert "Vous pouvez répondre à cette lettre" in question_letter.get_body(("plain",)).get_content()


def test_the_city_that_asked_answers_in_arabic(cast, question_letter, write, hand_over, smtp_sink, told, said):
    hand_over(question_letter["Reply-To"], write())
    letter = told(cast.dakar.email)[-1]
    thanks = write(
        "شكرًا جزيلًا على هذا الجواب.",
        From="coordination@dakar.example",
        Authentication_Results="mx.aimf.example; dmarc=pass (p=none) header.from=dakar.example",
        Message_ID="<answer-2@dakar.example>",
    )
    assert hand_over(letter["Reply-To"], thanks)[0] == 250
    assert said() == ["La ville, seule.", "شكرًا جزيلًا على هذا الجواب."]


def test_the_same_letter_twice_is_one_comment(question_letter, write, hand_over, said):
    for _ in range(2):
        assert hand_over(question_letter["Reply-To"], write())[0] == 250
    assert said() == ["La ville, seule."]


def test_the_same_letter_twice_at_once_is_one_comment(question_letter, write, hand_over, said, at_once):
    letter = write()
    answers = at_once(*[lambda: hand_over(question_letter["Reply-To"], letter)[0]] * 4)
    assert answers == [250] * 4
    assert said() == ["La ville, seule."]


def test_the_address_does_not_mind_capitals(question_letter, write, hand_over, said):
    assert hand_over(question_letter["Reply-To"].upper(), write())[0] == 250
    assert said() == ["La ville, seule."]


def test_a_role_taken_away_is_refused_at_that_very_time(cast, question_letter, write, hand_over, said, told):
    Membership.objects.filter(user=cast.editor).update(ended_at=timezone.now())
    assert hand_over(question_letter["Reply-To"], write())[0] == 250
    assert said() == []
    (letter,) = told(cast.editor.email)
    words = letter.get_body(("plain",)).get_content()
    assert "Vous n’avez pas le droit de faire cette action." in words
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["Reply-To"] is None


def test_a_practice_withdrawn_meanwhile_is_not_revealed(cast, question_letter, write, hand_over, said, told):
    hand_over(question_letter["Reply-To"], write())
    letter = told(cast.dakar.email)[-1]
    actions.withdraw(by=viewer_of(cast.office.pk), practice_id=cast.practice.pk, note="Essai")
    dakar = "coordination@dakar.example"
    proof = "mx.aimf.example; dkim=pass header.d=dakar.example"
    assert hand_over(letter["Reply-To"], write("Merci.", From=dakar, Authentication_Results=proof))[0] == 250
    assert said() == ["La ville, seule."]
    assert MailedReply.objects.get(reader=cast.dakar).state == MailedState.REFUSED
    (said_back,) = told(dakar)
    assert cast.practice.slug not in said_back.get_body(("plain",)).get_content()


@pytest.fixture
def gathered(inbound, cast, settings, told):
    """Return the letter that tells Liège's editor of two comments, on one thread or on two."""
    told(cast.editor.email)
    settings.GATHER_MINUTES = 10

    def gathered(parent_id):
        by = viewer_of(cast.dakar.pk)
        for body, under in (("Un.", cast.question.pk), ("Deux.", parent_id)):
            actions.comment(by=by, practice_id=cast.practice.pk, body=body, parent_id=under)
        Letter.objects.update(next_try_at=timezone.now() - timedelta(minutes=1))
        return told(cast.editor.email)[-1]

    return gathered


def test_a_letter_of_several_comments_on_one_thread_can_be_answered(
    cast, gathered, write, question_letter, hand_over, said
):
    letter = gathered(cast.question.pk)
    words = letter.get_body(("plain",)).get_content()
    assert "Un." in words
    assert "Deux." in words
    assert hand_over(letter["Reply-To"], write("À tous deux."))[0] == 250
    assert said() == ["Un.", "Deux.", "À tous deux."]


def test_a_letter_of_two_threads_leads_to_the_page(gathered):
    letter = gathered(None)
    assert letter["Reply-To"] is None
    assert "Vous pouvez répondre à cette lettre" not in letter.get_body(("plain",)).get_content()


@pytest.mark.parametrize("sender", ["www.piege.example/ici@x.example", "a b@x.example", "\u202egro.example@x.example"])
def test_a_stranger_puts_no_words_into_our_letter(cast, question_letter, write, hand_over, told, sender):
    raw = write().as_bytes().replace(b"editrice@liege.example>", f"{sender}>".encode(), 1)
    assert hand_over(question_letter["Reply-To"], raw)[0] == 250
    (letter,) = told(cast.editor.email)
    assert "est arrivée de l’adresse inconnue." in " ".join(letter.get_body(("plain",)).get_content().split())
    assert sender not in letter.as_string()


@pytest.mark.parametrize(
    "changes",
    [
        {"From": "Élise Rédac <editrice@ailleurs.example>"},
        {"From": "a@liege.example, editrice@liege.example"},
        {"Authentication_Results": None},
        {"Authentication_Results": "mx.aimf.example; dkim=fail header.d=liege.example"},
        {"Authentication_Results": "mx.aimf.example; dkim=pass header.d=ailleurs.example"},
        {"Authentication_Results": "mx.aimf.example; dkim=pass header.d=notliege.example"},
        {"Authentication_Results": "mx.aimf.example; spf=pass smtp.mailfrom=liege.example"},
        {"Authentication_Results": "mx.aimf.example (dkim=pass header.d=liege.example); dkim=none"},
        {"Authentication_Results": "mx.aimf.example (a (b); dkim=pass header.d=liege.example; (c)); dkim=none"},
        {"Authentication_Results": 'mx.aimf.example; spf=pass smtp.mailfrom="; dkim=pass header.d=liege.example;"@y.z'},
        {"Authentication_Results": 'mx.aimf.example; spf=pass smtp.mailfrom="x\\"; dkim=pass header.d=liege.example'},
        {"Authentication_Results": "mx.attacker.example; dkim=pass header.d=liege.example"},
    ],
    ids=[
        *(
            "sender",
            "two senders",
            "none",
            "fail",
            "other",
            "suffix",
            "spf",
            "comment",
            "comments",
            "quoted",
            "open quote",
        ),
        "stranger",
    ],
)
def test_what_is_not_proven_waits_for_its_reader(cast, question_letter, write, hand_over, said, told, changes):
    assert hand_over(question_letter["Reply-To"], write(**changes))[0] == 250
    assert said() == []
    assert MailedReply.objects.get().state == MailedState.WAITING
    (letter,) = told(cast.editor.email)
    assert "/fr/pratiques/reponses-recues/" in letter.get_body(("plain",)).get_content()


def test_files_are_left_out_and_it_is_said(cast, question_letter, write, hand_over, said, told):
    letter = write("Voici le rapport.")
    letter.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename="rapport.pdf")
    assert hand_over(question_letter["Reply-To"], letter)[0] == 250
    assert said() == ["Voici le rapport."]
    (said_back,) = told(cast.editor.email)
    assert said_back["Subject"] == "Votre réponse est publiée, sans ses fichiers"


@pytest.mark.parametrize(
    ("body", "sentence"), [("", "Écrivez votre commentaire."), ("mot " * 1000, "Raccourcissez votre commentaire")]
)
def test_what_cannot_be_taken_is_said_clearly(cast, question_letter, write, hand_over, said, told, body, sentence):
    assert hand_over(question_letter["Reply-To"], write(body))[0] == 250
    assert said() == []
    (letter,) = told(cast.editor.email)
    assert sentence in letter.get_body(("plain",)).get_content()


def test_letters_back_are_few(question_letter, write, hand_over, letters_about_answers):
    for number in range(8):
        hand_over(question_letter["Reply-To"], write("", Message_ID=f"<{number}@liege.example>"))
    assert letters_about_answers() == 5


def test_answering_heals_the_address(cast, question_letter, write, hand_over):
    from mailing import returns
    from mailing.models import ReturnKind

    letter = Letter.objects.filter(recipient_id=cast.editor.pk).first()
    returns.count(letter, cast.editor.email, ReturnKind.COMPLAINT)
    cast.editor.refresh_from_db()
    assert cast.editor.address_rests
    hand_over(question_letter["Reply-To"], write())
    cast.editor.refresh_from_db()
    assert not cast.editor.address_rests
