"""Cities that ask to join, cities added, and what the secretariat corrects on one."""

from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from cities import mails, ordering
from cities.actions.locking import lock_city
from cities.models import City, CityRequest
from cities.viewer import Viewer
from common import clock
from common.errors import Invalid, NotAllowed, NotPossible
from common.text import clean, fold
from journal import log


@transaction.atomic
def ask_for_city(*, city_name: str, country: str, name: str, office: str, email: str, message: str) -> CityRequest:
    """Write down that a city asks to join, and tell the secretariat."""
    request = CityRequest.objects.create(
        city_name=city_name, country=country, name=name, office=office, email=email, message=message
    )
    entry = log.record("city.requested", subject_type="city_request", subject_id=request.pk, actor_id=None)
    mails.tell_requested(request, entry_id=entry.pk)
    return request


@transaction.atomic
def handle_city_request(*, by: Viewer, request_id: int, note: str = "") -> None:
    """Say that the secretariat has answered a city's request."""
    if not by.is_secretariat:
        raise NotAllowed
    request = CityRequest.objects.select_for_update(of=("self",)).get(pk=request_id)
    if request.handled_at is not None:
        raise NotPossible(_("Cette demande a déjà été traitée."))
    request.handled_at, request.handled_by_id = clock.now(), by.user_id
    request.save(update_fields=["handled_at", "handled_by"])
    log.record(
        "city.request_handled",
        subject_type="city_request",
        subject_id=request.pk,
        actor_id=by.user_id,
        note=clean(note),
    )


@transaction.atomic
def add_city(*, by: Viewer, name_fr: str, name_en: str, name_ar: str, country: str, time_zone: str) -> City:
    """Add a city, so that the secretariat can invite its first coordinator."""
    if not by.is_secretariat:
        raise NotAllowed
    names = {"name_fr": clean(name_fr), "name_en": clean(name_en), "name_ar": clean(name_ar)}
    slug = slugify(fold(names["name_fr"]))[:60]
    known = _("Une ville porte déjà ce nom. Ajoutez au nom ce qui la distingue, par exemple sa région.")
    if not slug:
        raise Invalid(fields={"name_fr": [_("Écrivez le nom français en lettres latines.")]})
    try:
        with transaction.atomic():
            city = City.objects.create(
                slug=slug,
                sort_key=fold(names["name_fr"]),
                sort_en=ordering.key(names["name_en"]),
                sort_ar=ordering.key(names["name_ar"]),
                country=country,
                time_zone=time_zone,
                **names,
            )
    except IntegrityError as error:
        raise Invalid(fields={"name_fr": [known]}) from error
    log.record("city.added", subject_type="city", subject_id=city.pk, actor_id=by.user_id, city_id=city.pk)
    return city


@transaction.atomic
def name_office(*, by: Viewer, city_id: int, office: str) -> City:
    """Write how the city calls its mayor's office: maire, bourgmestre, syndic…"""
    if not by.is_secretariat:
        raise NotAllowed
    city = lock_city(city_id)
    before, city.office = city.office, clean(office)
    city.save(update_fields=["office"])
    log.record(
        "city.office_named",
        subject_type="city",
        subject_id=city.pk,
        actor_id=by.user_id,
        city_id=city.pk,
        data={"before": before, "after": city.office},
    )
    return city
