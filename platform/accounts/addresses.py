"""Addresses of people, written one way."""

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from common.errors import Invalid


def normal(email: str) -> str:
    """Return an address in lower case; Invalid for one that is none, or in letters that look like others."""
    address = email.strip().lower()
    try:
        validate_email(address)
    except ValidationError as error:
        raise Invalid(fields={"email": [_("Indiquez une adresse électronique complète.")]}) from error
    if not address.isascii():
        raise Invalid(fields={"email": [_("Écrivez l’adresse en lettres latines sans accent.")]})
    return address
