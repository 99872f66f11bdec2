"""The forms about practices. The section's is generated from ``record``: no field is declared twice."""

from practices.forms.section import Block, Row, SectionForm, Stored, with_row_button
from practices.forms.small import CommentForm, CreateForm, NoteForm, ReportForm, VersionForm

__all__ = [
    "Block",
    "CommentForm",
    "CreateForm",
    "NoteForm",
    "ReportForm",
    "Row",
    "SectionForm",
    "Stored",
    "VersionForm",
    "with_row_button",
]
