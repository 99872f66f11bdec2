"""A signature made on paper, as the desk records it."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from cities.viewer import Viewer
from common.errors import Invalid
from common.readonly import SeenForm, Verb
from declarations import actions
from declarations.forms import PaperForm, given_document
from declarations.models import Declaration, Statement


class SeenPaperForm(PaperForm, SeenForm):
    """For the edition that was read."""


def _record(viewer: Viewer, row: Declaration, values: Mapping[str, Any]) -> None:
    document = given_document(values)
    if document is None:
        raise Invalid
    actions.record_on_paper(
        by=viewer,
        declaration_id=row.pk,
        seen_edition=values["seen_version"],
        city_id=values["city"].pk,
        document=document,
        statement=Statement(values["reservation"], values["reservation_on"], values["interpretation"]),
        **{name: values[name] for name in ("name", "office", "signed_on", "mode")},
    )


VERB = Verb(
    "paper",
    label=_("Enregistrer une signature sur papier"),
    done=_("La signature est enregistrée. Une autre personne du secrétariat, ou la ville, doit la confirmer."),
    question=_("Recopiez ce que dit le document signé. Son empreinte entre au registre et n’en sort plus."),
    run=_record,
    form=SeenPaperForm,
    possible=lambda viewer, row: viewer.is_secretariat and row.is_open,
)
