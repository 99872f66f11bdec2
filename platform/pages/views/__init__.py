"""The pages where rooms meet."""

from pages.views.board import board
from pages.views.certificates import certificate
from pages.views.declared import signatories_pdf, text_pdf
from pages.views.landing import home, root
from pages.views.machines import health_live, health_ready, robots, sitemap
from pages.views.metrics import metrics
from pages.views.numbers import statistics
from pages.views.places import cities, city
from pages.views.words import about, accessibility, charter, legal, privacy, theme

__all__ = [
    "about",
    "accessibility",
    "board",
    "certificate",
    "charter",
    "cities",
    "city",
    "health_live",
    "health_ready",
    "home",
    "legal",
    "metrics",
    "privacy",
    "robots",
    "root",
    "signatories_pdf",
    "sitemap",
    "statistics",
    "text_pdf",
    "theme",
]
