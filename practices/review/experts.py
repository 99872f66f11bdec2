"""What a person without an account reads through a link: the sections chosen, within the widest audiences, no more."""

from accounts import tokens
from cities.viewer import ANY_MEMBER, STRANGER
from common import clock
from common.audience import Audience
from practices.models import ExpertReading, PracticeState
from practices.record import SECTIONS, SectionView, view
from practices.record.reading import FieldView, as_published

ENTERED = "expert_readings"  # in the session of who has said the address
READER = {False: STRANGER, True: ANY_MEMBER}
# The last section is the platform's own
SECTIONS_SHOWN = tuple(section.key for section in SECTIONS if section.key != "I")


def open_reading(token: str) -> ExpertReading | None:
    """Return the reading that a link opens now; None when it is unknown, too old or closed."""
    rows = ExpertReading.objects.select_related("revision__practice__city")
    found = rows.filter(token_hash=tokens.digest(token), revoked_at__isnull=True, expires_at__gt=clock.now()).first()
    if found is None or found.revision.practice.state == PracticeState.WITHDRAWN:
        return None
    return found


def sections_for(reading: ExpertReading) -> list[SectionView]:
    """Return the chosen sections through the gate, as a stranger or a member city would read them once published.

    What is for the city alone is never shown, nor named: not even as a locked field.
    """
    shown = view(as_published(reading.revision), READER[reading.members_too])
    return [
        SectionView(section.section, tuple(field for field in section.fields if _may_show(field)))
        for section in shown.sections
        if section.section.key in reading.sections
    ]


def _may_show(field: FieldView) -> bool:
    return not field.locked and field.is_known and field.audience != Audience.OWN and not field.field.on_practice
