"""The named cast, and a database where every test runs as the site's own role.

The owner migrates a template once; each test runs in a transaction on a clone of it. ``real_commits`` gives a test
a fresh clone, for what must be seen by several connections at once.
"""

import json
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
import samples
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections
from django.test import Client
from django.utils import translation
from members import make_member, make_user
from psycopg import sql
from sink import smtp_sink  # noqa: F401  a fixture for every folder
from viewers import coordinator, dakar, editor, office, tunis  # noqa: F401  fixtures for every folder

from accounts.models import User
from cities.models import Role
from cities.viewer import Viewer, viewer_of
from config import environment
from practices.models import Practice, Revision

# --- The database ---


def _server(settings_dict: dict[str, Any], name: str = "postgres") -> psycopg.Connection[Any]:
    return psycopg.connect(
        host=settings_dict["HOST"],
        port=settings_dict["PORT"] or None,
        user=settings_dict["USER"],
        password=settings_dict["PASSWORD"],
        dbname=name,
        autocommit=True,
    )


class TestDatabase:
    """The template that the owner made, and the clone that the tests use."""

    __test__ = False

    def __init__(self, owner: dict[str, Any], name: str) -> None:
        self.owner, self.template, self.name = owner, f"{name}_template", name

    def _execute(self, statement: str, **names: str) -> None:
        written = sql.SQL(statement).format(**{key: sql.Identifier(name) for key, name in names.items()})
        for patience in range(100, -1, -1):
            try:
                with _server(self.owner) as server:
                    server.execute(written)
            except (psycopg.errors.ObjectInUse, psycopg.errors.InsufficientPrivilege):
                # A connection that a test has just closed may take a moment to end on the server
                if not patience:
                    raise
                time.sleep(0.1)
            else:
                return

    def make_template(self) -> None:
        """Migrate as the owner, unless make test did so already, and load the reference data: once for each worker."""
        migrated = os.environ.get("MIGRATED_DATABASE", "template1")
        self._execute("DROP DATABASE IF EXISTS {name} WITH (FORCE)", name=self.name)
        self._execute("DROP DATABASE IF EXISTS {name} WITH (FORCE)", name=self.template)
        self._execute("CREATE DATABASE {name} TEMPLATE {migrated}", name=self.template, migrated=migrated)
        self._use(self.owner, self.template)
        call_command("migrate", verbosity=0)
        call_command("load_reference", verbosity=0)
        connections.close_all()

    def clone(self) -> None:
        """Give the tests a fresh copy of the template and connect to it as the site's role."""
        connections.close_all()
        self._execute("DROP DATABASE IF EXISTS {name} WITH (FORCE)", name=self.name)
        self._execute("CREATE DATABASE {name} TEMPLATE {template}", name=self.name, template=self.template)
        self._use(environment.database("DATABASE_URL"), self.name)

    def drop(self) -> None:
        connections.close_all()
        for name in (self.name, self.template):
            self._execute("DROP DATABASE IF EXISTS {name} WITH (FORCE)", name=name)

    @staticmethod
    def _use(login: dict[str, Any], name: str) -> None:
        connection.close()
        wanted = {key: login[key] for key in ("USER", "PASSWORD", "HOST", "PORT")}
        connection.settings_dict.update(wanted, NAME=name)
        settings.DATABASES["default"].update(wanted, NAME=name)


@pytest.fixture(scope="session")
def test_database(django_db_blocker: Any) -> Iterator[TestDatabase]:
    owner = environment.database("MIGRATE_DATABASE_URL")
    worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0")
    database = TestDatabase(owner, f"test_{owner['NAME']}_{worker}")
    connection.settings_dict["OPTIONS"] = {}  # no pool: a clone is dropped and made again
    with django_db_blocker.unblock():
        database.make_template()
        database.clone()
        yield database
        database.drop()


@pytest.fixture(scope="session")
def django_db_setup(test_database: TestDatabase) -> None:
    """In place of pytest-django's own: its database belongs to the site's role, ours does not."""


@pytest.fixture
def real_commits(test_database: TestDatabase, django_db_blocker: Any) -> Iterator[TestDatabase]:
    """For tests with several connections: everything is committed, and the clone is thrown away afterwards."""
    with django_db_blocker.unblock():
        yield test_database
        test_database.clone()


# --- Surroundings ---


@pytest.fixture(autouse=True)
def _quick_and_private(settings: Any, tmp_path: Any) -> Iterator[None]:
    """Files in a folder of their own, cheap password hashes, French, and an empty cache."""
    settings.MEDIA_ROOT = str(tmp_path / "media")
    settings.STATIC_ROOT = str(tmp_path)
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.SITE_URL = "http://testserver"
    settings.SECURE_SSL_REDIRECT = False
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.CACHES = {"default": {**settings.CACHES["default"], "KEY_PREFIX": str(tmp_path)}}
    with translation.override("fr"):
        yield


class UndefinedVariable(str):
    """Raises when a template uses a variable that the page did not give."""

    __slots__ = ()

    def __contains__(self, key: object) -> bool:
        return key == "%s" or super().__contains__(str(key))

    def __mod__(self, name: object) -> str:
        raise AssertionError(f"undefined template variable: {name}")


@pytest.fixture(autouse=True)
def _undefined_variables_fail(settings: Any) -> None:
    from django.template import engines

    engines["django"].engine.string_if_invalid = UndefinedVariable("%s")  # type: ignore[attr-defined]


# --- The cast ---


@pytest.fixture
def liege_editor(db: None) -> User:
    return make_member("editrice@liege.example", "Élise Rédac", "liege", Role.EDITOR, time_zone="Europe/Brussels")


@pytest.fixture
def liege_coordinator(db: None) -> User:
    return make_member(
        "coordination@liege.example", "Colin Coord", "liege", Role.COORDINATOR, time_zone="Europe/Brussels"
    )


@pytest.fixture
def dakar_signatory(db: None) -> User:
    return make_member(
        "signataire@dakar.example", "Simone Signe", "dakar", Role.READER, can_sign=True, time_zone="Africa/Dakar"
    )


@pytest.fixture
def dakar_coordinator(db: None) -> User:
    return make_member(
        "coordination@dakar.example", "Cheikh Coord", "dakar", Role.COORDINATOR, time_zone="Africa/Dakar"
    )


@pytest.fixture
def tunis_reader(db: None) -> User:
    return make_member(
        "lecteur@tunis.example", "Lotfi Lecteur", "tunis", Role.READER, language="ar", time_zone="Africa/Tunis"
    )


@pytest.fixture
def secretariat(db: None) -> User:
    return make_user("secretariat@aimf.example", "Sacha Secrétariat", is_staff=True)


@pytest.fixture
def viewer_for() -> Callable[[User], Viewer]:
    """Return the viewer of a person, with the rights of this moment."""
    return lambda user: viewer_of(user.pk)


@pytest.fixture
def client_of() -> Callable[[User], Client]:
    """Return a browser in which a person has signed in."""

    def signed_in(user: User) -> Client:
        client = Client()
        client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
        return client

    return signed_in


# --- Practices, through the real actions ---

REAL_RECORDS = settings.ROOT / "practices" / "data" / "practices.json"


@pytest.fixture
def real_records(secretariat: User) -> None:
    """The records drawn from public sources, published as `make demo` does."""
    call_command("import_practices", str(REAL_RECORDS), publish_as=secretariat.email, verbosity=0)


@pytest.fixture
def real_notice(secretariat: User, tmp_path: Path) -> Callable[[str], Practice]:
    """Return a loader of one record drawn from public sources, published in the same way; quicker than all of them."""

    def loaded(slug: str) -> Practice:
        records = json.loads(REAL_RECORDS.read_text())["practices"]
        alone = tmp_path / f"{slug}.json"
        alone.write_text(json.dumps({"practices": [one for one in records if one["slug"] == slug]}))
        call_command("import_practices", str(alone), publish_as=secretariat.email, verbosity=0)
        return Practice.unguarded.get(slug=slug)

    return loaded


@pytest.fixture
def draft_practice(liege_editor: User, viewer_for: Callable[[User], Viewer]) -> Callable[..., Revision]:
    """Return a maker of complete drafts of Liège; changes are values by field."""
    return lambda **changes: samples.write_draft(viewer_for(liege_editor), **changes)


@pytest.fixture
def published_practice(
    draft_practice: Callable[..., Revision],
    liege_editor: User,
    secretariat: User,
    viewer_for: Callable[[User], Viewer],
) -> Callable[..., Practice]:
    """Return a maker of published practices of Liège: written by its editor, published by the secretariat."""

    def made(**changes: Any) -> Practice:
        return samples.publish(viewer_for(liege_editor), viewer_for(secretariat), draft_practice(**changes))

    return made
