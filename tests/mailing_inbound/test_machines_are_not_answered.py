"""What a machine wrote becomes no comment, and no letter answers it: machines never write to each other for ever."""

import pytest

from practices.models import MailedReply

MARKS = {
    "auto-replied": {"Auto-Submitted": "auto-replied"},
    "auto-generated, with a parameter": {"Auto-Submitted": "auto-generated; owner-email=x@y.example"},
    "bulk": {"Precedence": "bulk"},
    "Gmail's absence": {"Precedence": "bulk", "X-Autoreply": "yes"},
    "Exchange's absence": {"X-Auto-Response-Suppress": "All"},
    "list": {"List-Id": "<ville.liege.example>"},
    "empty return path": {"Return-Path": "<>"},
    "subject": {"Subject": "Réponse automatique : Un nouveau commentaire"},
    "subject, encoded": {"Subject": "=?utf-8?b?2LHYryDYqtmE2YLYp9im2Yo6INi62YrYp9io?="},
    "subject, English": {"Subject": "Automatic reply: A new comment"},
    "subject, absence": {"Subject": "Absence du bureau"},
    "mailer-daemon": {"From": "MAILER-DAEMON@liege.example"},
    "no-reply": {"From": "no-reply@liege.example"},
}


@pytest.mark.parametrize("marks", MARKS.values(), ids=MARKS)
def test_a_machine_is_recognised(cast, question_letter, write, hand_over, said, letters_about_answers, marks):
    letter = write("Je suis absente jusqu’au 3 mars.")
    for name, value in marks.items():
        del letter[name]
        letter[name] = value
    assert hand_over(question_letter["Reply-To"], letter)[0] == 250
    assert (said(), letters_about_answers(), MailedReply.objects.count()) == ([], 0, 0)


def test_an_empty_sender_of_the_envelope_is_a_machine(
    cast, question_letter, write, hand_over, said, letters_about_answers
):
    assert hand_over(question_letter["Reply-To"], write(), sender="<>")[0] == 250
    assert (said(), letters_about_answers()) == ([], 0)


def test_our_own_letter_sent_back_is_a_machine(cast, question_letter, hand_over, said, letters_about_answers):
    assert hand_over(question_letter["Reply-To"], question_letter)[0] == 250
    assert (said(), letters_about_answers()) == ([], 0)


def test_a_person_who_writes_plainly_is_none(question_letter, write, hand_over, said):
    letter = write(**{"Auto-Submitted": "no"})
    assert hand_over(question_letter["Reply-To"], letter)[0] == 250
    assert said() == ["La ville, seule."]
