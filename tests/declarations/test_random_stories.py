"""Whatever people do in whatever order: the chain verifies, and the wall says what the ledger says."""

import random
from collections.abc import Callable
from typing import Any

import pytest
from members import make_member, make_user

from accounts.models import User
from cities.models import Role
from cities.viewer import Viewer, viewer_of
from common.errors import Refusal
from declarations import actions, ledger, queries, verifier
from declarations.models import Declaration, Signature, Text, TextStatus
from tests.declarations import second_verifier
from tests.declarations.cast import TITLE, prepare

STEPS = 100


@pytest.fixture
def people(db: None) -> list[Viewer]:
    """Two cities with two signatories and a coordinator each, two members of the secretariat, one reader."""
    found: list[User] = []
    for slug in ("dakar", "liege"):
        found += [make_member(f"s{n}@{slug}.example", f"S{n}", slug, Role.READER, can_sign=True) for n in (1, 2)]
        found.append(make_member(f"c@{slug}.example", "C", slug, Role.COORDINATOR))
    found += [make_user(f"a{n}@aimf.example", f"A{n}", is_staff=True) for n in (1, 2)]
    found.append(make_member("l@tunis.example", "L", "tunis", Role.READER))
    return [viewer_of(person.pk) for person in found]


def verbs(declaration: Declaration, by: Viewer, chance: random.Random) -> dict[str, Callable[[], Any]]:
    """Everything a person could try, with what they could have read: mostly the truth, sometimes not."""
    edition = declaration.edition - (chance.random() < 0.1)
    lines = list(Signature.objects.filter(declaration=declaration).values_list("pk", flat=True)) or [0]
    texts = [text.sha256 for text in Text.objects.filter(declaration=declaration)]
    common: dict[str, Any] = {"by": by, "declaration_id": declaration.pk, "seen_edition": edition}
    line: dict[str, Any] = {"by": by, "signature_id": chance.choice(lines)}
    body = f"## Agir\n\nVersion {chance.randint(1, 999)}."
    words: dict[str, Any] = {"title": TITLE, "body": body, "language": "fr", "status": TextStatus.AUTHENTIC}
    return {
        "write": lambda: actions.write_text(**common, **words),
        "adopt": lambda: actions.adopt(**common, changes="Le texte dit autre chose."),
        "open": lambda: actions.open_for_signature(**common),
        "close": lambda: actions.close(**common),
        "sign": lambda: actions.sign(by=by, declaration_id=declaration.pk, seen_text=chance.choice(texts)),
        "confirm": lambda: actions.confirm(**line),
        "withdraw": lambda: actions.withdraw(**line),
        "correct": lambda: actions.correct(**line, note="Erreur"),
    }


def person(people: list[Viewer], verb: str, chance: random.Random) -> Viewer:
    """Mostly somebody who may, sometimes anybody."""
    is_office = verb in {"write", "adopt", "open", "close", "correct"}
    likely = [one for one in people if one.is_secretariat == is_office]
    return chance.choice(likely if chance.random() < 0.8 else people)


@pytest.mark.parametrize("seed", range(3))
def test_the_wall_and_the_ledger_never_part(people: list[Viewer], seed: int) -> None:
    chance, declaration = random.Random(seed), prepare(f"Au hasard {seed}")
    weights = {"sign": 8, "confirm": 6, "withdraw": 2, "open": 4, "close": 1, "adopt": 2, "write": 1, "correct": 1}
    done = dict.fromkeys(weights, 0)
    for _step in range(STEPS):
        declaration.refresh_from_db()
        name = chance.choices(list(weights), list(weights.values()))[0]
        before = ledger.head(declaration)
        try:
            verbs(declaration, person(people, name, chance), chance)[name]()
        except Refusal:
            assert ledger.head(declaration) == before  # refused means that nothing was written
        else:
            done[name] += 1
        declaration.refresh_from_db()
        found = ledger.export(declaration)
        facts = verifier.verify(found)
        assert second_verifier.is_right(found)
        if declaration.is_open or facts["cities"]:
            assert_wall_is(declaration, facts["cities"])
    assert done["sign"] >= 1
    assert done["open"] >= 1


def assert_wall_is(declaration: Declaration, cities: int) -> None:
    """While the version in force is the one opened last, the wall counts what the verifier counts."""
    opened = [event for event in ledger.export(declaration)["events"] if event["kind"] == "opened"]
    in_force = Text.objects.get(declaration=declaration, version=declaration.version, status="authentic")
    if opened and opened[-1]["text"] == in_force.sha256:
        assert queries.count(declaration) == cities
        assert sum(line.counts for line in queries.signatures(declaration)) == cities
