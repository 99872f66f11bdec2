"""What the tests of files share: a draft of Liège, and a form that sends a file as a browser does."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from practices_files_words import WORDS
from typed_forms import typed  # noqa: F401  a fixture of this folder

from practices.models import Attachment, Practice, Revision


@pytest.fixture
def editor(client_of: Callable[..., Client], liege_editor: Any) -> Client:
    return client_of(liege_editor)


@pytest.fixture
def send(editor: Client, liege_editor: Any, viewer_for: Callable[..., Any]) -> Callable[..., HttpResponse]:
    """Return what sends a file to the page of a draft, as the editor of Liège."""

    def sent(
        practice: Practice, data: bytes | None, name: str = "a.pdf", client: Client | None = None, **words: str
    ) -> HttpResponse:
        city = viewer_for(liege_editor).city_id
        values: dict[str, Any] = {**WORDS, **words, "acting_city": str(city)}
        if data is not None:
            values["file"] = SimpleUploadedFile(name, data, content_type="application/x-lie")
        return (client or editor).post(f"/fr/pratiques/{practice.slug}/fichiers/", values)

    return sent


@pytest.fixture
def only() -> Callable[[Revision], Attachment]:
    """Return the one file of a revision."""
    return lambda revision: Attachment.unguarded.get(revision=revision)
