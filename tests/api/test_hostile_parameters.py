"""No parameter, however strange, breaks the API or its shape."""

import itertools
from urllib.parse import quote

import pytest

STRANGE = [
    "", " ", "'", '"', "''--", "%", "%25", "\\", "a\\'b", "()", "(a|b)", "a & b", "a:*", "!a", "<->", "-", "--", "-a",
    '"a', "*", "NULL", "null", "None", "undefined", "0", "-0", "1e9", "NaN", "9" * 40, "1" * 9, "٣", "①", "\u202e",
    "\ufeff", "\u0000", "\U0001f600", "é" * 200, "ß", "İ", "ǅ", "اَلْمدينة", "<script>", "${7*7}", "{{7*7}}",
    "../../etc/passwd", "\r\nX: y", "a" * 199, "a" * 5000, "[]", "{}", "true", "false",
]  # fmt: skip
_FILTERS = ["domain", "level", "theme", "group", "status", "evidence", "country", "city", "language", "origin"]
PATHS = {
    "practices/": ["q", *_FILTERS, "sort", "page", "page_size", "lang", "?"],
    "cities/": ["q", "country", "signatory_2016", "page", "page_size", "lang"],
    "declarations/": ["page", "page_size", "lang"],
    "vocabularies/": ["lang"],
}


@pytest.fixture(autouse=True)
def no_limit(monkeypatch):
    from rest_framework.settings import api_settings

    monkeypatch.setitem(api_settings.DEFAULT_THROTTLE_RATES, "anonymous", "100000/min")


def check(answer, tried):
    assert answer.status_code in {200, 400, 404}, tried
    kind = "application/json" if answer.status_code == 200 else "application/problem+json"
    assert answer["Content-Type"] == kind, tried
    body = answer.json()
    assert ("errors" in body) == (answer.status_code != 200), tried


@pytest.mark.parametrize("path", PATHS)
def test_every_strange_value_of_every_parameter(read, published_practice, path):
    published_practice()
    for name, value in itertools.product(PATHS[path], STRANGE):
        asked = f"{path}?{quote(name)}={quote(value)}"
        check(read(asked), asked)


@pytest.mark.parametrize("path", ["practices", "cities", "declarations", "vocabularies"])
def test_every_strange_name_in_an_address(read, db, path):
    for value in STRANGE[1:]:
        asked = f"{path}/{quote(value, safe='')}/"
        answer = read(asked)
        assert answer.status_code in {400, 404}, asked
        assert answer["Content-Type"] == "application/problem+json", asked
