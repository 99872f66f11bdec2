"""One strict policy: the only inline style is the one whose hash it names, and no page holds an inline script."""

import hashlib
import re
from base64 import b64encode

import pytest

from common import styles
from tests.pages.walked import MEMBER_PAGES, PUBLIC_PAGES

pytestmark = pytest.mark.django_db


def _assert_clean(response, tags):
    html = response.content.decode()
    policy = response.headers["Content-Security-Policy"]
    read = tags(html)
    for style in read.styles:
        digest = b64encode(hashlib.sha256(style.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in policy
    for tag, attrs in read.found:
        assert "style" not in attrs, (tag, attrs)
        assert not [name for name in attrs if name.startswith("on")], (tag, attrs)
        assert tag != "script" or "src" in attrs or attrs.get("type") == "application/json", attrs
        for name in ("src", "srcset", "data", "poster"):
            assert not (attrs.get(name) or "").startswith(("http:", "https:", "//")), attrs
        if tag == "link" and attrs.get("rel") != "canonical":
            assert attrs["href"].startswith("/static/"), attrs
    assert "'unsafe-inline'" not in policy
    assert "'unsafe-eval'" not in policy
    assert "http" not in policy


def test_public_pages_obey(client, real_records, tags):
    for path in PUBLIC_PAGES:
        response = client.get(path)
        assert response.status_code == 200, path
        _assert_clean(response, tags)


def test_pages_of_members_obey(client_of, liege_editor, tags):
    client = client_of(liege_editor)
    for path in MEMBER_PAGES:
        response = client.get(path)
        assert response.status_code == 200, path
        _assert_clean(response, tags)


@pytest.mark.parametrize("path", ["/fr/nulle-part/", "/nulle-part/"])
def test_the_page_of_what_is_absent_obeys(client, path, tags):
    _assert_clean(client.get(path), tags)


def test_the_stylesheet_is_packed_without_losing_a_rule():
    source, packed = styles.SOURCE.read_text(), styles.critical()
    assert "/*" not in packed
    assert "\n" not in packed
    for mark in "{};@":
        commentless = re.sub(r"/\*.*?\*/", "", source, flags=re.DOTALL)
        lost = commentless.count(mark) - packed.count(mark)
        assert lost == 0 if mark != ";" else lost <= commentless.count("}")


def test_spaces_that_mean_something_stay():
    assert styles.minify("a :is(b) { width: calc(1px + 2px); }") == "a :is(b){width:calc(1px + 2px)}"
    assert styles.minify("/* x */\n.a,\n.b > c { margin: 0 auto; }") == ".a,.b>c{margin:0 auto}"


def test_the_stylesheet_knows_no_left_and_no_right():
    assert (
        re.findall(
            r"(?:margin|padding|border)-(?:left|right)|[;{](?:left|right):|text-align:(?:left|right)", styles.critical()
        )
        == []
    )
