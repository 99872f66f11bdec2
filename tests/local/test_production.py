"""docker-compose.yml, without an engine: valid against the Compose schema, and closed as operations.md promises."""

import os
import re
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
import yaml

from local.places import Data
from local.postgres import Postgres
from local.process import Stack

ROOT = Path(__file__).resolve().parents[2]
FILE = ROOT / "docker-compose.yml"
COMPOSE = yaml.safe_load(FILE.read_text())
SERVICES = COMPOSE["services"]
OURS = {"web", "worker", "beat", "migrate", "backup"}


def check_schema(path: Path) -> subprocess.CompletedProcess[str]:
    tool = Path(sys.executable).with_name("check-jsonschema")
    words = [tool, "--builtin-schema", "vendor.compose-spec", path]
    return subprocess.run(words, capture_output=True, text=True)


def test_it_is_valid_against_the_compose_schema(tmp_path):
    done = check_schema(FILE)
    assert done.returncode == 0, done.stdout
    # The check itself can fail
    wrong = tmp_path / "wrong.yml"
    wrong.write_text(FILE.read_text().replace("healthcheck:", "healtcheck:"))
    assert check_schema(wrong).returncode != 0


@pytest.mark.parametrize("name", SERVICES)
def test_every_service_is_closed(name):
    service = SERVICES[name]
    assert service["read_only"] is True
    assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", service["user"]), "not root"
    assert service["cap_drop"] == ["ALL"]
    assert "cap_add" not in service
    assert "privileged" not in service
    assert service["security_opt"] == ["no-new-privileges:true"]
    if name not in {"migrate", "backup"}:
        assert service["healthcheck"]["test"][0] in {"CMD", "CMD-SHELL"}
        assert service["restart"] == "unless-stopped"


def test_only_the_proxy_is_reached_from_outside():
    open_ports = {name: service["ports"] for name, service in SERVICES.items() if service.get("ports")}
    assert open_ports.pop("inbound") == ["127.0.0.1:8024:8024"]  # for the mail server of the same machine
    assert list(open_ports) == ["proxy"]
    assert COMPOSE["networks"]["back"] == {"internal": True}
    assert COMPOSE["networks"]["front"] == {"internal": True}
    assert SERVICES["db"]["networks"] == SERVICES["valkey"]["networks"] == ["back"]
    assert "back" not in SERVICES["proxy"]["networks"]


def test_two_web_processes_stand_behind_a_proxy_that_overwrites_x_forwarded_for():
    assert SERVICES["web"]["deploy"]["replicas"] == 2
    caddy = (ROOT / "docker" / "Caddyfile").read_text()
    assert "header_up X-Forwarded-For {remote_host}" in caddy
    assert "header_up +X-Forwarded-For" not in caddy
    assert "reverse_proxy" in caddy
    assert SERVICES["web"]["environment"]["TRUSTED_PROXY_COUNT"] == "1"


def test_the_site_never_holds_the_owner_s_password():
    for name in OURS:
        environment = SERVICES[name]["environment"]
        assert environment["DATABASE_URL"].startswith("postgres://plateforme_site:")
        assert ("MIGRATE_DATABASE_URL" in environment) == (name in {"migrate", "backup"})
        assert environment["DEBUG"] == "0"
        assert "DEMO" not in environment
    assert SERVICES["migrate"]["restart"] == "no"
    for name in ("web", "worker", "beat"):
        assert SERVICES[name]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}


def test_secrets_come_from_the_environment_file_and_the_example_has_none():
    lines = (ROOT / ".env.example").read_text().splitlines()
    named = {line.partition("=")[0]: line.partition("=")[2] for line in lines if line and not line.startswith("#")}
    assert set(named.values()) == {""}
    used = set(re.findall(r"\$\{(\w+)", FILE.read_text()))
    assert used == set(named)
    defaults = {"INBOUND_DOMAIN": "", "INBOUND_AUTHSERV": "", "GATHER_MINUTES": "10"}
    said = {(name, f":-{defaults[name]}" if name in defaults else ":?set it in .env") for name in used}
    assert set(re.findall(r"\$\{(\w+)([^}]*)", FILE.read_text())) == said


def test_the_volumes_and_files_it_names_exist():
    for service in SERVICES.values():
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            if source.startswith("./") and source != "./backups":
                assert (ROOT / source).is_file()
            elif not source.startswith("."):
                assert source in COMPOSE["volumes"]


def test_the_image_is_made_with_the_steps_of_make():
    dockerfile = (ROOT / "Dockerfile").read_text()
    targets = set(re.findall(r"make ([a-z-]+)", re.sub(r"#.*", "", dockerfile).replace("install -y", "")))
    known = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert {"install", "build"} <= targets & known
    stages = set(re.findall(r"^FROM \S+ AS (\w+)", dockerfile, re.MULTILINE))
    assert {service["build"]["target"] for service in SERVICES.values() if "build" in service} <= stages
    for name, uid in (("site", "10001"), ("proxy", "10002")):
        assert uid in dockerfile, name
    # pg_dump may not be older than the server: Debian 12 brings version 15
    assert "debian:bookworm" in dockerfile
    assert SERVICES["db"]["image"] == "postgres:15-bookworm"


def test_the_first_start_of_the_database_makes_both_roles(folder):
    data = Data(folder / "data")
    data.open()
    stack = Stack(data.lock)
    try:
        server = Postgres(data)
        server.start(stack)
        with server.connect() as admin:
            for statement in ("DATABASE plateforme", "ROLE plateforme_owner", "ROLE plateforme_site"):
                admin.execute(f"DROP {statement}")
        environment = {
            "PATH": f"{server.programs()}:{os.environ['PATH']}",
            "PGHOST": str(server.sockets),
            "PGPASSWORD": data.secrets().superuser,
            "POSTGRES_USER": "postgres",
            "OWNER_PASSWORD": "o" * 24,
            "SITE_PASSWORD": "s" * 24,
        }
        done = subprocess.run([ROOT / "docker" / "database.sh"], env=environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        where = {"host": str(server.sockets), "dbname": "plateforme"}
        with psycopg.connect(user="plateforme_owner", password="o" * 24, **where) as owner:
            owner.execute("CREATE TABLE made (id int)")
        refused = pytest.raises(psycopg.errors.InsufficientPrivilege)
        with psycopg.connect(user="plateforme_site", password="s" * 24, **where) as site, refused:
            site.execute("CREATE TABLE not_mine (id int)")
        environment["SITE_PASSWORD"] = ""
        assert subprocess.run([ROOT / "docker" / "database.sh"], env=environment, capture_output=True).returncode != 0
    finally:
        stack.stop()
        data.reset()
