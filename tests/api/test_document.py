"""The OpenAPI document says what the API does, and the page of documentation says what the document says."""

import json
import re

import pytest
from jsonschema import Draft202012Validator

from declarations.models import Declaration


@pytest.fixture
def document(client, db):
    answer = client.get("/api/schema/?lang=fr")
    assert answer.status_code == 200
    return answer.json()


def validator(document, path, code):
    content = document["paths"][path]["get"]["responses"][str(code)]["content"]
    (kind,) = content
    schema = {**content[kind]["schema"], "components": document["components"]}
    return kind, Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)


def test_it_is_openapi_3_1_with_every_resource(document):
    assert document["openapi"].startswith("3.1")
    assert set(document["paths"]) == {
        "/api/v1/practices/",
        "/api/v1/practices/{slug}/",
        "/api/v1/cities/",
        "/api/v1/cities/{slug}/",
        "/api/v1/declarations/",
        "/api/v1/declarations/{slug}/",
        "/api/v1/declarations/{slug}/signatures/",
        "/api/v1/vocabularies/",
        "/api/v1/vocabularies/{name}/",
    }
    for methods in document["paths"].values():
        assert set(methods) == {"get"}
        assert {"200", "400", "401", "404", "405", "406", "429", "500"} == set(methods["get"]["responses"])
        assert {"ApiKey": []} in methods["get"]["security"]
        assert {} in methods["get"]["security"]
    assert document["components"]["securitySchemes"]["ApiKey"]["name"] == "Authorization"


def test_every_reference_leads_somewhere(document):
    for reference in re.findall(r'"\$ref": "#/components/schemas/([^"]+)"', json.dumps(document)):
        assert reference in document["components"]["schemas"]


def test_every_answer_keeps_to_its_schema(document, read, key, published_practice, liege_editor):
    practice = published_practice(
        reach=[{"count": 4, "unit": "participants", "period_from": 2024}],
        indicators=[{"name": "Plaintes", "unit": "par an", "baseline": "61,5", "value": 38}],
        funding_sources=[{"name": "Ville", "partner_type": "municipality", "share_percent": "62,5"}],
    )
    declaration = Declaration.unguarded.get()
    real = {
        "/api/v1/practices/": "practices/",
        "/api/v1/practices/{slug}/": f"practices/{practice.slug}/",
        "/api/v1/cities/": "cities/?page_size=100",
        "/api/v1/cities/{slug}/": "cities/liege/",
        "/api/v1/declarations/": "declarations/",
        "/api/v1/declarations/{slug}/": f"declarations/{declaration.slug}/",
        "/api/v1/declarations/{slug}/signatures/": f"declarations/{declaration.slug}/signatures/",
        "/api/v1/vocabularies/": "vocabularies/",
        "/api/v1/vocabularies/{name}/": "vocabularies/theme/",
    }
    assert set(real) == set(document["paths"])
    for path, address in real.items():
        for secret in ("", key("liege").secret):
            for language in ("fr", "en", "ar"):
                glue = "&" if "?" in address else "?"
                answer = read(f"{address}{glue}lang={language}", secret)
                kind, schema = validator(document, path, 200)
                assert (answer.status_code, answer["Content-Type"]) == (200, kind)
                assert [error.message for error in schema.iter_errors(answer.json())] == [], path
        refused = read(f"{address.partition('?')[0]}?rien=1")
        kind, schema = validator(document, path, 400)
        assert refused["Content-Type"] == kind
        assert list(schema.iter_errors(refused.json())) == []


def test_the_schema_would_see_a_wrong_answer(document, read, published_practice):
    practice = published_practice()
    body = read(f"practices/{practice.slug}/").json()
    _kind, schema = validator(document, "/api/v1/practices/{slug}/", 200)
    body["record"]["budget_amount"]["value"] = "beaucoup"
    assert list(schema.iter_errors(body))


def test_every_field_of_the_record_that_a_key_may_read_is_there(document):
    from api.v1.record import GIVEN
    from common.audience import Audience
    from practices.record import FIELDS

    assert {key for key, field in FIELDS.items() if field.widest == Audience.OWN}.isdisjoint(GIVEN)
    assert "contact_person" not in GIVEN
    assert len(GIVEN) > 60
    record = document["components"]["schemas"]["Practice"]["properties"]["record"]
    assert set(record["properties"]) == set(GIVEN)


def test_the_page_of_documentation_is_our_own_and_says_it_all(client, document):
    answer = client.get("/api/docs/", headers={"Accept-Language": "fr"})
    page = answer.content.decode()
    assert answer.status_code == 200
    for path, methods in document["paths"].items():
        assert path in page
        for parameter in methods["get"].get("parameters", []):
            assert f"<code>{parameter['name']}</code>" in page
    assert not re.findall(r"<script(?! [^>]*src=)[^>]*>|style=|https?://(?!testserver)[^\"< ]+\.js", page)
    for anchor in ("parameter", "key", "absent", "method", "format", "limit", "failure"):
        assert f'id="{anchor}"' in page
