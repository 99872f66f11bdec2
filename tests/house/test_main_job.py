"""The main job in a real browser, on a phone's width, against a real server and a real SMTP server.

A city is invited, writes a practice, is asked for changes, is published; another city comments; a third signs a
declaration and a second person confirms; the digest tells it all; a partner reads it through the API.
"""

import json
import re
import shutil
import urllib.request

import pytest
import samples
from members import PASSWORD, make_member, make_user

from cities.models import Role
from demo import declaration as demonstration
from mailing.delivery import deliver
from practices.record import section_called

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here: apt-get install chromium"),
]


class Person:
    """A browser of one's own, 360 pixels wide."""

    def __init__(self, browser, site):
        self.site = site
        self.page = browser.new_context(viewport={"width": 360, "height": 740}, locale="fr-FR").new_page()

    def go(self, path):
        answer = self.page.goto(path if path.startswith("http") else self.site + path)
        assert answer.status < 400, (path, answer.status)
        return self

    def sign_in(self, email):
        self.go("/fr/compte/login/")
        self.fill("login", email).fill("password", PASSWORD).press("Se connecter")
        assert "/login/" not in self.page.url, self.page.inner_text("main")
        return self

    def fill(self, name, value):
        self.page.locator(f'main [name="{name}"]').first.fill(str(value))
        return self

    def press(self, name):
        self.page.locator("main").get_by_role("button", name=name, exact=True).first.click()
        self.page.wait_for_load_state()
        return self

    def sees(self, text):
        assert text in self.page.inner_text("body"), (
            f"{text!r} is not on {self.page.url}: {self.page.inner_text('main')}"
        )
        return self

    def write(self, values):
        """Fill a section of the record as it is shown, and save it."""
        self.page.eval_on_selector_all("main details", "all => all.forEach(one => one.open = true)")
        for key, value in values.items():
            for name, one in _inputs(key, value):
                self._put(name, one)
        with self.page.expect_navigation():  # our script sends, then opens the next page
            self.page.get_by_role("button", name="Enregistrer le brouillon", exact=True).click()

    def sign(self):
        """Prove who one is again, say that the text was read, and sign it."""
        self.prove()
        self.page.check('main [name="mandate"]')
        self.page.locator('main [name="typed_city"]').fill("Dakar")
        self.page.locator("main form button").last.click()
        self.page.wait_for_load_state()
        return self.sees("En attente de confirmation")

    def prove(self):
        """Type the password again, as every act of a city asks."""
        assert "/reauthenticate/" in self.page.url
        self.page.locator('main [name="password"]').fill(PASSWORD)
        self.page.locator('main [name="password"]').press("Enter")
        self.page.wait_for_url(re.compile("/declarations/"))
        return self

    def _put(self, name, value):
        found = self.page.locator(f'main [name="{name}"]')
        kind = found.first.evaluate("one => one.type")
        if kind == "select-one":
            found.first.select_option(value)
        elif value is True:
            found.first.check()
        elif kind in {"checkbox", "radio"}:
            self.page.locator(f'main [name="{name}"][value="{value}"]').check()
        else:
            found.first.fill(str(value))


def _inputs(key, value):
    """Yield the names and values of the inputs of a field."""
    if isinstance(value, dict):
        yield from ((f"{key}-{column}", one) for column, one in value.items())
    elif isinstance(value, list) and isinstance(value[0], dict):
        yield from ((f"{key}-0-{column}", one) for column, one in value[0].items())
    elif key == "objectives":
        yield key, "\n".join(value)
    elif key in {"methods", "themes", "target_groups"}:
        yield from ((f"{key}-{number}", one) for number, one in enumerate(value))
    elif isinstance(value, list):
        yield from ((key, one) for one in value)
    else:
        yield key, value


def _text(message):
    return message.get_body(("plain",)).get_content()


def _link(message, holding):
    return re.search(rf"https?://\S*{holding}\S*", _text(message))[0]


def test_from_an_invitation_to_the_digest(site, browser, smtp_sink):
    office = make_user("secretariat@aimf.example", "Sacha Secrétariat", is_staff=True)
    make_member("lecteur@tunis.example", "Lotfi Lecteur", "tunis", Role.READER)
    signatory = make_member("signe@dakar.example", "Simone Signe", "dakar", Role.READER, can_sign=True)
    make_member("coordination@dakar.example", "Cheikh Coord", "dakar", Role.COORDINATOR)

    # The secretariat invites the first coordinator of a city, who opens an account from the letter
    desk = Person(browser, site).sign_in(office.email).go("/fr/villes/namur/equipe/")
    desk.fill("email", "coordination@namur.example")
    desk.page.check('main [name="role"][value="coordinator"]')
    desk.press("Inviter")
    deliver()
    invitation = smtp_sink.to("coordination@namur.example")[-1]
    namur = Person(browser, site).go(_link(invitation, "/invitation/"))
    namur.fill("name", "Nadine Namur").fill("password", PASSWORD)
    namur.page.check('main [name="charter"]')
    namur.press("Ouvrir mon compte")
    if "/compte/login/" in namur.page.url:
        namur.fill("login", "coordination@namur.example").fill("password", PASSWORD).press("Se connecter")

    # She writes a practice, section by section, and submits it
    namur.go("/fr/pratiques/nouvelle/").fill("title", samples.COMPLETE["A"]["title"])
    namur.page.locator('main [name="title"]').press("Enter")
    namur.page.wait_for_url("**/modifier/**")
    slug = re.search(r"/pratiques/([^/]+)/", namur.page.url)[1]
    for section, values in samples.COMPLETE.items():
        namur.go(f"/fr/pratiques/{slug}/modifier/{section_called(section).slug}/").write(values)
    namur.go(f"/fr/pratiques/{slug}/soumettre/").press("Soumettre au secrétariat")

    # The secretariat asks for a change, with its reason; she answers; it is published
    _decide(desk, "Demander des compléments", "Précisez les horaires.")
    deliver()
    asked = smtp_sink.to("coordination@namur.example")[-1]
    assert "Précisez les horaires." in _text(asked)
    namur.go(f"/fr/pratiques/{slug}/modifier/").sees("Précisez les horaires.")
    namur.go(f"/fr/pratiques/{slug}/modifier/essentiel/")
    namur.write({"description": "Deux équipes partent chaque soir de 18 h 00 à 23 h 00."})
    namur.go(f"/fr/pratiques/{slug}/soumettre/").press("Soumettre au secrétariat")
    _decide(desk, "Publier", "")

    # Another city finds it, typing without accents, and comments
    tunis = Person(browser, site).sign_in("lecteur@tunis.example").go("/fr/pratiques/?q=mediation+riverains")
    tunis.page.get_by_role("link", name=samples.COMPLETE["A"]["title"]).click()
    tunis.fill("body", "Comment avez-vous recruté ?")
    tunis.press("Publier le commentaire").sees("Comment avez-vous recruté ?")
    deliver()
    assert (
        "Comment avez-vous recruté" in smtp_sink.to("coordination@namur.example")[-1].get_body(("plain",)).get_content()
    )

    # A third signs the demonstration declaration; a second person confirms
    _open_declaration(office)
    Person(browser, site).sign_in(signatory.email).go(f"/fr/declarations/{demonstration.SLUG}/signer/").sign()
    Person(browser, site).sign_in("coordination@dakar.example").go(
        f"/fr/declarations/{demonstration.SLUG}/signatures/dakar/confirmer/"
    ).prove().press("Confirmer la signature")
    Person(browser, site).go(f"/fr/declarations/{demonstration.SLUG}/").sees("Dakar")
    deliver()
    assert any("Dakar" in _text(letter) for letter in smtp_sink.to(signatory.email))

    # The digest of this week tells a reader what others did, and a partner reads it through the API
    from accounts.models import User
    from cities.viewer import viewer_of
    from common import clock
    from digests.mails import compose

    reader = User.objects.get(email="coordination@dakar.example")
    week = clock.period_of(clock.now(), "UTC")
    told = compose(reader.pk, week.start, week.end)
    assert samples.COMPLETE["A"]["title"] in str(told)
    assert viewer_of(reader.pk).is_member
    with urllib.request.urlopen(f"{site}/api/v1/practices/?q=mediation") as answer:
        assert [one["slug"] for one in json.load(answer)["results"]] == [slug]


def _decide(desk, button, note):
    desk.go("/admin/").page.get_by_role("link", name=re.compile("Médiation de nuit")).first.click()
    pressed = desk.page.get_by_role("button", name=button, exact=True)
    form = desk.page.locator("form", has=pressed)
    form.locator('[name="note"]').fill(note)
    form.get_by_role("button", name=button, exact=True).click()
    desk.page.wait_for_load_state()


def _open_declaration(office):
    from cities.viewer import viewer_of
    from declarations.actions import adopt, open_for_signature, prepare

    by = viewer_of(office.pk)
    made = prepare(
        by=by, facts=demonstration.FACTS, title=demonstration.TITLE, body=demonstration.BODY, slug=demonstration.SLUG
    )
    made = adopt(by=by, declaration_id=made.pk, seen_edition=made.edition)
    open_for_signature(by=by, declaration_id=made.pk, seen_edition=made.edition)
