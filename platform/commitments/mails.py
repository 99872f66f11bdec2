"""The letter of this room: each year, to those who write for a signatory city."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.models import Role
from cities.queries import people_of
from cities.viewer import viewer_of
from commitments import queries
from commitments.models import YearlyQuestion
from commitments.permissions import can_answer
from common.links import page
from mailing import outbox
from mailing.message import Action, Message
from mailing.registry import Reader, letter

WRITERS = (Role.COORDINATOR, Role.EDITOR)


def tell_asked(question: YearlyQuestion) -> None:
    """Tell those who write for the city."""
    for person in people_of(question.city_id, WRITERS):
        outbox.queue(
            key=f"commitment.asked/{question.pk}/{person.pk}",
            kind="commitment.asked",
            recipient_id=person.pk,
            data={"question": question.pk},
        )


@letter("commitment.asked", gettext_lazy("Question annuelle sur une déclaration signée"), topic="confirmations")
def asked(reader: Reader, data: Mapping[str, Any]) -> Message | None:
    """To those who write for the city, while it is a signatory and has not answered."""
    rows = YearlyQuestion.objects.select_related("declaration", "city")
    question = rows.filter(pk=data["question"], answered_at__isnull=True).first()
    if question is None or reader.user_id is None or not queries.is_signatory(question):
        return None
    if not can_answer(viewer_of(reader.user_id, question.city_id), question.city_id):
        return None
    return Message(
        subject=_("Qu’avez-vous fait depuis que votre ville a signé ?"),
        paragraphs=(
            _("%(city)s a signé la déclaration « %(title)s ».")
            % {"city": question.city.name, "title": question.declaration.name},
            _("Une fois par an, nous demandons aux villes signataires ce qu’elles ont fait pour chaque article. "
              "Quelques lignes suffisent, et vous choisissez qui les lit."),
        ),
        action=Action(_("Répondre, article par article"), page("commitments:answer", question.declaration.slug)),
    )  # fmt: skip
