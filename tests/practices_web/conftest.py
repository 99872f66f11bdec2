"""Members write without a second factor here: its own tests are elsewhere."""

from typing import Any

import pytest
import samples
from typed_forms import buttons, typed  # noqa: F401  fixtures of this folder

from practices import actions


@pytest.fixture(autouse=True)
def _second_factor_elsewhere(settings: Any) -> None:
    settings.SECOND_FACTOR_REQUIRED = False


@pytest.fixture
def renewed(published_practice: Any, liege_editor: Any, secretariat: Any, viewer_for: Any) -> Any:
    """Return a maker of practices in two versions; changes are those of the second, audiences by field."""

    def made(first: Any = None, audiences: Any = None, **changes: Any) -> Any:
        practice = published_practice(**{"summary": "Ce que disait la première version.", **(first or {})})
        return again(practice, audiences=audiences, **{"summary": "Ce que dit la deuxième version.", **changes})

    def again(practice: Any, audiences: Any = None, **changes: Any) -> Any:
        editor = viewer_for(liege_editor)
        revision = actions.start_revision(by=editor, practice_id=practice.pk)
        revision = samples.write(editor, revision, **changes)
        for section, given in (audiences or {}).items():
            revision = actions.save_section(
                by=editor,
                revision_id=revision.pk,
                section=section,
                values={},
                audiences=given,
                seen_version=revision.lock_version,
            )
        return samples.publish(editor, viewer_for(secretariat), revision)

    made.again = again  # type: ignore[attr-defined]  # the next version, by the same name
    return made
