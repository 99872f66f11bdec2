"""Requests made from the document itself: no failure, and no answer outside its schema.

FUZZ_CASES=500 asks for more of them; every run tries others.
"""

import os
from urllib.parse import quote, urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

CASES = int(os.environ.get("FUZZ_CASES", "40"))
PATHS = {
    "/api/v1/practices/": [],
    "/api/v1/practices/{slug}/": ["slug"],
    "/api/v1/cities/": [],
    "/api/v1/cities/{slug}/": ["slug"],
    "/api/v1/declarations/": [],
    "/api/v1/declarations/{slug}/": ["slug"],
    "/api/v1/declarations/{slug}/signatures/": ["slug"],
    "/api/v1/vocabularies/": [],
    "/api/v1/vocabularies/{name}/": ["name"],
}
ANYTHING = st.text(st.characters(codec="utf-8"), max_size=220)
KNOWN = st.sampled_from(
    ["liege", "theme", "paris-2016-terrorisme-prevention", "liege-mediation-de-nuit-dans-les-quartiers"]
)


@pytest.fixture
def document(client, db, monkeypatch):
    from rest_framework.settings import api_settings

    monkeypatch.setitem(api_settings.DEFAULT_THROTTLE_RATES, "anonymous", "1000000/min")
    return client.get("/api/schema/").json()


def right(schema):
    """Return values that the document admits."""
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    if "pattern" in schema:
        return st.sampled_from(["BE", "FR", "liege", "dakar"])
    if schema["type"] == "integer":
        return st.integers(1, 120).map(str)
    return st.sampled_from(["true", "false"]) if schema["type"] == "boolean" else ANYTHING


def asked(operation):
    """Return query strings: some of the parameters, with right values or anything."""
    names = {one["name"]: one["schema"].get("items", one["schema"]) for one in operation.get("parameters", [])}
    names = {name: schema for name, schema in names.items() if name not in {"slug"}}
    pair = st.sampled_from(sorted(names)).flatmap(
        lambda name: st.tuples(st.just(name), st.one_of(right(names[name]), right(names[name]), ANYTHING))
    )
    return st.lists(st.one_of(pair, pair, pair, st.tuples(ANYTHING, ANYTHING)), max_size=4).map(urlencode)


@pytest.mark.parametrize("path", PATHS)
def test_no_request_breaks_the_api_or_its_schema(document, client, published_practice, path):
    published_practice()
    operation = document["paths"][path]["get"]
    validators = {
        int(code): {
            kind: Draft202012Validator({**content["schema"], "components": document["components"]})
            for kind, content in answer["content"].items()
        }
        for code, answer in operation["responses"].items()
    }
    place = st.one_of(KNOWN, KNOWN, ANYTHING.filter(lambda text: text.strip("/") not in {"", ".", ".."}))
    seen = set()

    @settings(
        max_examples=CASES,
        deadline=None,
        database=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )
    @given(asked(operation), place)
    def one(query, where):
        address = path
        for name in PATHS[path]:
            address = address.replace(f"{{{name}}}", quote(where, safe=""))
        answer = client.get(f"{address}?{query}", headers={"Accept-Language": "fr"})
        assert answer.status_code in validators, (address, query, answer.status_code)
        schema = validators[answer.status_code][answer["Content-Type"]]
        assert [error.message for error in schema.iter_errors(answer.json())] == [], (address, query)
        seen.add(answer.status_code)

    one()
    assert 400 in seen
    assert seen <= {200, 400, 404}
