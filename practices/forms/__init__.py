"""The forms about practices. The section's is generated from ``record``: no field is declared twice."""

from practices.forms.adoption import AdoptionAnswerForm, AdoptionForm
from practices.forms.parts import Block, Row, Stored, Theirs
from practices.forms.readers import APPLY as APPLY_READERS
from practices.forms.relay import ExchangeAnswerForm, ExchangeForm
from practices.forms.rows import ROW_BUTTONS, with_row_button
from practices.forms.section import SectionForm
from practices.forms.small import CommentForm, CreateForm, NoteForm, ReportForm, VersionForm

__all__ = [
    "APPLY_READERS",
    "ROW_BUTTONS",
    "AdoptionAnswerForm",
    "AdoptionForm",
    "Block",
    "CommentForm",
    "CreateForm",
    "ExchangeAnswerForm",
    "ExchangeForm",
    "NoteForm",
    "ReportForm",
    "Row",
    "SectionForm",
    "Stored",
    "Theirs",
    "VersionForm",
    "with_row_button",
]
