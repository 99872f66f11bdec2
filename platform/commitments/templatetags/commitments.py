"""{% carried_out practice %}: the articles of declarations that a practice carries out, on its page."""

from typing import Any

from django import template
from django.template import Context

from commitments import queries
from practices.models import Practice

register = template.Library()


@register.inclusion_tag("commitments/carried_out.html", takes_context=True)
def carried_out(context: Context, practice: Practice) -> dict[str, Any]:
    """Return the articles of declarations that this practice carries out, for who reads the page."""
    viewer = context["request"].viewer
    return {"carried": queries.carried_out_by(practice, viewer) if practice.around.articles else []}
