"""{% acting_city %}: the hidden field of forms that are only a button."""

from django import template
from django.template.context import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString

from cities import acting

register = template.Library()


@register.simple_tag(takes_context=True)
def acting_city(context: Context) -> SafeString:
    """Write the city acted for, for cities.decorators.for_acting_city."""
    return format_html(
        '<input type="hidden" name="{}" value="{}">', acting.FIELD, context["request"].viewer.city_id or ""
    )
