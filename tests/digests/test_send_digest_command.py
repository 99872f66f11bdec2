"""`send_digest` names its week; a dry run shows and changes nothing."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from common import clock
from digests.models import Run
from journal import log
from mailing.models import Letter


def run(*options: str) -> str:
    out = StringIO()
    call_command("send_digest", *options, stdout=out)
    return out.getvalue()


def test_a_dry_run_shows_who_would_get_what_and_changes_nothing(db, at, liege_editor, tunis_reader):
    User.objects.filter(pk=tunis_reader.pk).update(digest="off")
    at("2026-11-25 12:00", "Europe/Brussels")
    said = run("--period", "2026-W48", "--dry-run")
    assert liege_editor.email in said
    assert tunis_reader.email not in said
    assert "nothing new: no letter" in said
    assert "1 people have not had 2026-W48" in said
    assert not Run.objects.exists()
    assert not Letter.objects.exists()


def test_it_queues_each_reader_once(db, at, liege_editor, tunis_reader):
    at("2026-11-25 12:00", "Europe/Brussels")
    assert "2 letters queued" in run("--period", "2026-W48")
    assert "0 letters queued" in run("--period", "2026-W48")
    assert Run.objects.count() == Letter.objects.count() == 2


@pytest.mark.parametrize("period", ["2026-W54", "2026-48", "last", "2025-W53"])
def test_a_week_that_does_not_exist_is_refused_with_a_sentence(db, liege_editor, period):
    with pytest.raises(CommandError, match="is no day, week or month"):
        run("--period", period)


def test_a_journal_that_holds_other_things_makes_no_letter(db, at, liege_editor):
    log.record("membership.ended", subject_type="membership", subject_id=1, actor_id=None)
    assert "nothing new: no letter" in run("--period", clock.period_of(clock.now(), "UTC").name, "--dry-run")
