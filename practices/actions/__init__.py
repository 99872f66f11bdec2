"""The verbs. Nobody saves a practice, a revision or a comment around them.

Every verb takes ``by: Viewer``; it locks the practice, then the revision; asks ``permissions`` and ``workflow``;
compares the ``lock_version`` that was read; writes state, journal and letters in one transaction. A refusal is
one of ``common.errors``: NotAllowed, NotPossible, Conflict, Invalid (``fields`` says where), and nothing is changed.

Writing (a draft of one's city)
    create(by, title, language="fr", token="") -> Revision
    save_section(by, revision_id, section, values, audiences, seen_version, seen_marks=None, token="") -> Revision
    set_audience(by, revision_id, audience, named_cities, seen_version) -> Revision
    start_revision(by, practice_id) -> Revision    discard(by, revision_id, seen_version)
    submit(by, revision_id, seen_version) -> Revision    confirm(by, practice_id) -> Practice
Files (of a draft; nothing in the journal: the row says who added it and when)
    add_attachment(by, revision_id, sent, told) -> Attachment    remove_attachment(by, revision_id, attachment_id)
    describe_attachment(by, revision_id, attachment_id, told, seen) -> Attachment
Review (the secretariat; each returns the revision decided)
    request_changes(by, revision_id, seen_version, note)    publish(by, revision_id, seen_version, note="")
    decline(by, revision_id, seen_version, note)    publish_from_sources(by, practice_id, seen_version, note="")
    set_flags(by, revision_id, seen_version, flags, note="")    set_rate(by, currency, year, rate, source)
    decline also takes reasons=[ids of DecisionReason]
    assign(by, practice_id, reviewer_id)    note(by, revision_id, body)    read_again(by, revision_id, seen_version)
    add_point(by, revision_id, about, body, seen_version)    remove_point(by, point_id)
    answer_point(by, point_id, body, done)    reply_point(by, point_id, body)    accept_point(by, point_id, accepted)
    appeal(by, revision_id, reason)    decide_appeal(by, appeal_id, outcome, answer)
    save_wording(by, expression, reason, …)    save_reason(by, words, …)
Expert readers (people without an account, by a link)
    invite_expert(by, revision_id, email, sections, …)    revoke_expert(by, reading_id)
    enter_as_expert(token, email)    comment_as_expert(reading_id, section, body)
Presence (each returns the practice)
    withdraw(by, practice_id, note)    archive(by, practice_id, note)    restore(by, practice_id, note="")
Keeping true (asking, archiving and telling are the timetable's)
    ask_confirmation(practice_id) -> ConfirmationRound | None    archive_unanswered(practice_id) -> bool
    answer_confirmation(by, practice_id, year, answer) -> ConfirmationRound
    explain_stop(by, practice_id, year, why) -> ConfirmationRound
    tell_dead_links(practice_id)
A city and the record drawn about it
    claim(by, practice_id, note) -> Claim    ask_withdrawal(by, practice_id, note) -> Claim
    settle_claim(by, claim_id, note="") -> Claim
Exchange
    comment(by, practice_id, body, parent_id=None, is_question=False, is_answer=False) -> Comment
    edit_comment(by, comment_id, body) -> Comment
    mark_answer(by, reply_id) -> Comment    unmark_answer(by, question_id) -> Comment
    take_reply(reader, address, received) -> MailedReply | None
    publish_reply(by, reply_id)    discard_reply(by, reply_id)    forget_replies()
    delete_comment(by, comment_id)    report_comment(by, comment_id, reason)    hide_comment(by, comment_id, reason)
    dismiss_report(by, report_id)    follow(by, practice_id)    unfollow(by, practice_id)
    mute(by, practice_id)    unmute(by, practice_id)
Adoption (a city takes up the practice of another)
    declare_adoption(by, practice_id, values, seen_version=0) -> Adoption
    cancel_adoption(by, adoption_id, seen_version, note="") -> Adoption
    answer_adoption(by, adoption_id, kind, body, seen_version) -> AdoptionAnswer
    settle_correction(by, answer_id, note="") -> AdoptionAnswer
Relay (a city asks another for an exchange)
    ask_exchange(by, to_city_id, kind, purpose, proposed_time, practice_id=None) -> ContactRequest
    accept_exchange(by, request_id, answer="")    decline_exchange(by, request_id, answer)
    take_back_exchange(by, request_id)    remind_of_exchange(request_id)    expire_exchange(request_id)
"""

from practices.actions.adoption import answer_adoption, cancel_adoption, declare_adoption, settle_correction
from practices.actions.appeals import appeal, decide_appeal
from practices.actions.attaching import Told, add_attachment, describe_attachment, remove_attachment
from practices.actions.exchange import (
    comment,
    delete_comment,
    dismiss_report,
    edit_comment,
    follow,
    hide_comment,
    report_comment,
    unfollow,
)
from practices.actions.experts import comment_as_expert, enter_as_expert, invite_expert, revoke_expert
from practices.actions.following import assign, note, read_again
from practices.actions.freshness import answer_confirmation, archive_unanswered, ask_confirmation, explain_stop
from practices.actions.inspiring import start_from
from practices.actions.links import tell_dead_links
from practices.actions.lists import save_reason, save_wording
from practices.actions.mailed import discard_reply, forget_replies, publish_reply, take_reply
from practices.actions.offline import accept_offline, clear_expired_offline, forget_offline, receive_offline
from practices.actions.points import accept_point, add_point, answer_point, remove_point, reply_point
from practices.actions.presence import archive, ask_withdrawal, claim, confirm, restore, settle_claim, withdraw
from practices.actions.questions import mark_answer, mute, unmark_answer, unmute
from practices.actions.rates import set_rate
from practices.actions.relay import (
    accept_exchange,
    ask_exchange,
    decline_exchange,
    exchanges_to_close,
    exchanges_to_remind,
    expire_exchange,
    remind_of_exchange,
    take_back_exchange,
)
from practices.actions.review import decline, publish, publish_from_sources, request_changes, set_flags
from practices.actions.saving import BothWrote, save_section
from practices.actions.translating import finish_translation, save_translation, withdraw_translation
from practices.actions.versions import close_version, reopen_version
from practices.actions.writing import create, discard, set_audience, start_revision, submit

__all__ = [
    "BothWrote",
    "Told",
    "accept_exchange",
    "accept_offline",
    "accept_point",
    "add_attachment",
    "add_point",
    "answer_adoption",
    "answer_confirmation",
    "answer_point",
    "appeal",
    "archive",
    "archive_unanswered",
    "ask_confirmation",
    "ask_exchange",
    "ask_withdrawal",
    "assign",
    "cancel_adoption",
    "claim",
    "clear_expired_offline",
    "close_version",
    "comment",
    "comment_as_expert",
    "confirm",
    "create",
    "decide_appeal",
    "declare_adoption",
    "decline",
    "decline_exchange",
    "delete_comment",
    "describe_attachment",
    "discard",
    "discard_reply",
    "dismiss_report",
    "edit_comment",
    "enter_as_expert",
    "exchanges_to_close",
    "exchanges_to_remind",
    "expire_exchange",
    "explain_stop",
    "finish_translation",
    "follow",
    "forget_offline",
    "forget_replies",
    "hide_comment",
    "invite_expert",
    "mark_answer",
    "mute",
    "note",
    "publish",
    "publish_from_sources",
    "publish_reply",
    "read_again",
    "receive_offline",
    "remind_of_exchange",
    "remove_attachment",
    "remove_point",
    "reopen_version",
    "reply_point",
    "report_comment",
    "request_changes",
    "restore",
    "revoke_expert",
    "save_reason",
    "save_section",
    "save_translation",
    "save_wording",
    "set_audience",
    "set_flags",
    "set_rate",
    "settle_claim",
    "settle_correction",
    "start_from",
    "start_revision",
    "submit",
    "take_back_exchange",
    "take_reply",
    "tell_dead_links",
    "unfollow",
    "unmark_answer",
    "unmute",
    "withdraw",
    "withdraw_translation",
]
