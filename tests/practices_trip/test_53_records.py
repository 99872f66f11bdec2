"""The 53 real records go out and come back unchanged, as a spreadsheet and as the form in one file."""

from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from cities.viewer import Viewer
from practices import importing, record
from practices.models import Revision
from practices.offline.changes import cleaned
from practices.offline.content import Draft, travelling, values_of
from practices.offline.page import form_page, read_answers
from practices.offline.reading import read_workbook
from practices.offline.sheets import workbook
from practices.record.marks import marks

RECORDS = Path(importing.__file__).parent / "data" / "practices.json"
BROWSER = "/usr/bin/chromium"


@pytest.fixture
def real_drafts(db):
    """The drafts of the 53 records, each as its own city reads it."""
    importing.load(importing.read(RECORDS.read_text()))
    found = []
    for revision in Revision.unguarded.select_related("practice__city").order_by("practice__slug"):
        own = Viewer(user_id=1, city_id=revision.practice.city_id)
        draft = Draft(
            slug=revision.practice.slug,
            revision=revision.pk,
            version=revision.lock_version,
            language="fr",
            marks=marks(revision, travelling()),
            values=values_of(record.view(revision, own)),
        )
        found.append((revision, draft))
    assert len(found) == 53
    return found


def _demand_unchanged(revision, draft, filled):
    assert filled.problems == [], draft.slug
    assert (filled.slug, filled.revision, filled.version) == (draft.slug, draft.revision, draft.version)
    assert filled.marks == draft.marks
    for one in travelling():
        assert cleaned(one, filled.values[one.key]) == getattr(revision, one.attribute), (draft.slug, one.key)


def test_through_the_spreadsheet(real_drafts):
    filled_fields = set()
    for revision, draft in real_drafts:
        _demand_unchanged(revision, draft, read_workbook(workbook(draft, draft.slug)))
        filled_fields |= {key for key, value in draft.values.items() if value}
    assert len(filled_fields) > 45  # the records are rich enough for this to mean something


@pytest.mark.browser
def test_through_the_form_in_one_file(real_drafts, tmp_path):
    """In a browser cut off from every network: the form's own script gathers the answers."""
    files = []
    for _revision, draft in real_drafts:
        files.append(tmp_path / f"{draft.slug}.html")
        files[-1].write_text(form_page(draft, draft.slug, ""))
    answers, asked = _gathered(files)
    assert asked == [file.as_uri() for file in files]  # the files themselves and nothing else
    for (revision, draft), answer in zip(real_drafts, answers, strict=True):
        _demand_unchanged(revision, draft, read_answers(answer.encode()))


def _gathered(files):
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=BROWSER, args=["--no-sandbox"])
        page = browser.new_context(offline=True).new_page()
        answers, asked = [], []
        page.on("request", lambda request: asked.append(request.url))
        for file in files:
            page.goto(file.as_uri())
            answers.append(page.evaluate("JSON.stringify(collect())"))
        browser.close()
    return answers, asked
