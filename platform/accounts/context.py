"""What every page may need to say about the reader's account."""

from django.http import HttpRequest

from accounts import factor


def second_factor_notice(request: HttpRequest) -> bool:
    """Say whether to show the banner: a second factor is expected of this person, missing, and only offered here."""
    return not factor.demanded() and bool(getattr(request, "second_factor_missing", False))
