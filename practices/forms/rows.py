"""The buttons of repeated rows: they change what was typed, save nothing, and the page comes back with it."""

from collections.abc import Callable

from django.http import QueryDict

MOST_ROWS = 30
ROW_BUTTONS = ("add:", "remove:", "up:", "down:")


def with_row_button(data: QueryDict, button: str) -> QueryDict:
    """Return what was typed as « add:partners », « remove:partners:2 », « up:partners:2 » or « down:… » asks."""
    verb, _colon, rest = button.partition(":")
    key, _colon, place = rest.partition(":")
    changed = data.copy()
    count, number = min(counted(changed.get(key, "")), MOST_ROWS * 2), counted(place)
    if verb == "add":
        changed[key] = str(min(count + 1, MOST_ROWS * 2))
    elif verb == "remove" and 1 <= number <= count:
        _renumber(changed, key, lambda index: None if index == number - 1 else index - (index >= number))
        changed[key] = str(count - 1)
    elif verb in {"up", "down"}:
        one, other = number - 1, number - 2 if verb == "up" else number
        if 0 <= one < count and 0 <= other < count:
            _renumber(changed, key, lambda index: {one: other, other: one}.get(index, index))
    return changed


def counted(written: str) -> int:
    """Return a number of rows as the page wrote it; whatever else came is none."""
    return int(written) if written.isascii() and written.isdigit() and len(written) < 4 else 0


def _renumber(data: QueryDict, key: str, place: Callable[[int], int | None]) -> None:
    """Move the inputs of each row to its new place; a row without a place goes."""
    moved: list[tuple[str, list[str]]] = []
    for name in [name for name in data if name.startswith(f"{key}-")]:
        index, dash, column = name.removeprefix(f"{key}-").partition("-")
        if not (dash and index.isascii() and index.isdigit() and len(index) < 4):
            continue
        values = data.pop(name)
        new = place(int(index))
        if new is not None:
            moved.append((f"{key}-{new}-{column}", [str(value) for value in values]))
    for name, values in moved:
        data.setlist(name, values)
