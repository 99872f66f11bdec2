"""The line is cut in the middle of a saving: nothing that was typed is lost, and nothing is saved twice."""

import shutil

import pytest
import samples
from members import PASSWORD, make_member

from cities.models import Role
from cities.viewer import viewer_of
from practices.models import Revision, Saving

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
KEPT = "Object.keys(localStorage).filter(one => one.startsWith('brouillon:')).length"
TEXT = "Une heure de travail, écrite dans le train."

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here: apt-get install chromium"),
]


def until(page, expression):
    """Wait until something is true in the page. Playwright's own waiting evaluates text, which the policy refuses."""
    for _ in range(100):
        if page.evaluate(expression):
            return
        page.wait_for_timeout(100)
    raise AssertionError(expression)


class Writer:
    """An editor of Namur before a section of a draft, on a phone; ``script`` False: a browser without JavaScript."""

    def __init__(self, browser, site, *, script=True):
        user = make_member("redaction@namur.example", "Nora Namur", "namur", Role.EDITOR)
        self.revision = samples.write_draft(viewer_of(user.pk))
        self.context = browser.new_context(viewport={"width": 360, "height": 740}, java_script_enabled=script)
        self.page = self.context.new_page()
        self.complaints = []
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", lambda one: "Content Security" in one.text and self.complaints.append(one.text))
        self.address = f"{site}/fr/pratiques/{self.revision.practice.slug}/modifier/essentiel/"
        self.sign_in(site)

    def sign_in(self, site):
        self.page.goto(f"{site}/fr/compte/login/")
        self.page.fill('[name="login"]', "redaction@namur.example")
        self.page.fill('[name="password"]', PASSWORD)
        self.page.get_by_role("button", name="Se connecter", exact=True).first.click()
        self.page.wait_for_url("**/ma-ville/")
        self.page.goto(self.address)

    def save(self):
        self.page.get_by_role("button", name="Enregistrer le brouillon", exact=True).click()

    @property
    def stored(self):
        return Revision.unguarded.get(pk=self.revision.pk)


@pytest.fixture
def writer(site, browser):  # the browser closes before its database goes
    return Writer(browser, site)


def test_the_line_is_cut_in_the_middle_of_a_saving(writer):
    page = writer.page
    page.fill('main [name="context"]', TEXT)
    # Before the text arrives
    page.route("**/modifier/essentiel/", lambda route: route.abort("connectionreset"))
    writer.save()
    page.get_by_text("La ligne est coupée").wait_for()
    assert page.input_value('main [name="context"]') == TEXT
    assert writer.stored.context != TEXT
    page.unroute("**/modifier/essentiel/")

    # After it has arrived, before the answer does
    def received_but_not_answered(route):
        route.fetch(max_redirects=0)
        route.abort("connectionreset")

    page.route("**/modifier/essentiel/", received_but_not_answered)
    writer.save()
    until(page, "!document.querySelector('[aria-busy]')")
    page.get_by_text("La ligne est coupée").wait_for()
    assert writer.stored.context == TEXT
    saved = Saving.objects.filter(revision=writer.revision).count()
    page.unroute("**/modifier/essentiel/")
    with page.expect_navigation():
        writer.save()
    assert Saving.objects.filter(revision=writer.revision).count() == saved, "sent twice, saved once"
    assert page.locator('[data-notice="kept"]').is_hidden()
    assert writer.complaints == []


def test_what_was_never_sent_is_offered_back_until_one_signs_out(writer, site):
    page = writer.page
    page.fill('main [name="context"]', TEXT)
    until(page, KEPT + " == 1")
    page.close(run_before_unload=False)  # the battery is empty
    again = writer.context.new_page()
    again.goto(writer.address)
    again.get_by_text("Un texte écrit ici n’a pas été enregistré.").wait_for()
    assert again.input_value('main [name="context"]') != TEXT, "shown only when it is asked for"
    again.get_by_role("button", name="Le reprendre").click()
    until(again, "document.querySelector('main [name=context]').value.startsWith('Une heure')")
    with again.expect_navigation():
        again.get_by_role("button", name="Enregistrer le brouillon", exact=True).click()
    assert writer.stored.context == TEXT
    assert again.evaluate(KEPT) == 0

    again.fill('main [name="context"]', "Des mots pour personne d’autre.")
    until(again, KEPT + " == 1")
    again.on("dialog", lambda dialog: dialog.accept())
    again.goto(f"{site}/fr/compte/logout/")
    again.locator("main form .button").click()
    again.wait_for_load_state()
    assert again.evaluate(KEPT) == 0


def test_the_page_watches_the_line_and_keeps_its_reader(writer):
    page, context = writer.page, writer.context
    page.fill('main [name="description"]', "Une **équipe** part le soir.")
    page.get_by_role("button", name="Voir ce texte mis en forme").click()
    page.locator("#apercu-texte strong").wait_for()
    assert page.locator("#apercu-texte strong").inner_text() == "équipe"
    page.focus('main [name="description"]')
    assert page.get_by_role("button", name="Gras").count() == 1
    assert "Mots" in page.inner_text("main")

    context.set_offline(True)
    page.get_by_text("La ligne est coupée").wait_for()
    page.fill('main [name="context"]', TEXT)
    writer.save()
    assert page.input_value('main [name="context"]') == TEXT
    context.set_offline(False)
    page.locator('[data-notice="line"]').wait_for(state="hidden")

    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.evaluate("location.assign('/fr/')")
    page.wait_for_timeout(300)
    assert asked == ["beforeunload"]
    assert page.url.partition("#")[0] == writer.address
    assert writer.complaints == []


def test_without_a_script_everything_still_works(site, browser):
    writer = Writer(browser, site, script=False)
    page = writer.page
    page.fill('main [name="context"]', TEXT)
    page.get_by_role("button", name="Voir ce texte mis en forme").click()
    page.wait_for_load_state()
    assert page.input_value('main [name="context"]') == TEXT
    writer.save()
    page.wait_for_load_state()
    assert writer.stored.context == TEXT
    assert page.locator('[data-notice="line"]').is_hidden()
