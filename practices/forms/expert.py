"""What a person without an account types: the address of the link, and remarks."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from practices.forms.small import RefusableForm
from practices.record import Section


class ExpertAddressForm(RefusableForm):
    """The address the link was sent to."""

    email = forms.CharField(
        label=gettext_lazy("Adresse à laquelle vous avez reçu ce lien"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class ExpertCommentForm(RefusableForm):
    """A remark about a section, or about the whole."""

    section = forms.ChoiceField(label=gettext_lazy("Au sujet de"), required=False)
    body = forms.CharField(
        label=gettext_lazy("Votre remarque"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy("3 000 signes au plus. Seul le secrétariat la lit."),
    )

    def __init__(self, *args: Any, sections: Iterable[Section], **options: Any) -> None:
        super().__init__(*args, **options)
        choices = [("", _("Toute la fiche")), *((one.key, str(one.title)) for one in sections)]
        self.fields["section"].choices = choices  # type: ignore[attr-defined]  # a field of choices
