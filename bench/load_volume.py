"""Makes realistic French records, for measuring: never for a site that people use.

    python bench/load_volume.py --practices 1000 --seed 1

Sentences of the real records are shuffled, so that words have the frequencies of the field; terms and cities are
drawn at random from the vocabularies. Everything goes through the import and the verb that publishes. The same seed
gives the same records; run twice, it adds nothing.
"""

import argparse
import json
import os
import random
import re
import sys
import tempfile
from pathlib import Path
from typing import Any

sys.path.pop(0)  # this folder holds a pages.py: it must not hide the room of that name

import django

ROOT = Path(__file__).resolve().parent.parent
TEXTS = {
    "context": 60,
    "description": 160,
    "safeguards": 50,
    "governance": 50,
    "effect": 50,
    "mechanism": 40,
    "obstacles": 40,
}


def _sentences() -> list[str]:
    found: set[str] = set()
    for record in json.loads((ROOT / "practices/data/practices.json").read_text())["practices"]:
        for value in record.values():
            if isinstance(value, str) and len(value) > 80:
                found.update(s.strip() for s in re.split(r"(?<=\.)\s", value) if 30 < len(s) < 300 and "http" not in s)
    return sorted(found)


def _words(rng: random.Random, sentences: list[str], number: int, longest: int) -> str:
    text = ""
    while len(text.split()) < number:
        longer = f"{text} {rng.choice(sentences)}".strip()
        if len(longer) > longest:
            break
        text = longer
    return text


def _record(rng: random.Random, number: int, seed: int, sentences: list[str]) -> dict[str, Any]:
    from practices.record import FIELDS
    from practices.vocabulary import terms

    def some(vocabulary: str, most: int) -> list[str]:
        return rng.sample([term.slug for term in terms(vocabulary)], rng.randint(1, most))

    record: dict[str, Any] = {
        "slug": f"volume-{seed}-{number}",
        "title": f"{rng.choice(sentences).split('.')[0][:90]} ({number})",
        "city": rng.choice(CITIES),
        "lead_organisation": "Service municipal",
        "lead_type": "municipality",
        "city_role": "leads",
        "programme_status": rng.choice(["ongoing", "pilot", "completed", "recurring", "discontinued"]),
        "start_date": str(rng.randint(2012, 2025)),
        "geographic_scope": "city",
        "summary": _words(rng, sentences, 45, 600),
        "practice_domains": some("practice_domain", 3),
        "prevention_levels": some("prevention_level", 2),
        "themes": some("theme", 4),
        "target_groups": some("target_group", 4),
        "methods": some("method", 4),
        "police_link": rng.choice(some("police_link", 1)),
        "evidence_level": rng.choice(some("evidence_level", 1)),
        "evaluation_types": ["internal_monitoring"],
        "sources": [{"title": "Rapport", "publisher": "Ville", "url": "https://example.org/", "date": None}],
        "confidence": "medium",
    }
    for key, number_of_words in TEXTS.items():
        record[key] = _words(rng, sentences, number_of_words, FIELDS[key].max_length or 1000)
    return record


CITIES = [city["slug"] for city in json.loads((ROOT / "cities/data/cities.json").read_text())["cities"]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--practices", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from django.core.management import call_command

    from accounts.models import User

    secretary = User.objects.filter(is_staff=True, is_active=True).first()
    if secretary is None:
        raise SystemExit("nobody of the secretariat has an account here: run load_demo first")
    rng, sentences = random.Random(options.seed), _sentences()
    records = [_record(rng, number, options.seed, sentences) for number in range(options.practices)]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "volume.json"
        path.write_text(json.dumps({"practices": records}, ensure_ascii=False))
        call_command("import_practices", str(path), publish_as=secretary.email)


if __name__ == "__main__":
    main()
