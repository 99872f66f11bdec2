"""What the announcements of the tests say."""

from typing import Any

VALUES: dict[str, Any] = {
    "subject_fr": "Rencontre des villes",
    "body_fr": "Bonjour,\n\nLa rencontre a lieu en mars.",
    "subject_en": "Cities meet",
    "body_en": "Hello,\n\nThe meeting is in March.",
    "subject_ar": "",
    "body_ar": "",
    "roles": [],
    "countries": [],
    "cities": [],
    "hour": 9,
    "first_day": None,
}
