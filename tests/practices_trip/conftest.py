"""Translations, starting from another city’s practice, and drafts filled away from the site."""

from typing import Any

import pytest
from typed_forms import typed  # noqa: F401  fixtures of this folder


@pytest.fixture(autouse=True)
def _second_factor_elsewhere(settings: Any) -> None:
    settings.SECOND_FACTOR_REQUIRED = False
