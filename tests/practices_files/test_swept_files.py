"""A file that no version names any more leaves the folder after a day; no other ever does."""

import os
from pathlib import Path

import sound
from django.conf import settings
from django.core.management import call_command

from files import store
from practices import actions, tasks


def files():
    return sorted(path.name for path in (Path(settings.MEDIA_ROOT) / store.FOLDER).rglob("*") if path.is_file())


def grow_old():
    for path in (Path(settings.MEDIA_ROOT) / store.FOLDER).rglob("*"):
        if path.is_file():
            os.utime(path, (0, 0))


def test_what_nothing_names_goes_after_a_day(draft_practice, liege_editor, viewer_for, capsys):
    by = viewer_for(liege_editor)
    revision = draft_practice()
    kept = sound.attach(by, revision, sound.image(), alt_text="a", credit="b", consent=True)
    gone = sound.attach(by, revision, sound.docx())
    actions.remove_attachment(by=by, revision_id=revision.pk, attachment_id=gone.pk)
    assert gone.file in files()
    tasks.sweep_files()
    assert gone.file in files()  # it might belong to a row that is being written
    grow_old()
    call_command("sweep_files")
    assert capsys.readouterr().out.split()[-1] == "1"
    assert files() == sorted([kept.file, kept.small])
