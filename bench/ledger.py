"""How long the stand-alone verifier takes on a long ledger: `python bench/ledger.py [EVENTS]`.

Builds the ledger in memory, without a database, then verifies it with declarations/verifier.py and prints the figure.
Aim: 10,000 events in under 5 seconds.
"""

import sys
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "declarations"))

import verifier  # the file alone, as a stranger has it

TEXT = "# Déclaration\n\n## 1. Agir\n\nLes villes agissent.\n"


def build(events: int) -> dict[str, Any]:
    """Return a ledger: opened, then each city signs and a second person confirms."""
    sha256, rows, previous = verifier.fingerprint(TEXT), [], verifier.FIRST
    for sequence in range(1, events + 1):
        said: dict[str, Any] = dict.fromkeys(verifier.SAID.split())
        said |= {"format": 1, "declaration": "longue", "sequence": sequence, "previous": previous, "by": "city"}
        said |= {"version": 1, "language": "fr", "text": sha256, "kind": "opened"}
        said["time"] = f"2026-11-23T{sequence // 3600:02d}:{sequence // 60 % 60:02d}:{sequence % 60:02d}.000000Z"
        if sequence > 1:
            city = f"ville-{sequence // 2}"
            said |= {"city": city, "city_name": city.title(), "country": "FR"}
            is_signed = sequence % 2 == 0
            said |= {"kind": "signed", "mode": "online"} if is_signed else {"kind": "confirmed"}
            said |= {"commitment": verifier.fingerprint(city)} if is_signed else {"refers_to": sequence - 1}
        canonical = verifier.written(said)
        previous = verifier.fingerprint(canonical)
        rows.append({key: said[key] for key in verifier.COLUMNS} | {"canonical": canonical, "hash": previous})
    texts = [{"version": 1, "language": "fr", "sha256": sha256, "canonical": TEXT}]
    return {
        "format": 1,
        "type": "ledger",
        "declaration": "longue",
        "head": {"sequence": len(rows), "hash": previous},
        "texts": texts,
        "events": rows,
    }


def main(events: int = 10_000) -> None:
    """Build, verify, print."""
    ledger = build(events)
    begun = time.perf_counter()
    facts = verifier.verify(ledger)
    seconds = time.perf_counter() - begun
    rate = facts["events"] / seconds
    print(f"{facts['events']} events, {facts['cities']} cities: verified in {seconds:.2f} s, {rate:.0f} a second")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
