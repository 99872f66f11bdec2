"""The letter as an Atom feed: titles and links of what everybody may read, chosen for one reader."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.contrib.syndication.views import Feed as Syndication
from django.db.models import Max
from django.http import Http404, HttpRequest
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from accounts.models import User
from cities.viewer import STRANGER, viewer_of
from common import links
from common.audience import Audience
from declarations.models import Declaration, Event
from digests import due, kept, tokens
from digests.content import news
from digests.models import Feed
from practices.models import IndexEntry

MOST = 60  # entries


@dataclass(frozen=True)
class Entry:
    """One line of a feed."""

    title: str
    url: str
    at: datetime


if TYPE_CHECKING:
    _Syndication = Syndication[Entry, Feed]
else:
    _Syndication = Syndication  # Django's own class takes no parameter when it runs


class LetterFeed(_Syndication):
    """What the last letters told and what the next one will, as a stranger may read it."""

    feed_type = Atom1Feed

    def get_object(self, request: HttpRequest, *_args: Any, **kwargs: Any) -> Feed:  # noqa: ARG002  Django gives it
        found = tokens.read_feed(kwargs["token"])
        if found is None:
            raise Http404
        return found

    def title(self, _feed: Feed) -> str:
        return _("Échanges d’expériences – votre lettre de synthèse")

    def subtitle(self, _feed: Feed) -> str:
        return _("Ce qui est public dans votre lettre. Gardez cette adresse pour vous.")

    def link(self, _feed: Feed) -> str:
        return links.page("digests:present")

    def feed_url(self, feed: Feed) -> str:
        return links.page("digests:feed", tokens.for_feed(feed))

    def items(self, feed: Feed) -> list[Entry]:
        told = _told(feed.reader)
        found = [*_practices(kept.ids(told, "published", "updated")), *_declarations(kept.ids(told, "declarations"))]
        return sorted(found, key=lambda entry: entry.at, reverse=True)[:MOST]

    def item_title(self, item: Entry) -> str:
        return item.title

    def item_description(self, item: Entry) -> str:  # noqa: ARG002  titles and links, no text
        return ""

    def item_link(self, item: Entry) -> str:
        return item.url

    def item_guid(self, item: Entry) -> str:
        return item.url

    def item_updateddate(self, item: Entry) -> datetime:
        return item.at


def _told(reader: User) -> list[str]:
    told = [reference for run in kept.letters(reader.pk) for reference in run.told]
    viewer = viewer_of(reader.pk)
    if viewer.is_member or viewer.is_secretariat:
        told += kept.references(news(viewer, *due.coming(reader)))
    return told


def _practices(practice_ids: set[int]) -> Iterable[Entry]:
    page = links.addresses("practices:detail")
    found = IndexEntry.objects.in_scope(Audience.PUBLIC).filter(practice_id__in=practice_ids)
    for entry in found.only("title", "slug", "published_at"):
        yield Entry(entry.title, links.absolute(page(entry.slug)), entry.published_at)


def _declarations(declaration_ids: set[int]) -> Iterable[Entry]:
    found = Declaration.objects.visible_to(STRANGER).in_bulk(declaration_ids)
    last = Event.objects.filter(declaration_id__in=found).values_list("declaration_id").annotate(at=Max("at"))
    for pk, at in last:
        yield Entry(found[pk].name, links.page("declarations:detail", found[pk].slug), at)
