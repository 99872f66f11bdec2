"""A real server and a real browser, for the tests that need both."""

import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import quote

import pytest
from django.db import connections

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
