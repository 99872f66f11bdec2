"""Redis away: people sign in all the same, and the limits still hold."""

import pytest
from django.core.cache import cache
from django.test import Client
from members import PASSWORD

pytestmark = pytest.mark.django_db


@pytest.fixture
def redis_away(settings, tmp_path):
    broken = settings.CACHES["default"] | {"LOCATION": f"unix://{tmp_path}/nobody.sock", "KEY_PREFIX": str(tmp_path)}
    settings.CACHES = {"default": broken}


def sign_in(email, password=PASSWORD):
    return Client().post("/fr/compte/login/", {"login": email, "password": password})


def test_signing_in_goes_on(redis_away, liege_editor):
    assert sign_in(liege_editor.email).status_code == 302


def test_limits_still_hold(redis_away, liege_editor):
    pages = [sign_in(liege_editor.email, "faux").content.decode() for _ in range(6)]
    assert "Trop d’essais sans succès" not in pages[0]
    assert "Trop d’essais sans succès" in pages[-1]


def test_the_cache_counts_and_forgets_as_redis_does(redis_away):
    assert cache.add("here", 1)
    assert not cache.add("here", 2)
    assert cache.incr("here") == 2
    cache.set_many({"one": 1, "two": 2})
    assert cache.get_many(["one", "two"]) == {"one": 1, "two": 2}
    assert cache.touch("one")
    cache.delete("here")
    assert not cache.has_key("here")
    cache.delete_many(["one"])
    assert cache.get("one", "nothing") == "nothing"
    cache.clear()
    assert cache.get("two") is None


def test_with_redis_every_process_counts_together(settings):
    cache.set("shared", 1)
    again = type(cache._connections["default"])(
        settings.CACHES["default"]["LOCATION"], {"KEY_PREFIX": settings.CACHES["default"]["KEY_PREFIX"]}
    )
    assert again.get("shared") == 1
