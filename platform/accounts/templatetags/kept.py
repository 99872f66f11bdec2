"""{% written_by %} inside a form marks for whom it is shown; {% kept_notice %} says that a text came back."""

from typing import Any

from django import template
from django.template.context import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts import kept

register = template.Library()


@register.simple_tag(takes_context=True)
def written_by(context: Context) -> SafeString:
    """Write the hidden input that lets the text of a form survive the end of a session."""
    user = context["request"].user
    if not user.is_authenticated:
        return SafeString("")
    return format_html('<input type="hidden" name="{}" value="{}">', kept.WRITER, kept.signed(user.pk))


@register.inclusion_tag("accounts/kept.html", takes_context=True)
def kept_notice(context: Context) -> dict[str, Any]:
    """Say that the text below was typed before the session ended and is not saved yet; nothing otherwise."""
    request = context["request"]
    typed = getattr(request, "kept", None)
    return {
        "typed": typed,
        "token": typed.get(kept.TOKEN, "") if typed else "",
        "csrf_token": context.get("csrf_token", ""),
    }
