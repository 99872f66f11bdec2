"""Every page in a real browser: nothing refused by the policy, nothing that shifts, overflows or is too small to touch.

The pages are asked of Django before the browser opens, which then finds them as if on the network: no server, and the
transaction of the test stays its own.
"""

import mimetypes
import shutil
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.contrib.staticfiles import finders

from tests.pages.walked import MEMBER_PAGES, PUBLIC_PAGES

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
SITE = "http://localhost"
TOUCHED = ".button, .input, .choice, .site-nav a, .site-footer a, .brand, summary, .action, .list.links a, .trail a"
TARGET = 44

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here: apt-get install chromium"),
    pytest.mark.django_db,
]


@contextmanager
def opened():
    """Open a browser. Nothing may ask the database while it is open."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


def fetched(client, paths):
    """Return the answers of the site by address."""
    return {path: client.get(path) for path in paths}


class Reader:
    """A person before a screen; what the browser complains of, posts and asks elsewhere is kept."""

    def __init__(self, browser, pages, **context):
        self.pages, self.complaints, self.elsewhere, self.posted = pages, [], [], []
        context.setdefault("viewport", {"width": 360, "height": 740})
        self.page = browser.new_context(base_url=SITE, **context).new_page()
        self.page.route("**/*", self._answer)
        self.page.on("console", lambda message: message.type == "error" and self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _answer(self, route):
        asked, parts = route.request, urlsplit(route.request.url)
        path = f"{parts.path}?{parts.query}" if parts.query else parts.path
        if f"{parts.scheme}://{parts.netloc}" != SITE:
            self.elsewhere.append(asked.url)
            route.abort()
        elif path.startswith("/static/"):
            file = Path(finders.find(path.removeprefix("/static/")))
            route.fulfill(body=file.read_bytes(), content_type=mimetypes.guess_type(file.name)[0])
        elif asked.method == "POST":
            self.posted.append((path, dict(parse_qsl(asked.post_data))))
            route.fulfill(status=204)
        else:
            found = self.pages[path]
            route.fulfill(status=found.status_code, headers=dict(found.headers), body=found.content)

    def open(self, path):
        assert self.page.goto(path, wait_until="load").status == 200, path
        return self.page


def _shift(page):
    return page.evaluate(
        """() => new Promise(done => {
            let sum = 0;
            new PerformanceObserver(list => { for (const one of list.getEntries()) sum += one.value; })
                .observe({type: 'layout-shift', buffered: true});
            setTimeout(() => done(sum), 60);
        })"""
    )


def _too_small(page):
    """Return what can be touched, is drawn, and is lower than the finger: a link in a line of text is not concerned."""
    return page.evaluate(
        f"""() => [...document.querySelectorAll({TOUCHED!r})]
            .map(one => [one.outerHTML.slice(0, 90), one.getBoundingClientRect()])
            .filter(([, box]) => box.width > 0 && box.height > 0 && box.height < {TARGET} - 0.5)
            .map(([html, box]) => html + ' ' + box.height)"""
    )


def _overflow(page):
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


def _walk(pages, **context):
    with opened() as browser:
        reader = Reader(browser, pages, **context)
        for path in pages:
            page = reader.open(path)
            assert _overflow(page) == 0, path
            assert _too_small(page) == [], path
            assert _shift(page) == 0, path
    assert reader.complaints == []
    assert reader.elsewhere == []


def test_public_pages_hold_on_small_and_wide_screens(client, real_records):
    pages = fetched(client, PUBLIC_PAGES)
    for width in (320, 1280):
        _walk(pages, viewport={"width": width, "height": 740})


def test_public_pages_hold_in_arabic_and_in_the_dark(client, real_records):
    arabic = [path.replace("/fr/", "/ar/") for path in PUBLIC_PAGES if path.startswith("/fr/")]
    _walk(fetched(client, arabic), color_scheme="dark")


def test_pages_of_members_hold(client_of, liege_editor, draft_practice):
    draft = f"/fr/pratiques/{draft_practice().practice.slug}/modifier/"
    _walk(fetched(client_of(liege_editor), [*MEMBER_PAGES, draft, f"{draft}organisation/"]))


def test_the_keyboard_finds_the_content_first_and_sees_where_it_is(client):
    pages = fetched(client, ["/fr/villes/"])
    with opened() as browser:
        page = Reader(browser, pages).open("/fr/villes/")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip"
        assert page.evaluate("document.activeElement.getBoundingClientRect().top") >= 0
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "contenu"
        page.keyboard.press("Tab")
        outline = page.evaluate("getComputedStyle(document.activeElement).outline")
    assert "3px" in outline
    assert "solid" in outline


def test_the_appearance_is_chosen_without_a_script(client):
    pages = fetched(client, ["/fr/villes/?q=liege"])
    with opened() as browser:
        reader = Reader(browser, pages, java_script_enabled=False)
        page = reader.open("/fr/villes/?q=liege")
        page.locator('footer input[value="dark"]').check()
        page.locator("footer form .button").click()
        page.wait_for_timeout(100)
    assert reader.posted == [("/fr/apparence/", {"next": "/fr/villes/?q=liege", "theme": "dark"})]


def test_light_and_dark_follow_the_device_until_one_is_chosen(client):
    as_the_device = fetched(client, ["/fr/"])
    client.cookies["theme"] = "light"
    chosen = fetched(client, ["/fr/"])

    def paper(browser, pages, scheme):
        page = Reader(browser, pages, color_scheme=scheme).open("/fr/")
        return page.evaluate("getComputedStyle(document.body).backgroundColor")

    with opened() as browser:
        light, dark = paper(browser, as_the_device, "light"), paper(browser, as_the_device, "dark")
        kept = paper(browser, chosen, "dark")
    assert light != dark
    assert kept == light


def test_paper_gets_the_words_and_not_the_menus(client, real_records):
    path = "/fr/pratiques/montreal-cprmv/"
    pages = fetched(client, [path])
    with opened() as browser:
        page = Reader(browser, pages, color_scheme="dark").open(path)
        page.emulate_media(media="print")
        assert page.locator("main h1").is_visible()
        for hidden in (".site-nav", ".site-footer", ".skip", "main form", "main .button"):
            assert [one for one in page.locator(hidden).all() if one.is_visible()] == [], hidden
        assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "light"


def test_text_twice_as_large_still_fits(client, real_records):
    pages = fetched(client, ["/fr/", "/fr/pratiques/", "/fr/pratiques/montreal-cprmv/", "/fr/villes/liege/"])
    with opened() as browser:
        reader = Reader(browser, pages, viewport={"width": 1280, "height": 900})
        for path in pages:
            page = reader.open(path)
            page.evaluate("document.documentElement.style.setProperty('font-size', '200%')")
            assert _overflow(page) == 0, path
