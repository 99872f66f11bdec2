"""The files of a record, through the same rule as its fields: what a viewer may not read is not in the list."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from cities.viewer import Viewer
from common.audience import Audience, narrowest
from common.numbers import grouped
from files.kinds import ENDINGS, MEDIA_TYPES, SMALL
from practices.record import FIELDS
from practices.record.kinds import Words

if TYPE_CHECKING:
    from practices.models import Attachment, Practice, Revision

PLACES = ("description", "deliverables", "evaluation_documents", "sources")  # the fields a file may stand beside
WORDS = ("title", "place", "audience", "alt_text", "credit", "consent")  # what a city says of a file
_SHOWN = 280  # pixels of a page: a phone's width; the smaller file has more, for fine screens


@dataclass(frozen=True)
class Attached:
    """A file as one viewer reads it."""

    pk: int
    place: str
    kind: str
    title: str
    audience: Audience
    asked: Audience  # for this file alone, before what the record and its field allow
    alt_text: str
    credit: str
    weight: int
    file: str  # its name in the folder and in its address
    small: str
    width: int
    height: int

    @property
    def is_image(self) -> bool:
        return self.kind == "image"

    @property
    def media_type(self) -> str:
        return MEDIA_TYPES[self.kind]

    @property
    def label(self) -> str:
        """What it is in capitals: PDF, DOCX… an image is kept as JPEG."""
        return "JPEG" if self.is_image else self.kind.upper()

    @property
    def about(self) -> Words:
        """The field it stands beside, in words."""
        return FIELDS[self.place].label

    @property
    def weight_words(self) -> str:
        """Return « 1,2 Mo » or « 340 ko »: what a reader pays before the download."""
        return weight_in_words(self.weight)

    @property
    def filename(self) -> str:
        """Return the name it is downloaded under: its title and what it is."""
        words = "".join(letter if letter.isalnum() or letter in " -_’'()" else " " for letter in self.title)
        return f"{' '.join(words.split())[:80].strip() or 'document'}.{ENDINGS[self.kind]}"

    @property
    def shown_size(self) -> tuple[int, int]:
        """Return the width and height of an image on the page, before it is loaded."""
        longest = max(self.width, self.height, 1)
        least = min(_SHOWN, SMALL, longest)
        return max(1, self.width * least // longest), max(1, self.height * least // longest)


def weight_in_words(weight: int) -> str:
    """Return a weight as people read it."""
    kilobytes = max(1, round(weight / 1000))
    if kilobytes < 1000:
        return _("%(count)s ko") % {"count": grouped(kilobytes)}
    return _("%(count)s Mo") % {"count": grouped(round(weight / 1_000_000, 1))}


def attached(revision: "Revision", viewer: Viewer, base: Audience) -> tuple[Attached, ...]:
    """Return the files of a revision that this viewer may read; ``base`` is the audience of the record."""
    from practices.models import Attachment

    if not revision.practice.around.attachments and revision.practice.published_id == revision.pk:
        return ()
    rows = Attachment.unguarded.filter(revision_id=revision.pk)
    return tuple(shown for row in rows if (shown := _shown(row, revision, viewer, base)) is not None)


def held_by(revision: "Revision") -> set[str]:
    """Return the names of all the files of a revision: to tell what a version adds, never shown to anybody."""
    from practices.models import Attachment

    return set(Attachment.unguarded.filter(revision_id=revision.pk).values_list("file", flat=True))


def written_of(revision: "Revision", viewer: Viewer, pk: int) -> dict[str, Any] | None:
    """Return what its city wrote of a file, to who reads what is the city's alone; None for anybody else."""
    from practices.models import Attachment

    row = Attachment.unguarded.filter(revision_id=revision.pk, pk=pk).first()
    if row is None or not viewer.may_read(Audience.OWN, city_id=revision.practice.city_id):
        return None
    return words_of(row)


def words_of(row: "Attachment") -> dict[str, Any]:
    """Return everything that is said of a file: what a form changes without the file."""
    return {key: getattr(row, key) for key in WORDS}


def file_called(practice: "Practice", key: str, viewer: Viewer) -> Attached | None:
    """Return a file of a practice by its key, on a version that this viewer may read: the present one, for others."""
    from practices.models import Attachment
    from practices.record.reading import record_audience

    rows = Attachment.unguarded.filter(revision__practice=practice, file=key).select_related("revision")
    for row in rows.order_by("-revision_id"):
        row.revision.practice = practice
        found = _shown(row, row.revision, viewer, record_audience(row.revision, practice))
        if found is not None:
            return found
    return None


def _shown(row: "Attachment", revision: "Revision", viewer: Viewer, base: Audience) -> Attached | None:
    from practices.record.reading import field_audience

    if revision.practice.published_id != revision.pk:
        base = (
            Audience.OWN
        )  # an old version keeps its words for others, never a file that was removed or narrowed since
    audience = narrowest((base, field_audience(revision, FIELDS[row.place]), Audience(row.audience)))
    named = frozenset(revision.named_cities)
    if not viewer.may_read(audience, city_id=revision.practice.city_id, named=named):
        return None
    return Attached(
        pk=row.pk,
        place=row.place,
        kind=row.kind,
        title=row.title,
        audience=audience,
        asked=Audience(row.audience),
        alt_text=row.alt_text,
        credit=row.credit,
        weight=row.weight,
        file=row.file,
        small=row.small,
        width=row.width,
        height=row.height,
    )
