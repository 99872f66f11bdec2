"""On the desk: which practice carries out which article, linked and unlinked by the secretariat; who was asked."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from cities.viewer import Viewer
from commitments import actions, queries
from commitments.forms import called
from commitments.models import ArticleLink, YearlyQuestion
from common.errors import Invalid
from common.readonly import ReadOnlyAdmin, Verb
from practices.models import Practice


def _articles() -> list[tuple[str, str]]:
    found = []
    for declaration in queries.with_text():
        text = queries.text_read(declaration)
        for one in text.articles if text else ():
            found.append((f"{declaration.pk}/{one['anchor']}", f"{declaration.name} : {called(one)}"))
    return found


class LinkForm(forms.Form):
    """A practice by its address, and an article."""

    practice = forms.SlugField(
        label=_("Identifiant de la pratique"), max_length=100, help_text=_("Le dernier mot de l’adresse de sa page.")
    )
    article = forms.ChoiceField(label=_("Article"), choices=_articles)


def _link(viewer: Viewer, _row: None, values: Mapping[str, Any]) -> None:
    practice = Practice.objects.visible_to(viewer).filter(slug=values["practice"]).first()
    if practice is None:
        raise Invalid(fields={"practice": [_("Aucune pratique n’a cet identifiant.")]})
    declaration, _slash, anchor = values["article"].partition("/")
    actions.link(by=viewer, practice_id=practice.pk, article=(int(declaration), anchor))


def _unlink(viewer: Viewer, row: ArticleLink, _values: Mapping[str, Any]) -> None:
    actions.unlink(by=viewer, link_id=row.pk)


@admin.register(ArticleLink)
class ArticleLinkAdmin(ReadOnlyAdmin):
    """What practices carry out."""

    labels = {
        "declaration": _("Déclaration"),
        "practice": _("Pratique"),
        "linked_by": _("Liée par"),
        "linked_at": _("Liée le"),
    }
    list_display = ("declaration", "version", "anchor", "practice", "linked_at")
    list_filter = ("declaration",)
    list_select_related = ("declaration", "practice__city", "practice__published")
    fields = ("declaration", "version", "anchor", "practice", "linked_by", "linked_at")
    list_verbs = (
        Verb(
            "link", label=_("Lier une pratique à un article"), done=_("La pratique est liée."), run=_link, form=LinkForm
        ),
    )
    verbs = (Verb("unlink", label=_("Défaire ce lien"), done=_("Le lien est défait."), run=_unlink),)


@admin.register(YearlyQuestion)
class YearlyQuestionAdmin(ReadOnlyAdmin):
    """Who was asked, and who answered: what was answered is on the page of each article."""

    labels = {
        "declaration": _("Déclaration"),
        "city": _("Ville"),
        "asked_at": _("Posée le"),
        "answered_at": _("Répondue le"),
    }
    list_display = ("declaration", "city", "year", "asked_at", "answered_at")
    list_filter = ("declaration", "year")
    list_select_related = ("declaration", "city")
    fields = ("declaration", "city", "year", "asked_at", "answered_at")
