"""Dates and counts in words: « 1er mars », and the plural that each number takes in each language."""

import pytest
from django.utils.translation import override

from practices.record.display import partial_date, reached
from practices.record.shapes import REACH_UNIT
from practices.record.units import unit_after, with_unit


@pytest.mark.parametrize(
    ("value", "language", "words"),
    [
        ("2016-03-01", "fr", "1er mars 2016"),
        ("2016-03-02", "fr", "2 mars 2016"),
        ("2016-03", "fr", "mars 2016"),
        ("2016-03-01", "en", "1 March 2016"),
    ],
)
def test_the_first_of_a_month(value, language, words):
    with override(language):
        assert partial_date(value) == words


@pytest.mark.parametrize(
    ("number", "words"),
    [(0, "0\u00a0mois"), (1, "1\u00a0mois"), (12, "12\u00a0mois")],
)
def test_months_in_french(number, words):
    assert with_unit("months", number) == words


def test_months_in_arabic_take_six_plurals():
    with override("ar"):
        told = [with_unit("months", number) for number in (1, 2, 3, 12, 100)]
    assert len(set(told)) == 5
    assert "12\u00a0شهرًا" in told
    assert not told[0].startswith("1")


@pytest.mark.parametrize("unit", [unit for unit, _words in REACH_UNIT])
def test_each_unit_of_what_was_reached_has_its_singular_and_its_plural(unit):
    one, many = unit_after(unit, 1), unit_after(unit, 12)
    assert one
    assert many.replace("x", "s").removesuffix("s").split()[0].startswith(one.split()[0][:4])
    assert many == str(dict(REACH_UNIT)[unit])
    assert one != many


def test_a_bound_takes_the_plural():
    assert reached({"unit": "families", "count": None, "count_below": 10}) == "moins de 10\u00a0familles"
    assert reached({"unit": "families", "count": 1}) == "1\u00a0famille"
