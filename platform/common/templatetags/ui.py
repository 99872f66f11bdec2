"""The marks of our pages: the stylesheet, evidence, stops, amounts, dates, unknown values and form fields."""

from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any

import nh3
from django import forms, template
from django.forms.boundfield import BoundField
from django.template.base import Parser, Token
from django.template.context import Context
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.timesince import timesince
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from markdown_it import MarkdownIt

from common import clock, numbers, styles

register = template.Library()

HIGHEST_EVIDENCE = 5
STOPS = ("origin", "running", "piloting", "considering", "stopped", "reported")
_SYMBOLS = {"EUR": "€", "CAD": "$\u00a0CA", "XOF": "F\u00a0CFA", "XAF": "F\u00a0CFA", "USD": "$\u00a0US"}
# A sign such as $ changes sides in a line of Arabic: words stay where they are
_ARABIC_NAMES = {
    "EUR": "يورو",
    "CAD": "دولار كندي",
    "XOF": "فرنك أفريقي",
    "XAF": "فرنك أفريقي",
    "USD": "دولار أمريكي",
    "CHF": "فرنك سويسري",
    "TND": "دينار تونسي",
    "MAD": "درهم مغربي",
}
_ALLOWED_TAGS = {"p", "br", "strong", "em", "ul", "ol", "li", "a", "blockquote", "h3", "h4", "code", "pre", "hr"}


@register.simple_tag
def critical_css() -> SafeString:
    """Write the whole stylesheet in the page: the one inline style that the content policy allows, by its hash."""
    return mark_safe(f"<style>{styles.critical()}</style>")  # noqa: S308  # our own file, no value of a person


@register.simple_tag
def evidence(level: str | int | None) -> SafeString:
    """Write the five ticks and their words. ``level`` is a rank from 0 to 5, a slug such as level_3, or unknown."""
    rank = _rank(level)
    if rank is None:
        return format_html('<span class="evidence" data-level="0"></span> {}', _("Preuve inconnue"))
    words = _("Preuve %(level)d sur 5") % {"level": rank}
    return format_html('<span class="evidence" data-level="{}"></span> {}', rank, words)


def _rank(level: str | int | None) -> int | None:
    digits = str(level if level is not None else "").removeprefix("level_")
    return int(digits) if digits.isdecimal() and int(digits) <= HIGHEST_EVIDENCE else None


@register.simple_tag
def stop(state: str) -> SafeString:
    """Draw a stop of the line. The state is always written in words beside it."""
    return format_html('<span class="stop" data-stop="{}"></span>', state if state in STOPS else "considering")


@register.filter
def number(value: int | float | Decimal | str | None) -> str:
    """Write a number as the language does, thousands apart by a narrow no-break space."""
    try:
        return numbers.grouped(value if value is not None else "")
    except InvalidOperation:
        return ""


@register.simple_tag
def money(amount: int | float | Decimal | str | None, currency: str = "EUR") -> str:
    """Write « 45 000 € »: the symbol after the amount, as the glossary asks, in all languages."""
    if amount is None:
        return ""
    names = _ARABIC_NAMES if (get_language() or "").startswith("ar") else _SYMBOLS
    return f"{number(amount)}\u00a0{names.get(currency, currency)}"


@register.filter
def known(value: Any) -> Any:
    """Write « Inconnu » in the place of a value that nobody gave; zero and False are values."""
    if value is None or value in ("", [], {}, ()):
        return format_html('<span class="unknown">{}</span>', _("Inconnu"))
    return value


@register.filter
def day(value: date | datetime | None) -> str:
    """Write « 8 avril 2016 », and « 1er mars 2016 » in French."""
    if value is None:
        return ""
    if isinstance(value, datetime) and timezone.is_aware(value):
        value = timezone.localtime(value)
    first = value.day == 1 and (get_language() or "fr").startswith("fr")
    return f"1er {date_format(value, 'F Y')}" if first else date_format(value, "j F Y")


@register.filter
def moment(value: datetime | None) -> str:
    """Write « 8 avril 2016 à 14 h 05 » in the active time zone."""
    if value is None:
        return ""
    local = timezone.localtime(value)
    french = (get_language() or "fr").startswith("fr")
    hour = local.strftime("%-H\u00a0h\u00a0%M" if french else "%H:%M")
    return _("%(day)s à %(hour)s") % {"day": day(local), "hour": hour}


@register.filter
def since(value: datetime) -> str:
    """Write how long something has waited: « à l’instant », « depuis 3 jours »."""
    now = clock.now()
    if now - value < timedelta(minutes=1):
        return _("à l’instant")
    return _("depuis %(since)s") % {"since": timesince(value, now)}


@register.filter
def iso(value: date | datetime | None) -> str:
    """Write the machine's form, for the datetime attribute of <time>."""
    return value.isoformat() if value is not None else ""


@cache
def _markdown() -> MarkdownIt:
    # Without images: no page contacts a third party
    return MarkdownIt("js-default", {"linkify": False}).disable("image")


@register.filter
def markdown(text: str | None) -> SafeString:
    """Render what a person wrote in Markdown: no raw HTML, no image, no link but http, https and mailto."""
    html = _markdown().render(text or "")
    clean = nh3.clean(
        html,
        tags=_ALLOWED_TAGS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener nofollow ugc",
    )
    return mark_safe(clean)  # noqa: S308  # cleaned on the line above


class _Capture(template.Node):
    def __init__(self, nodelist: template.NodeList, name: str) -> None:
        self.nodelist, self.name = nodelist, name

    def render(self, context: Context) -> SafeString:
        context[self.name] = mark_safe(self.nodelist.render(context).strip())  # noqa: S308  # already escaped inside
        return SafeString("")


@register.tag
def capture(parser: Parser, token: Token) -> _Capture:
    """Keep what a block writes under a name, so that a page's title is said twice and written once."""
    _tag, name = token.split_contents()
    nodelist = parser.parse(("endcapture",))
    parser.delete_first_token()
    return _Capture(nodelist, name)


class _Frozen(template.Node):
    """Holds its words for the life of the process, one copy for each language and values given."""

    def __init__(self, nodelist: template.NodeList, given: dict[str, template.base.FilterExpression]) -> None:
        self.nodelist, self.given = nodelist, given
        self.kept: dict[tuple[Any, ...], SafeString] = {}

    def render(self, context: Context) -> SafeString:
        values = {name: expression.resolve(context) for name, expression in self.given.items()}
        key = (get_language(), *values.values())
        if key not in self.kept:
            self.kept[key] = self.nodelist.render(context.new(values))
        return self.kept[key]


@register.tag
def frozen(parser: Parser, token: Token) -> _Frozen:
    """Write once in each language what is the same on every page: the words and addresses of the frame.

    ``{% frozen section=frame.section %}``: once for each section too. Nothing else of the page is known inside; the
    values given must be few.
    """
    given = template.base.token_kwargs(token.split_contents()[1:], parser)
    nodelist = parser.parse(("endfrozen",))
    parser.delete_first_token()
    return _Frozen(nodelist, given)


# --- Forms ---


def _shape(widget: forms.Widget) -> str:
    if isinstance(widget, forms.HiddenInput):
        return "hidden"
    if isinstance(widget, forms.CheckboxInput):
        return "checkbox"
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return "choices"
    return "input"


@register.inclusion_tag("components/field.html")
def field(bound: BoundField, large: bool = False) -> dict[str, Any]:  # noqa: FBT002  # {% field f large=True %}
    """Write a field of a form: label, help, error in words, then the control; ``large`` gives it a title's size.

    What may be left empty says « (facultatif) »: a form names these fields in ``optional``, and all others are needed.
    """
    shape = _shape(bound.field.widget)
    control: str | SafeString = ""
    if shape in {"input", "checkbox", "hidden"}:
        attrs: dict[str, str | bool] = {}
        if shape == "input":
            attrs["class"] = f"input {bound.field.widget.attrs.get('class', '')}".strip()
            if type(bound.field.widget) in {forms.TextInput, forms.Textarea} and "dir" not in bound.field.widget.attrs:
                attrs["dir"] = "auto"  # what people write may be in another language than the page
        control = bound.as_widget(attrs=attrs)
    optional = bound.name in getattr(bound.form, "optional", ())
    return {"field": bound, "shape": shape, "control": control, "large": large, "optional": optional}


@register.inclusion_tag("components/form_errors.html")
def form_errors(form: forms.BaseForm) -> dict[str, Any]:
    """Write the summary of what is to correct, each line leading to its field; nothing when there is nothing."""
    lines = [("", message) for message in form.non_field_errors()]
    for bound in form:
        anchor = bound.auto_id if _shape(bound.field.widget) == "choices" else bound.id_for_label
        lines.extend((anchor if not bound.is_hidden else "", message) for message in bound.errors)
    title = ngettext("Un point est à revoir", "%(count)d points sont à revoir", len(lines)) % {"count": len(lines)}
    return {"lines": lines, "title": title, "heading_id": f"erreurs-{form.prefix}" if form.prefix else "erreurs"}
