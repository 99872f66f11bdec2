"""Words of the other direction of writing keep their last signs at their end, in HTML and in plain text."""

import pytest
from django.utils import translation

from cities.viewer import viewer_of
from common.text import isolated
from digests import due, mails

LONG = "Des médiateurs vont au-devant des jeunes " * 10


@pytest.mark.parametrize(
    ("language", "text", "apart"),
    [
        ("ar", "Une rue…", True),
        ("ar", "شارع…", False),
        ("fr", "شارع…", True),
        ("fr", "Une rue…", False),
        ("ar", "2026 – 12", False),
    ],
)
def test_only_the_other_direction_is_set_apart(language, text, apart):
    with translation.override(language):
        assert isolated(text) == (f"\u2068{text}\u2069" if apart else text)


def test_a_french_summary_in_an_arabic_letter(publish, dakar_coordinator):
    publish("Médiation", summary=LONG)
    with translation.override("ar"):
        message = mails.compose(dakar_coordinator.pk, *due.coming(dakar_coordinator))
    (item,) = message.parts[-1].items
    assert "\u2068Des médiateurs" in item.text
    assert "…\u2069" in item.text


def test_nothing_is_set_apart_in_a_letter_of_one_language(publish, dakar_coordinator):
    publish("Médiation", summary=LONG)
    with translation.override("fr"):
        found = mails.what_is_new(viewer_of(dakar_coordinator.pk), *due.coming(dakar_coordinator))
        assert "\u2068" not in str(mails.parts(found))
