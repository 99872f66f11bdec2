"""A comparison takes a bounded number of steps, whatever was written to make it long; none of its words is lost."""

import difflib
import inspect
import random
import sys

import pytest

from common.differences import Effort, runs
from practices.differences import row_changes

ROWS, WORDS = 30, 400
MOST = 60_000


def rows(word, *, of=ROWS):
    """Return rows as long as a form takes them; ``word`` makes each word from its row and its place."""
    return [
        (("Nom", f"{word(row, -1)} {row}"), ("Rôle", " ".join(word(row, place) for place in range(WORDS))))
        for row in range(of)
    ]


ADVERSARIES = {
    "one word again and again": (lambda _row, _place: "a", lambda _row, place: "a" if place % 2 else "b"),
    "few words in another order": (lambda row, place: f"m{(row + place) % 7}", lambda row, place: f"m{place * 3 % 7}"),
    "hundreds of words, each many times": (
        lambda row, place: f"m{random.Random(row * 9973 + place).randrange(110)}",
        lambda row, place: f"m{random.Random(row * 9967 + place + 1).randrange(110)}",
    ),
}


@pytest.fixture
def lines_run():
    """Count the lines of Python that a call runs inside the comparison: what it costs on any machine."""
    places = (difflib.__file__, inspect.getfile(runs))

    def counted(call):
        total = 0

        def line(_frame, event, _arg):
            nonlocal total
            total += event == "line"
            return line

        sys.settrace(lambda frame, _event, _arg: line if frame.f_code.co_filename in places else None)
        try:
            result = call()
        finally:
            sys.settrace(None)
        return total, result

    return counted


@pytest.mark.parametrize("name", ADVERSARIES)
def test_thirty_hard_rows_against_thirty_cost_no_more_than_they_may(name, lines_run):
    old, new = ADVERSARIES[name]
    before, after, effort = rows(old), rows(new), Effort(left=MOST)
    run, (found, unchanged) = lines_run(lambda: row_changes(before, after, effort))
    # Reading each word once, then a few lines for each step
    assert run < 5 * (MOST + 4 * ROWS * WORDS)
    assert unchanged == 0
    told = " ".join(run.text for change in found for cell in change.cells for run in cell.runs if run.kind != "out")
    assert all(row[1][1].split()[-1] in told for row in after)
    assert sum(change.kind != "out" for change in found) == ROWS


def test_a_row_that_lost_half_of_its_words_is_still_the_same_row():
    found, _unchanged = row_changes([(("", "un deux trois quatre cinq six"),)], [(("", "un deux trois sept"),)])
    assert [change.kind for change in found] == ["changed"]


def test_when_the_steps_are_spent_both_texts_are_whole():
    before, after = "un deux trois quatre", "un cinq trois six"
    found = runs(before, after, Effort(left=3))
    assert [(run.kind, run.text) for run in found] == [
        ("same", "un "),
        ("out", "deux trois quatre"),
        ("in", "cinq trois six"),
    ]
