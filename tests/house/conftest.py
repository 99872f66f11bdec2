"""A real server and a real browser, for the tests that need both; a record with a marker in each word."""

import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import quote

import pytest
import samples
from django.db import connections
from django.test import Client
from marking import MARKER, attach_marked, marked_values, marker
from members import make_user

from cities.models import City, Membership, Role
from practices import actions
from practices.record import FIELDS
from practices.record.reading import field_audience

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@pytest.fixture(scope="session")
def collected(tmp_path_factory):
    """The static files as they are served, collected once."""
    root = tmp_path_factory.mktemp("static")
    subprocess.run(
        [sys.executable, "manage.py", "collectstatic", "--no-input", "-v0"],
        cwd=ROOT,
        env={**os.environ, "STATIC_ROOT": str(root)},
        check=True,
    )
    return root


@pytest.fixture
def site(real_commits, smtp_sink, settings, tmp_path, collected):
    """The real server, on the clone that this test uses; return its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = f"http://localhost:{port}"
    settings.SITE_URL, settings.DEMO = address, True
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]  # the server's own
    login = settings.DATABASES["default"]
    place = f"{quote(login['HOST'], safe='')}:{login['PORT']}" if login["PORT"] else quote(login["HOST"], safe="")
    environment = {
        **os.environ,
        "DATABASE_URL": f"postgres://{login['USER']}:{quote(login['PASSWORD'])}@{place}/{login['NAME']}",
        "SITE_URL": address,
        "ALLOWED_HOSTS": "localhost",
        "DEMO": "1",
        "GATHER_MINUTES": "0",  # the stories do not wait ten minutes for their letters
        "DEBUG": "0",
        "STATIC_ROOT": str(collected),
        "MEDIA_ROOT": str(tmp_path / "media"),
    }
    granian = [sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(port), "--blocking-threads", "4"]
    with (tmp_path / "web.log").open("wb") as log:
        web = subprocess.Popen(
            [*granian, "--no-ws", "config.wsgi:application"], cwd=ROOT, env=environment, stdout=log, stderr=log
        )
    try:
        for _ in range(150):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.2)
        yield address
    finally:
        web.terminate()
        web.wait(20)


@pytest.fixture
def browser():
    from playwright.sync_api import sync_playwright

    # Playwright's loop makes Django think that this thread is asynchronous; the test itself is not
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        )
        yield opened
        opened.close()
        connections.close_all()  # those opened inside the loop: the next clone of the database would leave them dead
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def marked(draft_practice, liege_editor, secretariat, viewer_for):
    """A published record of Liège where every text holds its marker, and the audience that each marker has."""
    editor, office = viewer_for(liege_editor), viewer_for(secretariat)
    revision = draft_practice()
    values = marked_values()
    for key, value in values.items():
        revision = samples.write(editor, revision, **{key: value})
    # One public field narrowed to each level, one widened: the choice of the writer is held too
    for key, audience in (
        ("governance", "members"),
        ("participation", "named"),
        ("economic_note", "own"),
        ("obstacles", "public"),
    ):
        revision = actions.save_section(
            by=editor,
            revision_id=revision.pk,
            section=FIELDS[key].section,
            values={},
            audiences={key: audience},
            seen_version=revision.lock_version,
        )
    revision = actions.set_audience(
        by=editor,
        revision_id=revision.pk,
        audience="public",
        named_cities=[City.objects.get(slug="lausanne").pk],
        seen_version=revision.lock_version,
    )
    attached = attach_marked(editor, revision)
    practice = samples.publish(editor, office, revision)
    practice.published.refresh_from_db()
    audiences = {**attached}
    for key in values:
        for found in MARKER.findall(str(values[key])):
            audiences[found] = field_audience(practice.published, FIELDS[key])
    return practice, audiences


@pytest.fixture
def readers(client_of, tunis_reader, liege_coordinator, db):
    named = make_user("lecture@lausanne.example", "Luc Lausanne")
    Membership.objects.create(user=named, city=City.objects.get(slug="lausanne"), role=Role.READER)
    return {
        "stranger": Client(),
        "member": client_of(tunis_reader),
        "named": client_of(named),
        "own": client_of(liege_coordinator),
    }


@pytest.fixture
def taken_up(marked, dakar_coordinator, liege_editor, viewer_for):
    """The record taken up by Dakar, with a marker in each text of the declaration and of the answer."""
    practice, _audiences = marked
    texts = {key: f"Mot {marker('adoption', key)}." for key in ("changed", "why", "result")}
    made = actions.declare_adoption(
        by=viewer_for(dakar_coordinator), practice_id=practice.pk, values={"state": "running", **texts}
    )
    actions.answer_adoption(
        by=viewer_for(liege_editor),
        adoption_id=made.pk,
        kind="correction",
        body=f"Mot {marker('adoption', 'answer')}.",
        seen_version=1,
    )
    return practice
