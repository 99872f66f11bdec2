"""Numbers as each language writes them. Western digits everywhere; a narrow no-break space never turns in Arabic."""

from decimal import Decimal

from django.utils.translation import get_language

_ENGLISH, _OTHERS = (",", "."), ("\u202f", ",")
_MOST_PLACES = 2
_FRACTION = 100  # a number that takes the general plural, in English as in Arabic


def grouped(value: int | float | Decimal | str) -> str:
    """Return a number with its thousands apart and two decimals at most; InvalidOperation when it is not one."""
    exact = Decimal(str(value))
    places = min(_MOST_PLACES, max(0, -int(exact.normalize().as_tuple().exponent)))
    thousands, point = _ENGLISH if (get_language() or "fr").startswith("en") else _OTHERS
    whole, _, rest = f"{exact:,.{places}f}".partition(".")
    return whole.replace(",", thousands) + (point + rest if rest else "")


def counted(value: int | float | Decimal | str) -> int:
    """Return the whole number whose plural a number takes: in French 1,5 is singular, elsewhere no fraction is."""
    exact = Decimal(str(value))
    if exact == exact.to_integral_value() or (get_language() or "fr").startswith("fr"):
        return int(exact)
    return _FRACTION
