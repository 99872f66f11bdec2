"""The addresses of pages that a record cites: the checks, the monthly question and the notices read this one rule."""

from collections.abc import Iterator

from practices.record.kinds import Kind
from practices.record.reading import FieldView, RecordView


def cited(shown: RecordView) -> dict[str, FieldView]:
    """Return the links of a record as somebody reads it, each with the first field that cites it."""
    found: dict[str, FieldView] = {}
    for view in shown.fields.values():
        if view.is_known:
            for url in _urls(view):
                found.setdefault(url, view)
    return found


def _urls(view: FieldView) -> Iterator[str]:
    if view.field.kind == Kind.URL:
        yield str(view.value)
    columns = [column.key for column in view.field.columns if column.kind == Kind.URL]
    rows = view.value if view.field.kind == Kind.ROWS else [view.value]
    for row in rows if columns else ():
        yield from (str(row[key]) for key in columns if row.get(key))
