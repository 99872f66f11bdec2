"""The two verbs of a partner's key: made, revoked."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from api.keys import hash_of, new_secret, prefix_of
from api.models import ApiKey, Scope
from cities.models import City
from cities.queries import member_city_ids
from cities.viewer import Viewer
from common import clock
from common.errors import Invalid, NotAllowed, NotPossible
from journal import log

LONGEST = timedelta(days=3 * 366)


@dataclass(frozen=True)
class NewKey:
    """A key at the only moment when its secret is known."""

    key: ApiKey
    secret: str


@transaction.atomic
def make_key(
    *,
    by: Viewer,
    owner: str,
    contact: str,
    purpose: str,
    scope: Scope,
    city: City | None,
    expires_at: datetime,
    secret: str = "",
) -> NewKey:
    """Make a key and return its secret, which is not kept. A members' key belongs to a member city's own system.

    ``secret`` is for the demonstration, which prints the same key at each start.
    """
    maker = _only_secretariat(by)
    _check(scope, city, expires_at)
    secret = secret or new_secret()
    key = ApiKey.objects.create(
        owner=owner,
        contact=contact,
        purpose=purpose,
        scope=scope,
        city=city,
        prefix=prefix_of(secret),
        key_hash=hash_of(secret),
        created_by_id=maker,
        expires_at=expires_at,
    )
    _tell("api_key.made", by, key)
    return NewKey(key, secret)


@transaction.atomic
def revoke_key(*, by: Viewer, key_id: int, note: str = "") -> ApiKey:
    """End a key at once and for good."""
    _only_secretariat(by)
    key = ApiKey.objects.select_for_update(of=("self",)).get(pk=key_id)
    if key.revoked_at is not None:
        raise NotPossible(_("Cette clé est déjà révoquée."))
    key.revoked_at = clock.now()
    key.save(update_fields=["revoked_at"])
    _tell("api_key.revoked", by, key, note)
    return key


def _only_secretariat(by: Viewer) -> int:
    if not by.is_secretariat or by.user_id is None:
        raise NotAllowed
    return by.user_id


def _check(scope: Scope, city: City | None, expires_at: datetime) -> None:
    moment = clock.now()
    if not moment < expires_at <= moment + LONGEST:
        raise Invalid(fields={"expires_at": [_("Choisissez une date à venir, dans trois ans au plus.")]})
    if scope == Scope.MEMBERS and (city is None or city.pk not in member_city_ids()):
        raise Invalid(fields={"city": [_("Choisissez la ville membre dont le système lira ces fiches.")]})
    if scope == Scope.PUBLIC and city is not None:
        raise Invalid(fields={"city": [_("Une clé publique n’est liée à aucune ville.")]})


def _tell(verb: str, by: Viewer, key: ApiKey, note: str = "") -> None:
    log.record(
        verb,
        subject_type="api_key",
        subject_id=key.pk,
        actor_id=by.user_id,
        city_id=key.city_id,
        note=note,
        data={"prefix": key.prefix, "scope": key.scope},
    )
