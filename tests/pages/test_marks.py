"""The small marks: what a person wrote never becomes markup, and a figure is written as its language does."""

from datetime import UTC, date, datetime

import pytest
from django import forms
from django.template import Context, Template
from django.utils.translation import override

from common import numbers
from common.templatetags import ui

HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[a](javascript:alert(1))",
    "[a](data:text/html;base64,PHNjcmlwdD4=)",
    "![pisteur](https://tiers.example/p.gif)",
    "<a href=x onclick=alert(1)>a</a>",
    "<style>*{display:none}</style>",
    '<p style="color:red">a</p>',
)


@pytest.mark.parametrize("text", HOSTILE)
def test_markdown_lets_no_markup_through(text):
    html = ui.markdown(text)
    for word in (
        "<script",
        "<img",
        "<style",
        "<a href=x",
        "onclick=alert(1)>",
        'href="javascript',
        'href="data',
        "<p style",
    ):
        assert word not in html


def test_markdown_writes_what_it_may():
    html = ui.markdown("Un **mot**, [un lien](https://ville.example/).\n\n- un\n- deux")
    assert "<strong>mot</strong>" in html
    assert '<a href="https://ville.example/" rel="noopener nofollow ugc">un lien</a>' in html
    assert "<li>un</li>" in html
    assert ui.markdown(None) == ""


@pytest.mark.parametrize(
    ("level", "ticks", "words"),
    [
        ("level_3", 3, "Preuve 3 sur 5"),
        (0, 0, "Preuve 0 sur 5"),
        ("", 0, "Preuve inconnue"),
        ("level_9", 0, "Preuve inconnue"),
    ],
)
def test_evidence_is_drawn_and_written(level, ticks, words):
    html = ui.evidence(level)
    assert f'data-level="{ticks}"' in html
    assert words in html


@pytest.mark.parametrize(("value", "shown"), [(0, 0), (False, False), ("x", "x")])
def test_a_value_stays_a_value(value, shown):
    assert ui.known(value) == shown


@pytest.mark.parametrize("value", [None, "", [], {}])
def test_what_nobody_gave_is_unknown(value):
    assert ui.known(value) == '<span class="unknown">Inconnu</span>'


def test_amounts_follow_the_language():
    assert ui.money(2_000_000, "CAD") == "2\u202f000\u202f000\u00a0$\u00a0CA"
    assert ui.money("1234.5", "EUR") == "1\u202f234,5\u00a0€"
    assert ui.money(None) == ""
    with override("ar"):
        assert ui.money(2_000_000, "CAD") == "2\u202f000\u202f000\u00a0دولار كندي"
    with override("en"):
        assert numbers.grouped(1234567.891) == "1,234,567.89"


def test_dates_are_written_as_the_glossary_asks():
    assert ui.day(date(2016, 3, 1)) == "1er mars 2016"
    assert ui.day(date(2016, 4, 8)) == "8 avril 2016"
    with override("en"):
        assert ui.day(date(2016, 3, 1)) == "1 March 2016"
    assert ui.moment(datetime(2026, 11, 23, 14, 5, tzinfo=UTC)) == "23 novembre 2026 à 14\u00a0h\u00a005"
    assert ui.day(None) == ui.moment(None) == ""


class _Form(forms.Form):
    name = forms.CharField(label="Nom", help_text="Votre nom.")
    colour = forms.ChoiceField(label="Couleur", choices=[("a", "Bleu"), ("b", "Vert")], widget=forms.RadioSelect)
    agreed = forms.BooleanField(label="D’accord")


def _render(form):
    source = "{% load ui %}{% form_errors form %}{% for f in form %}{% field f %}{% endfor %}"
    return Template(source).render(Context({"form": form}))


def test_a_field_joins_its_label_its_help_and_its_error():
    html = _render(_Form({"name": ""}))
    assert '<label for="id_name">Nom</label>' in html
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'id="id_name_helptext">Votre nom.' in html
    assert 'id="id_name_error"><p class="error">' in html
    assert 'aria-invalid="true"' in html
    assert '<fieldset class="field" id="id_colour">' in html
    assert html.count('class="choice"') == 3


def test_the_summary_leads_to_each_field():
    html = _render(_Form({}))
    assert "3 points sont à revoir" in html
    for anchor in ("id_name", "id_colour", "id_agreed"):
        assert f'href="#{anchor}"' in html
        assert f'id="{anchor}"' in html


def test_no_error_no_summary():
    assert "notice problem" not in _render(_Form({"name": "a", "colour": "a", "agreed": "on"}))


def test_what_a_person_typed_is_escaped():
    html = _render(_Form({"name": '"><script>alert(1)</script>'}))
    assert "<script>" not in html


def test_what_is_frozen_is_written_once_in_each_language_and_sees_no_page():
    inside = "{% get_current_language as code %}{{ code }}{% if secret %}!{% endif %}"
    template = Template(f"{{% load ui i18n %}}{{% frozen %}}{inside}{{% endfrozen %}}")
    for language in ("fr", "ar", "fr"):
        with override(language):
            assert template.render(Context({"secret": "x"})) == language
