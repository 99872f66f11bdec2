"""A committed site with an empty place beside it, for the drills of backup and restore."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg

ROOT = Path(__file__).resolve().parents[2]
COPY, EMPTY = "_drill_source", "_drill_target"


class Drill:
    """A committed copy of the tests' database, an empty one beside it, and the two commands run as in production."""

    def __init__(self, database: Any, folder: Path) -> None:
        self.database, self.folder = database, folder
        self.source, self.target = database.name + COPY, database.name + EMPTY
        self.media = {self.source: folder / "media", self.target: folder / "media-restored"}
        self.drop()
        database._execute("CREATE DATABASE {name} TEMPLATE {template}", name=self.source, template=database.template)
        self.empty()

    def empty(self) -> None:
        self.database._execute("DROP DATABASE IF EXISTS {name} WITH (FORCE)", name=self.target)
        self.database._execute("CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'", name=self.target)

    def drop(self) -> None:
        for name in (self.source, self.target):
            self.database._execute("DROP DATABASE IF EXISTS {name} WITH (FORCE)", name=name)

    def address(self, name: str, role: str = "owner") -> str:
        told = self.database.owner if role == "owner" else self.site()
        port = f":{told['PORT']}" if told["PORT"] else ""
        user, word, host = (quote(str(told[key]), safe="") for key in ("USER", "PASSWORD", "HOST"))
        return f"postgres://{user}:{word}@{host}{port}/{name}"

    @staticmethod
    def site() -> dict[str, Any]:
        from config import environment

        return environment.database("DATABASE_URL")

    def manage(self, name: str, *words: str | Path, role: str = "owner") -> subprocess.CompletedProcess[str]:
        environment = {
            **os.environ,
            "MIGRATE_DATABASE_URL": self.address(name, role),
            "DATABASE_URL": self.address(name, "site"),
            "MEDIA_ROOT": str(self.media[name]),
        }
        return subprocess.run(
            [sys.executable, "manage.py", *map(str, words)], cwd=ROOT, env=environment, capture_output=True, text=True
        )

    def connect(self, name: str, role: str = "owner") -> "psycopg.Connection[Any]":
        return psycopg.connect(self.address(name, role))
