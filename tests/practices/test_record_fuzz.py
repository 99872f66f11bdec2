"""Whatever is given to a field, it is stored clean or refused with a sentence: nothing else happens."""

import json
from contextlib import suppress
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cities.viewer import STRANGER
from common.errors import Invalid
from practices import record
from practices.importing import BadFile, read
from practices.models import Practice, Revision
from practices.record import FIELDS, clean_value
from practices.record.values import empty

pytestmark = pytest.mark.django_db

SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=40),
    st.sampled_from(
        ["2016-04", "2016-02-30", "primary", "liege", "-0", "1e9999", "٣", "\ud800", "=1+1", "<b>", "\x00", "NaN"]
    ),
)
ANYTHING = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(st.sampled_from(["name", "count", "unit", "title", "x"]), inner)
    ),
    max_leaves=8,
)
QUICK = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck), database=None)
STORED = [field for field in FIELDS.values() if not field.on_practice]


def rows_for(columns: Any) -> st.SearchStrategy[Any]:
    return st.lists(st.fixed_dictionaries({}, optional={column.key: ANYTHING for column in columns}), max_size=3)


@pytest.mark.parametrize("field", STORED, ids=lambda field: field.key)
@QUICK
@given(data=st.data())
def test_any_value(field, data):
    shaped = rows_for(field.columns) if field.columns else ANYTHING
    raw = data.draw(st.one_of(ANYTHING, shaped))
    try:
        value = clean_value(field, raw)
        sentence = "."
    except Invalid as refusal:
        value, sentence = empty(field.kind), str(refusal.sentence)
    assert sentence
    assert clean_value(field, value) == value


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), database=None)
@given(values=st.dictionaries(st.sampled_from([field.key for field in STORED]), ANYTHING, max_size=6))
def test_any_record_of_a_file(values):
    base = {"slug": "liege-x", "city": "liege", "title": "Un titre"}
    with suppress(BadFile):
        (draft,) = read(json.dumps([{**base, **values}]))
        assert draft.slug == "liege-x"


def test_what_passes_can_be_stored_and_read(liege_editor):
    """The longest and the largest that the checks accept fit in their columns."""
    from cities.models import City

    practice = Practice.unguarded.create(city=City.objects.get(slug="liege"), slug="liege-extremes")
    values = {
        "title": "é" * 120,
        "lead_organisation": "𝔘" * 160,
        "budget_amount": "10000000000000",
        "staff_fte": "100000",
        "volunteers": "1000000",
        "reach": [{"count": 1_000_000_000, "unit": "calls"}],
        "description": "é" * 6000,
        "start_date": "2100-12-31",
    }
    cleaned = {key: clean_value(FIELDS[key], value) for key, value in values.items()}
    with transaction.atomic():
        revision = Revision.unguarded.create(practice=practice, number=1, **cleaned)
    seen = record.view(Revision.unguarded.select_related("practice__city").get(pk=revision.pk), STRANGER)
    assert all(field.locked for field in seen.fields.values())
