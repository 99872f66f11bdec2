"""Every template compiles, and every template is used."""

import re
from pathlib import Path

from django.template.loader import get_template

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "templates"
# Loaded by a library under a name of its own choosing
BY_LIBRARIES = (
    "account/",
    "allauth/",
    "mfa/",
    "usersessions/",
    "admin/",
    "django/",
    "registration/",
    "429.html",
)
BY_DJANGO = {"400.html", "403.html", "404.html", "500.html"}


def _names():
    return sorted(str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*") if path.is_file())


def test_every_template_compiles():
    for name in _names():
        get_template(name)


def test_every_template_is_used():
    sources = [
        p for folder in ("platform", "cities", "practices", "declarations") for p in (ROOT / folder).rglob("*.py")
    ]
    text = "\n".join(p.read_text() for p in [*sources, *(p for p in TEMPLATES.rglob("*") if p.is_file())])
    unused = [
        name
        for name in _names()
        if name not in BY_DJANGO
        and not name.startswith(BY_LIBRARIES)
        and not re.search(rf"[\"']{re.escape(name)}[\"']", text)
    ]
    assert unused == []
