"""What may be left empty says « (facultatif) », and everything else is needed: the page and the check say the same."""

import re

import pytest

pytestmark = pytest.mark.django_db

LABEL = re.compile(
    r'<(?:label for="id_(\w+)"|fieldset class="field" id="id_(\w+)")[^>]*>(.*?)</(?:label|legend)>', re.DOTALL
)


@pytest.fixture
def left_empty(client_of, dakar_coordinator, typed):
    """Send a form with nothing in it; return the fields marked optional, the others, and those refused."""

    def sent(address):
        browser = client_of(dakar_coordinator)
        shown = browser.get(address)
        labels = {one or other: words for one, other, words in LABEL.findall(shown.content.decode())}
        optional = {name for name, words in labels.items() if "(facultatif)" in words}
        form = typed(shown, next(name for name in ("changed", "purpose", "title") if name in labels))
        answer = browser.post(address, form)
        assert answer.status_code == 422
        refused = set(answer.context["form"].errors)
        return optional, set(labels) - optional, refused

    return sent


@pytest.mark.parametrize("address", ["{practice}reprise/", "{practice}demander-un-echange/", "/fr/pratiques/nouvelle/"])
def test_every_field_that_is_refused_empty_was_not_marked_optional(left_empty, practice, address):
    optional, needed, refused = left_empty(address.format(practice=f"/fr/pratiques/{practice.slug}/"))
    assert not optional & refused
    assert needed - refused <= {"audience", "record_language"}, "these have an answer from the start"


def test_the_page_of_an_exchange_says_that_everything_is_needed(client_of, dakar_coordinator, practice):
    page = client_of(dakar_coordinator).get(f"/fr/pratiques/{practice.slug}/demander-un-echange/").content.decode()
    assert "Tout est à remplir." in page
    assert "(facultatif)" not in page
