"""The limits hold: by address for strangers, by key for partners, whatever a client writes in its headers."""

import pytest
from rest_framework.settings import api_settings


@pytest.fixture(autouse=True)
def low_limits(monkeypatch):
    monkeypatch.setitem(api_settings.DEFAULT_THROTTLE_RATES, "anonymous", "3/min")
    monkeypatch.setitem(api_settings.DEFAULT_THROTTLE_RATES, "key", "6/min")
    monkeypatch.setattr("api.throttles.time.time", lambda: 1_000_000_010.0)


def codes(read, times, secret="", **extra):
    return [read("vocabularies/nothing/", secret, **extra).status_code for _time in range(times)]


def test_a_stranger_is_stopped_and_told_when_to_come_back(read, db):
    assert codes(read, 4) == [404, 404, 404, 429]
    answer = read("vocabularies/nothing/")
    assert answer["Content-Type"] == "application/problem+json"
    assert 0 < int(answer["Retry-After"]) <= 61
    assert answer.json()["status"] == 429


def test_a_forged_forwarded_header_lifts_nothing(read, db, settings):
    settings.TRUSTED_PROXY_COUNT = 0
    forged = [read("vocabularies/nothing/", **{"X-Forwarded-For": f"203.0.113.{n}"}).status_code for n in range(5)]
    assert forged == [404, 404, 404, 429, 429]


def test_behind_a_proxy_only_what_the_proxy_wrote_counts(read, db, settings):
    settings.TRUSTED_PROXY_COUNT = 1
    forged = [
        read("vocabularies/nothing/", **{"X-Forwarded-For": f"203.0.113.{n}, 198.51.100.7"}).status_code
        for n in range(5)
    ]
    assert forged == [404, 404, 404, 429, 429]
    other = read("vocabularies/nothing/", **{"X-Forwarded-For": "198.51.100.7, 198.51.100.8"})
    assert other.status_code == 404


def test_one_subscriber_does_not_count_as_many(read, db, settings):
    settings.TRUSTED_PROXY_COUNT = 1
    seen = [
        read("vocabularies/nothing/", **{"X-Forwarded-For": f"2001:db8:1:2::{n:x}"}).status_code for n in range(1, 6)
    ]
    assert seen == [404, 404, 404, 429, 429]


def test_a_key_has_a_higher_limit_of_its_own(read, key):
    first, second = key().secret, key().secret
    assert codes(read, 7, first) == [404] * 6 + [429]
    assert codes(read, 1, second) == [404]
    assert codes(read, 3) == [404] * 3


def test_trying_keys_is_counted_too(read, db):
    assert codes(read, 5, "ee_essai") == [401, 401, 401, 429, 429]


def test_the_site_goes_on_reading_without_its_counter(read, db, monkeypatch):
    from redis.exceptions import ConnectionError as Away

    def away(*_given):
        raise Away

    monkeypatch.setattr("api.throttles._count", away)
    assert codes(read, 5) == [404] * 5
