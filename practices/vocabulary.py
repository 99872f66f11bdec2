"""The words of the vocabularies, kept in the process: they only change through ``practices.reference.load``."""

from time import monotonic

from django.utils.translation import get_language

from practices.models import Term

FRESH_FOR = 300.0  # seconds: other processes see a reloaded vocabulary within five minutes

Vocabularies = dict[str, dict[str, Term]]
# One pair, replaced at once: another thread never sees half of it
_kept: list[tuple[float, Vocabularies]] = []


def _vocabularies() -> Vocabularies:
    kept = _kept[0] if _kept else None
    if kept is not None and kept[1] and monotonic() - kept[0] < FRESH_FOR:
        return kept[1]
    fresh: Vocabularies = {}
    for term in Term.objects.order_by("vocabulary", "order", "id"):
        fresh.setdefault(term.vocabulary, {})[term.slug] = term
    _kept[:] = [(monotonic(), fresh)]
    return fresh


def forget() -> None:
    """Read the terms again at the next question."""
    _kept.clear()


def terms(vocabulary: str) -> tuple[Term, ...]:
    """Return the terms of a vocabulary in order, without those that were withdrawn."""
    return tuple(term for term in _vocabularies().get(vocabulary, {}).values() if not term.deprecated)


def term(vocabulary: str, slug: str) -> Term | None:
    """Return a term, withdrawn or not, or None."""
    return _vocabularies().get(vocabulary, {}).get(slug)


def label(vocabulary: str, slug: str, language: str | None = None) -> str:
    """Return the words of a term in a language, or the active one; the slug itself when nobody knows it."""
    found = term(vocabulary, slug)
    return found.label(language or get_language() or "fr") if found else slug


def choices(vocabulary: str) -> list[tuple[str, str]]:
    """Return (slug, label in the active language) for a form."""
    language = get_language() or "fr"
    return [(found.slug, found.label(language)) for found in terms(vocabulary)]
