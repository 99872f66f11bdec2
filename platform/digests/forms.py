"""Which subjects a reader wants in the digest: a part of the page of preferences."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cities.models import City
from common.audience import Audience
from digests.models import Subject
from practices import vocabulary
from practices.models import IndexEntry

_Kind = Subject.Kind
_LABELS = {
    _Kind.DOMAIN: _("Domaines"),
    _Kind.THEME: _("Thèmes"),
    _Kind.TARGET_GROUP: _("Publics"),
    _Kind.COUNTRY: _("Pays"),
    _Kind.CITY: _("Villes"),
}
_TERMS = {_Kind.DOMAIN: "practice_domain", _Kind.THEME: "theme", _Kind.TARGET_GROUP: "target_group"}
_WITH = {"declarations": _("Les déclarations et leurs signatures"), "questions": _("Les questions posées à ma ville")}


class SubjectsForm(forms.Form):
    """Nothing ticked means every subject; followed practices and those of one's city are always told."""

    template = "digests/subjects.html"

    def __init__(self, user: Any, data: Any = None) -> None:
        self._user = user
        self._chosen = {(one.kind, one.value) for one in Subject.objects.filter(user=user)}
        super().__init__(data, prefix="subjects")
        for kind, choices in self._offered().items():
            self.fields[kind.value] = self._boxes(_LABELS[kind], choices, self._values(kind))
        left_out = self._values(_Kind.WITHOUT)
        self.fields["with"] = self._boxes(_("Et aussi"), list(_WITH.items()), set(_WITH) - left_out)

    @staticmethod
    def _boxes(label: Any, choices: list[tuple[str, Any]], initial: set[str]) -> forms.MultipleChoiceField:
        return forms.MultipleChoiceField(
            label=label, choices=choices, initial=sorted(initial), required=False, widget=forms.CheckboxSelectMultiple
        )

    def _values(self, kind: str) -> set[str]:
        return {value for one, value in self._chosen if one == kind}

    def _offered(self) -> dict[Subject.Kind, list[tuple[str, Any]]]:
        """The words of the vocabularies; the countries and cities with a published practice, and those chosen."""
        slugs = IndexEntry.objects.in_scope(Audience.PUBLIC).values("city_slug")
        cities = City.objects.filter(slug__in=slugs) | City.objects.filter(slug__in=self._values(_Kind.CITY))
        found = sorted(cities.distinct(), key=lambda city: city.sort_key)
        countries = {str(city.country): city.country.name for city in found}
        countries |= {code: code for code in self._values(_Kind.COUNTRY) if code not in countries}
        return {
            **{kind: vocabulary.choices(words) for kind, words in _TERMS.items()},
            _Kind.COUNTRY: sorted(countries.items(), key=lambda pair: pair[1]),
            _Kind.CITY: [(city.slug, city.name) for city in found],
        }

    def groups(self) -> Iterator[tuple[forms.BoundField, int]]:
        """Yield each list of boxes, and how many are ticked: a list that is not used stays folded."""
        for kind in _LABELS:
            yield self[kind.value], len(self[kind.value].value() or ())

    @transaction.atomic
    def keep(self) -> None:
        """Make the rows what was ticked; saving it twice changes nothing."""
        wanted = {(kind.value, value) for kind in _LABELS for value in self.cleaned_data[kind.value]}
        wanted |= {(_Kind.WITHOUT.value, value) for value in set(_WITH) - set(self.cleaned_data["with"])}
        for kind, value in self._chosen - wanted:
            Subject.objects.filter(user=self._user, kind=kind, value=value).delete()
        rows = [Subject(user=self._user, kind=kind, value=value) for kind, value in sorted(wanted)]
        Subject.objects.bulk_create(rows, ignore_conflicts=True)
