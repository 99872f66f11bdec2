"""The ledger, formats 1 and 2: the only code that adds an event, and the file that anybody can verify."""

import json
import secrets
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.db import connection

from cities.models import City
from declarations import verifier
from declarations.models import Declaration, Event, Kind, Signatory, Statement, Text

TIME_FORMAT = "%Y-%m-%dT%H:%M:%S.%fZ"
CITY, SECRETARIAT = "city", "secretariat"  # who acted
NOTHING_SAID = Statement()


@dataclass(frozen=True)
class Act:
    """What is to be written; the ledger adds its place, its time and its hashes."""

    kind: Kind
    by: str
    text: Text | None = None
    city: City | None = None
    commitment: str | None = None
    refers_to: int | None = None
    mode: str | None = None  # how a city signed: online, in_session
    signed_on: date | None = None  # the day given by the source
    source: str | None = None
    statement: Statement = NOTHING_SAID  # a reservation or an interpretation: written in format 2


def append(declaration: Declaration, act: Act) -> Event:
    """Add one event to the chain. The caller holds the lock on the declaration's row, in the transaction of the act."""
    if not connection.in_atomic_block:
        raise RuntimeError("the ledger is written in the transaction of what it tells")
    last = Event.objects.filter(declaration=declaration).order_by("-sequence").only("sequence", "hash").first()
    at = _database_time()
    said = _said(declaration, act, sequence=(last.sequence if last else 0) + 1, at=at)
    said["previous"] = last.hash if last else verifier.FIRST
    canonical = verifier.written(said)
    return Event.objects.create(
        declaration=declaration,
        sequence=said["sequence"],
        kind=act.kind,
        at=at,
        text_hash=said["text"],
        city=act.city,
        commitment=act.commitment,
        refers_to=act.refers_to,
        canonical=canonical,
        previous_hash=said["previous"],
        hash=verifier.fingerprint(canonical),
    )


def _said(declaration: Declaration, act: Act, *, sequence: int, at: datetime) -> dict[str, Any]:
    text, city = act.text, act.city
    said: dict[str, Any] = {
        "format": 1,
        "declaration": declaration.slug,
        "sequence": sequence,
        "kind": str(act.kind),
        "time": at.strftime(TIME_FORMAT),
        "by": act.by,
        "version": text.version if text else None,
        "language": text.language if text else None,
        "text": text.sha256 if text else None,
        "city": city.slug if city else None,
        "city_name": city.name_fr if city else None,
        "country": city.country.code if city else None,
        "commitment": act.commitment,
        "refers_to": act.refers_to,
        "mode": act.mode,
        "signed_on": act.signed_on.isoformat() if act.signed_on else None,
        "source": act.source,
    }
    if act.statement:
        said["format"] = 2
        said["reservation"] = act.statement.reservation or None
        said["reservation_on"] = act.statement.reservation_on
        said["interpretation"] = act.statement.interpretation or None
    return said


def _database_time() -> datetime:
    """The database's own time, even where a test moves common.clock: its trigger refuses any other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        moment: datetime = cursor.fetchone()[0]
    return moment.astimezone(UTC)


def fingerprint_of(statement: Statement) -> str:
    """Return what a page carries, so that what is signed is what was read beside the text."""
    return verifier.fingerprint(verifier.written(asdict(statement)))


# --- The person who signed, outside the ledger ---


@dataclass(frozen=True)
class Person:
    """The name and office of a person, with the salt that hides them in the ledger."""

    name: str
    title: str
    salt: str

    def commitment(self) -> str:
        """Return SHA-256 of the canonical JSON of the three."""
        return verifier.fingerprint(verifier.written({"name": self.name, "salt": self.salt, "title": self.title}))


def person(name: str, title: str) -> Person:
    """Return a person with a fresh salt."""
    return Person(name, title, secrets.token_hex(32))


# --- What leaves the house ---


def head(declaration: Declaration) -> dict[str, Any]:
    """Return the last link: its sequence and its hash."""
    last = Event.objects.filter(declaration=declaration).order_by("-sequence").only("sequence", "hash").first()
    return {"sequence": last.sequence if last else 0, "hash": last.hash if last else verifier.FIRST}


def export(declaration: Declaration) -> dict[str, Any]:
    """Return the whole ledger of a declaration, as the verifier reads it."""
    events = list(_rows(declaration))
    opened = {(event["text"]) for event in events if event["kind"] == Kind.OPENED}
    texts = declaration.texts.filter(sha256__in=opened, status="authentic", adopted_at__isnull=False).order_by(
        "version"
    )
    last = events[-1] if events else None
    return {
        "format": 1,
        "type": "ledger",
        "declaration": declaration.slug,
        "head": {"sequence": len(events), "hash": last["hash"] if last else verifier.FIRST},
        "texts": [
            {"version": t.version, "language": t.language, "sha256": t.sha256, "canonical": t.canonical} for t in texts
        ],
        "events": events,
    }


def _rows(declaration: Declaration) -> Iterator[dict[str, Any]]:
    columns = ("sequence", "kind", "at", "text_hash", "city__slug", "commitment", "refers_to", "previous_hash")
    rows = Event.objects.filter(declaration=declaration).order_by("sequence")
    for row in rows.values_list(*columns, "canonical", "hash"):
        sequence, kind, at, text, city, commitment, refers_to, previous, canonical, own = row
        yield {
            "sequence": sequence,
            "kind": kind,
            "time": at.astimezone(UTC).strftime(TIME_FORMAT),
            "text": text,
            "city": city,
            "commitment": commitment,
            "refers_to": refers_to,
            "previous": previous,
            "canonical": canonical,
            "hash": own,
        }


def export_file(declaration: Declaration) -> str:
    """Return the ledger as the text of a file, one event a line for whoever reads it."""
    ledger = export(declaration)
    lines = ",\n".join(json.dumps(event, ensure_ascii=False) for event in ledger.pop("events"))
    frame = json.dumps(ledger, ensure_ascii=False)
    return f'{frame[:-1]}, "events": [\n{lines}\n]}}\n'


def receipt(event: Event) -> dict[str, Any]:
    """Return the proof that a city keeps: where its event stands, and where the ledger ended at this moment."""
    proof: dict[str, Any] = {
        "format": 1,
        "type": "receipt",
        "declaration": event.declaration.slug,
        "sequence": event.sequence,
        "hash": event.hash,
        "head": head(event.declaration),
    }
    signatory = Signatory.objects.filter(event=event, erased_at__isnull=True).first()
    if signatory is not None:
        proof["signatory"] = {"name": signatory.name, "title": signatory.title, "salt": signatory.salt}
    return proof
