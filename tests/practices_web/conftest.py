"""Members write without a second factor here: its own tests are elsewhere."""

from typing import Any

import pytest
from typed_forms import buttons, typed  # noqa: F401  fixtures of this folder


@pytest.fixture(autouse=True)
def _second_factor_elsewhere(settings: Any) -> None:
    settings.SECOND_FACTOR_REQUIRED = False
