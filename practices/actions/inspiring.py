"""A draft that starts from another city's practice: what is done and for whom, never the other city's facts.

Copied: the title, the classification, and the texts that say how the action works. Left out, because they are true of
the other city only: its summary and context, its dates, partners, means, figures, results, evidence, adoptions,
contacts, sources and approval. Left out too: what is shared with named cities alone, and every text whose licence
reserves all rights. A text read by member cities only stays so in the draft.
"""

from django.db import transaction
from django.utils.translation import gettext as _

from cities.models import City
from cities.viewer import Viewer
from common.audience import Audience
from common.errors import NotAllowed, NotPossible
from practices import permissions, record
from practices.actions.telling import tell
from practices.actions.writing import free_slug
from practices.models import OPEN, Practice, PracticeState, Revision
from practices.record import FIELDS, RecordView

CLASSIFICATION = (
    "practice_domains",
    "prevention_levels",
    "themes",
    "target_groups",
    "age_min",
    "age_max",
    "settings",
    "methods",
    "violence_forms",
    "sdg_targets",
)
TEXTS = (
    "objectives",
    "description",
    "governance",
    "information_sharing",
    "referral_pathway",
    "safeguards",
    "participation",
    "staff_profiles",
    "mechanism",
    "implementation",
)
RESERVED, SHARE_ALIKE = "all_rights_reserved", "CC BY-SA 4.0"


def start_from(*, by: Viewer, practice_id: int) -> tuple[Revision, bool]:
    """Return the city's draft inspired by a practice that this member reads, and whether it is new.

    While such a draft is open, asking again gives the same one.
    """
    source = Practice.objects.visible_to(by).select_related("city", "published").filter(pk=practice_id).first()
    if source is None or by.city_id is None or not permissions.can_start_from(by, source) or source.published is None:
        raise NotAllowed
    source.published.practice = source
    shown = record.view(source.published, by)
    if shown.audience not in {Audience.PUBLIC, Audience.MEMBERS}:
        raise NotPossible(_("Cette fiche n’est partagée qu’avec quelques villes. Demandez-lui ses textes."))
    with transaction.atomic():
        # The city's row orders two people who ask at once
        city = City.objects.select_for_update(of=("self",), no_key=True).get(pk=by.city_id)
        begun = Revision.unguarded.select_related("practice").filter(
            practice__city=city,
            practice__inspired_by=source,
            practice__state=PracticeState.UNPUBLISHED,
            state__in=OPEN,
        )
        found = begun.order_by("-id").first()
        if found is not None:
            return found, False
        slug = free_slug(city.slug, shown.title)
        practice = Practice.unguarded.create(city=city, slug=slug, inspired_by=source)
        revision = Revision.unguarded.create(
            practice=practice,
            number=1,
            author_id=by.user_id,
            contributors=[by.user_id],
            language=source.published.language,
            audience=shown.audience,
            **_copied(shown),
        )
        tell("practice.inspired", by, practice, revision=revision, source=source.pk)
    return revision, True


def _copied(shown: RecordView) -> dict[str, object]:
    """Return the columns of the draft: only what the gate gave, each read by nobody more than it was."""
    licence = shown.value("licence")
    wanted = ("title", *CLASSIFICATION, *(TEXTS if licence != RESERVED else ()))
    given = [shown.fields[key] for key in wanted]
    kept = [one for one in given if one.is_known and one.audience in {Audience.PUBLIC, Audience.MEMBERS}]
    narrowed = [one for one in kept if one.key != "title" and one.audience.width > FIELDS[one.key].audience.width]
    audiences = {one.key: str(one.audience) for one in narrowed}
    values: dict[str, object] = {one.key: one.value for one in kept}
    if licence == SHARE_ALIKE:
        values["licence"] = SHARE_ALIKE
    return {**values, "audiences": audiences}
