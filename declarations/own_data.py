"""What this room holds about a person, and how a name leaves while the ledger still verifies."""

from accounts.own_data import Part, Person, Rows
from cities.viewer import Viewer
from declarations import actions
from declarations.models import (
    AdoptionAct,
    Amendment,
    AmendmentSupport,
    Consultation,
    Mandate,
    Objection,
    Preparation,
    Procedure,
    Signature,
    Support,
)

_LINE = ("declaration__slug", "version", "city__slug", "state", "signed_on")


def erase(person: Person) -> None:
    """Erase the name from signatures, supports and mandates; what the city did stays."""
    for signature in Signature.objects.filter(signed_by_id=person.user_id, event__signatory__erased_at=None):
        actions.erase_signatory(by=Viewer(is_secretariat=True), signature_id=signature.pk)
    for mandate in Mandate.objects.filter(membership__user_id=person.user_id).exclude(document=""):
        mandate.document.delete()  # it names the person; its fingerprint stays
    Mandate.objects.filter(membership__user_id=person.user_id).update(office="", deliberation="")
    Support.objects.filter(supported_by_id=person.user_id).update(name="", title="")


PART = Part(
    "declarations",
    rows=(
        Rows(
            "signatures",
            Signature,
            "signed_by",
            (*_LINE, "event__hash", "event__signatory__name", "event__signatory__title"),
        ),
        Rows("signatures_confirmed", Signature, "confirmed_by", _LINE),
        Rows("signatures_recorded", Signature, "recorded_by", _LINE),
        Rows("signatures_acknowledged", Signature, "acknowledged_by", (*_LINE, "acknowledged_at")),
        Rows(
            "mandates",
            Mandate,
            "membership__user",
            ("membership__city__slug", "basis", "office", "starts_on", "ends_on", "deliberation", "document_sha256"),
        ),
        Rows("mandates_stated", Mandate, "stated_by", ("membership__city__slug", "basis", "stated_at")),
        Rows("mandates_checked", Mandate, "checked_by", ("membership__city__slug", "checked_at")),
        Rows("signatures_prepared", Preparation, "prepared_by", ("declaration__slug", "city__slug", "prepared_at")),
        Rows("supports", Support, "supported_by", ("declaration__slug", "city__slug", "name", "title", "supported_on")),
        Rows("consultations_opened", Consultation, "opened_by", ("opened_at", "ended_at")),
        Rows("amendments", Amendment, "proposed_by", ("declaration__slug", "city__slug", "reasons", "proposed_at")),
        Rows("amendments_decided", Amendment, "decided_by", ("declaration__slug", "decided_at")),
        Rows("amendments_supported", AmendmentSupport, "given_by", ("given_at",)),
        Rows("procedures_opened", Procedure, "opened_by", ("opened_at", "ended_at")),
        Rows("objections", Objection, "made_by", ("city__slug", "reason", "made_at", "withdrawn_at")),
        Rows("acts_recorded", AdoptionAct, "recorded_by", ("declaration__slug", "recorded_at")),
    ),
    erase=erase,
)
