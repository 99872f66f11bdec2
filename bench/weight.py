"""Paints the list and a practice in Chromium on an emulated slow link, beside a bare page, interleaved in one run.

    python bench/weight.py http://localhost:8000 [--rounds 7] [--link 3g|2g]

Needs a site that runs on this machine (make demo) and a Chromium (--chromium, or /usr/bin/chromium). Each view is cold:
a new profile and a new connection, on a phone of 360 pixels, over the line of slow_link.py. The bare page is the list
itself without what draws it, served by a small server in this process: no product could be lighter.
Prints the median first paint of each, the ratio to the bare page, layout shift, bytes and requests.
"""

import argparse
import gzip
import re
import statistics
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, sync_playwright
from slow_link import LINKS, slow

PHONE = {"width": 360, "height": 640}
AIM = 1.15


@dataclass
class Measured:
    """What was seen of one page, round after round."""

    name: str
    url: str
    paints: list[float] = field(default_factory=list)
    shifts: list[float] = field(default_factory=list)
    received: int = 0
    requests: int = 0

    @property
    def paint(self) -> float:
        return statistics.median(self.paints)


def bare(html: str) -> bytes:
    """Return a page without anything that draws it."""
    for pattern in (r"<style>.*?</style>", r"<link [^>]*>", r"<script.*?</script>", r"<meta property[^>]*>"):
        html = re.sub(pattern, "", html, flags=re.DOTALL)
    return gzip.compress(html.encode(), 6)


@contextmanager
def serving(body: bytes) -> Iterator[int]:
    """Serve one compressed page to this machine, and give its port."""

    class OnePage(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Encoding", "gzip")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            with suppress(BrokenPipeError):  # a browser opens a second line and drops it
                self.wfile.write(body)

        def log_message(self, *_args: object) -> None:
            """Say nothing: what this prints is the measure."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), OnePage)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server.server_port
    finally:
        server.shutdown()


def read(url: str) -> str:
    """Return a page of the site."""
    with urllib.request.urlopen(url, timeout=30) as answer:  # the address given on the command line
        return str(answer.read().decode())


def view(browser: Browser, measured: Measured) -> None:
    """See a page for the first time on a slow link."""
    context = browser.new_context(viewport=PHONE, locale="fr-FR")
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    seen: list[float] = []
    session.on("Network.loadingFinished", lambda event: seen.append(event["encodedDataLength"]))
    page.goto(measured.url, wait_until="load")
    page.wait_for_timeout(300)
    measured.paints.append(_first_paint(page))
    measured.shifts.append(_shift(page))
    measured.received, measured.requests = int(sum(seen)), len(seen)
    context.close()


def _first_paint(page: Page) -> float:
    return float(page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime"))


def _shift(page: Page) -> float:
    script = """() => new Promise(done => {
        let sum = 0;
        new PerformanceObserver(list => { for (const one of list.getEntries()) sum += one.value; })
            .observe({type: 'layout-shift', buffered: true});
        setTimeout(() => done(sum), 100);
    })"""
    return float(page.evaluate(script))


def main() -> int:
    """Measure and print; 1 when an aim is missed."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("site", help="the address of a site that runs on this machine")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--link", choices=LINKS, default="3g")
    parser.add_argument("--chromium", default="/usr/bin/chromium")
    options = parser.parse_args()
    site = options.site.rstrip("/")
    listed = read(f"{site}/fr/pratiques/")
    practice = re.search(r'<h3><a href="(/fr/pratiques/[^"?]+/)"', listed)
    if practice is None:
        print("The site has no published practice to measure.")
        return 2
    link, port = LINKS[options.link], urlsplit(site).port or 80
    with (
        serving(bare(listed)) as plain,
        slow(plain, link) as far_plain,
        slow(port, link) as far_site,
        sync_playwright() as playwright,
    ):
        far = f"http://localhost:{far_site}"
        browser = playwright.chromium.launch(
            executable_path=options.chromium, args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        )
        pages = [
            Measured("bare page", f"http://localhost:{far_plain}/"),
            Measured("list", f"{far}/fr/pratiques/"),
            Measured("practice", f"{far}{practice[1]}"),
            Measured("home", f"{far}/fr/"),
        ]
        for one in pages:  # once for nothing: the server's caches and the browser's code warm up
            view(browser, Measured(one.name, one.url))
        for _ in range(options.rounds):
            for one in pages:
                view(browser, one)
        browser.close()
    return show(pages, options.link)


def show(pages: list[Measured], link: str) -> int:
    """Print a line for each page; 1 when one paints later than the aim allows."""
    floor = pages[0].paint
    print(f"emulated {link}, 360 px, cold, {len(pages[0].paints)} rounds; median first contentful paint")
    for one in pages:
        print(
            f"{one.name:<10} {one.paint:7.0f} ms  x {one.paint / floor:4.2f}  shift {max(one.shifts):.3f}  "
            f"{one.received:6d} bytes  {one.requests} requests"
        )
    late = [one.name for one in pages[1:] if one.paint > AIM * floor]
    print(f"aim: x {AIM} at most: " + (f"missed by {', '.join(late)}" if late else "held by all"))
    return 1 if late else 0


if __name__ == "__main__":
    raise SystemExit(main())
