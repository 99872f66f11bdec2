"""The stored order of names is the one of the Unicode collation: a browser, which has it, sorts the names alike."""

import pytest

from cities.models import City


@pytest.mark.browser
@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_browser_sorts_the_names_of_all_cities_alike(db, browser, language):
    names = list(City.objects.order_by(f"sort_{language}", "id").values_list(f"name_{language}", flat=True))
    page = browser.new_page()
    sort = "([names, language]) => [...names].sort(new Intl.Collator(language).compare)"
    assert page.evaluate(sort, [sorted(names), language]) == names
    assert len(names) > 25
