"""The pages about practices, by concern: reading, writing, presence, exchange."""

from practices.views.adoption import adopt, answer_adoption, cancel_adoption
from practices.views.comparing import compare
from practices.views.differences import compare_versions
from practices.views.documents import note_choice, note_pdf, practice_docx, practice_pdf
from practices.views.exchange import (
    comment,
    delete_comment,
    edit_comment,
    follow,
    hide_comment,
    reply,
    report_comment,
    unfollow,
)
from practices.views.experts import expert_reading
from practices.views.files import describe_file, file, files, image, remove_file
from practices.views.freshness import confirmation, still_true
from practices.views.inspiring import start_from
from practices.views.mailed import discard_reply, mailed_replies, publish_reply
from practices.views.offline import (
    offline,
    offline_answers,
    offline_compare,
    offline_file,
    offline_forget,
    offline_form,
    offline_sheet,
)
from practices.views.points import answer_point, appeal
from practices.views.presence import archive, ask_withdrawal, claim, confirm, withdraw
from practices.views.previewing import preview
from practices.views.questions import mark_answer, mute, unmark_answer, unmute
from practices.views.reading import detail, practice_list
from practices.views.relay import (
    answer_exchange,
    ask_about,
    ask_city,
    exchange,
    exchanges,
    take_back_exchange,
)
from practices.views.section import section, short
from practices.views.translating import publish_translation, translation, translation_section, withdraw_translation
from practices.views.versions import close_version, reopen_version, version, versions
from practices.views.writing import create, discard, edit, start_revision, submit

__all__ = [
    "adopt",
    "answer_adoption",
    "answer_exchange",
    "answer_point",
    "appeal",
    "archive",
    "ask_about",
    "ask_city",
    "ask_withdrawal",
    "cancel_adoption",
    "claim",
    "close_version",
    "comment",
    "compare",
    "compare_versions",
    "confirm",
    "confirmation",
    "create",
    "delete_comment",
    "describe_file",
    "detail",
    "discard",
    "discard_reply",
    "edit",
    "edit_comment",
    "exchange",
    "exchanges",
    "expert_reading",
    "file",
    "files",
    "follow",
    "hide_comment",
    "image",
    "mailed_replies",
    "mark_answer",
    "mute",
    "note_choice",
    "note_pdf",
    "offline",
    "offline_answers",
    "offline_compare",
    "offline_file",
    "offline_forget",
    "offline_form",
    "offline_sheet",
    "practice_docx",
    "practice_list",
    "practice_pdf",
    "preview",
    "publish_reply",
    "publish_translation",
    "remove_file",
    "reopen_version",
    "reply",
    "report_comment",
    "section",
    "short",
    "start_from",
    "start_revision",
    "still_true",
    "submit",
    "take_back_exchange",
    "translation",
    "translation_section",
    "unfollow",
    "unmark_answer",
    "unmute",
    "version",
    "versions",
    "withdraw",
    "withdraw_translation",
]
