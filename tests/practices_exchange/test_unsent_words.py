"""Words of a comment or a declaration that were not sent are offered back by the browser, and go once they are sent."""

import shutil
from pathlib import Path

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here: apt-get install chromium"),
    pytest.mark.django_db,
]
SITE = "http://localhost"
WORDS = "Nous avons commencé par deux quartiers, le soir."


@pytest.mark.parametrize(("end", "name"), [("", "body"), ("reprise/", "why")])
def test_unsent_words_are_offered_back(published_practice, client_of, dakar_coordinator, end, name):
    from playwright.sync_api import sync_playwright

    practice, client = published_practice(), client_of(dakar_coordinator)
    path = f"/fr/pratiques/{practice.slug}/{end}"

    before = client.get(path).content.decode()
    assert "data-hold" in before
    sent = before.replace("</main>", f"<p>{WORDS}</p></main>")
    script = Path("static/js/unsent.js").read_text()
    page_of = {"now": before}

    def answer(route):
        if route.request.url.endswith("unsent.js"):
            route.fulfill(body=script, content_type="text/javascript")
        elif route.request.url == f"{SITE}{path}":
            route.fulfill(body=page_of["now"], content_type="text/html; charset=utf-8")
        else:
            route.fulfill(body="", status=404)

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page()
        page.route("**/*", answer)
        page.goto(f"{SITE}{path}")
        area = page.locator(f"form[data-hold] textarea[name={name}]")
        notice = page.locator("[data-unsent]")
        assert not notice.is_visible()
        area.fill(WORDS)
        page.goto(f"{SITE}{path}")
        assert notice.is_visible()
        assert area.input_value() == ""
        notice.locator("[data-take]").click()
        assert area.input_value() == WORDS
        assert not notice.is_visible()
        page_of["now"] = sent
        page.goto(f"{SITE}{path}")
        assert not notice.is_visible()
        page_of["now"] = before
        page.goto(f"{SITE}{path}")
        assert not notice.is_visible()
        browser.close()
