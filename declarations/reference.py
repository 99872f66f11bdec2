"""The declaration of 8 April 2016, as its press release tells it: loaded by load_reference, through the verbs."""

import json
from datetime import date
from pathlib import Path
from typing import Any

from cities.viewer import Viewer
from declarations.actions import record_from_source
from declarations.facts import Facts
from declarations.queries import count

FILE = Path(__file__).parent / "data" / "declaration_2016.json"
SOURCE_READER = Viewer(is_secretariat=True)  # nobody: the load itself


def load() -> str:
    """Load the file and say what is there; done twice, it changes nothing."""
    data: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    facts = {**data["facts"], "adopted_on": date.fromisoformat(data["facts"]["adopted_on"])}
    declaration = record_from_source(
        by=SOURCE_READER,
        slug=data["slug"],
        facts=Facts(**facts),
        cities=data["signatories"],
        signed_on=date.fromisoformat(data["signed_on"]),
        source=data["source"],
    )
    return f"{declaration.short_title['fr']}: {count(declaration)} cities."
