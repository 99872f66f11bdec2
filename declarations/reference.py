"""The declaration of 8 April 2016, as its press release tells it: loaded by load_reference, through the import."""

from pathlib import Path

from declarations import importing
from declarations.models import Declaration
from declarations.queries import count

FILE = Path(__file__).parent / "data" / "declaration_2016.json"


def load() -> str:
    """Load the file and say what is there; done twice, it changes nothing."""
    found = importing.read(FILE.read_text(encoding="utf-8"))
    importing.load(found)
    declaration = Declaration.unguarded.get(slug=found.slug)
    return f"{declaration.short_title['fr']}: {count(declaration)} cities."
