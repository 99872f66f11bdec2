"""Every way of changing a ledger is found: by the verifier, and by a second one written from the specification."""

import copy
import json
from collections.abc import Callable, Iterator
from random import Random
from typing import Any

import pytest
from members import make_member

from accounts.models import User
from cities.models import Role
from cities.viewer import viewer_of
from declarations import actions, ledger, verifier
from declarations.models import Declaration, Event
from tests.declarations import second_verifier
from tests.declarations.cast import SECRETARIAT, authentic, close_it, open_it

Json = dict[str, Any]
Tamper = Callable[[Json], object]

TEXT_KEYS = ("sequence", "kind", "time", "text", "city", "commitment", "refers_to", "previous", "canonical", "hash")
SAID_KEYS = sorted(verifier.SAID.split())


@pytest.fixture
def told(opened: Declaration) -> tuple[Json, Json]:
    """A ledger with every kind of event, and the receipt of one signature."""
    signatures = {}
    for slug in ("dakar", "liege", "tunis", "nantes"):
        person = make_member(f"signe@{slug}.example", f"Signe {slug}", slug, Role.READER, can_sign=True)
        viewer = viewer_of(person.pk)
        signatures[slug] = actions.sign(
            by=viewer, declaration_id=opened.pk, seen_text=authentic(opened).sha256
        ).signature
        if slug == "nantes":
            actions.withdraw(by=viewer, signature_id=signatures[slug].pk)
    secretariat = User.objects.create_user("s@aimf.example", name="S", is_staff=True)
    for slug in ("dakar", "liege"):
        actions.confirm(by=viewer_of(secretariat.pk), signature_id=signatures[slug].pk)
    actions.correct(by=SECRETARIAT, signature_id=signatures["liege"].pk, note="Erreur de saisie")
    receipt = ledger.receipt(signatures["dakar"].event)
    close_it(Declaration.unguarded.get(pk=opened.pk))
    again = open_it(Declaration.unguarded.get(pk=opened.pk))
    return json.loads(ledger.export_file(again)), receipt


def test_what_was_not_touched_is_right(told: tuple[Json, Json]) -> None:
    found, receipt = told
    kinds = [event["kind"] for event in found["events"]]
    assert kinds == [
        "opened", "signed", "signed", "signed", "signed", "withdrawn", "confirmed", "confirmed", "corrected",
        "closed", "opened",
    ]  # fmt: skip
    assert verifier.verify(found, receipt) == {"events": 11, "cities": 1, "head": found["head"]["hash"]}
    assert second_verifier.is_right(found, receipt)


def other(value: Any) -> Any:
    """A value of the same sort, changed by as little as can be."""
    if value is None:
        return "0" * 64
    if isinstance(value, int):
        return value + 1
    last = value[-1]
    return value[:-1] + ("0" if last != "0" else "1")


def chained(found: Json) -> None:
    """Make the whole chain again after a change, as an operator with every right could."""
    previous = verifier.FIRST
    for number, event in enumerate(found["events"], 1):
        said = json.loads(event["canonical"])
        said |= {"previous": previous, "sequence": number}
        event["canonical"] = verifier.written(said)
        event["hash"] = previous = verifier.fingerprint(event["canonical"])
        event |= {key: said[key] for key in verifier.COLUMNS}
    found["head"] = {"sequence": len(found["events"]), "hash": previous}


def say(found: Json, index: int, **changes: Any) -> None:
    """Change what an event says, in its text and its columns alike."""
    event = found["events"][index]
    said = json.loads(event["canonical"]) | changes
    event["canonical"] = verifier.written(said)
    event |= {key: said[key] for key in verifier.COLUMNS}


def kinds_of_tampering() -> Iterator[tuple[str, Tamper]]:
    for index in (0, 3, 8):
        for key in TEXT_KEYS:
            yield (
                f"column {key} of {index}",
                lambda f, i=index, k=key: f["events"][i].update({k: other(f["events"][i][k])}),
            )
    for key in SAID_KEYS:
        # The text and its own hash made again, the chain not
        def said_only(found: Json, key: str = key) -> None:
            say(found, 1, **{key: other(json.loads(found["events"][1]["canonical"])[key])})
            found["events"][1]["hash"] = verifier.fingerprint(found["events"][1]["canonical"])

        yield f"said {key}", said_only
    for index in (0, 4, 9):
        yield f"deleted {index}", lambda f, i=index: f["events"].pop(i)
        yield f"duplicated {index}", lambda f, i=index: f["events"].insert(i, copy.deepcopy(f["events"][i]))
        yield f"swapped {index}", lambda f, i=index: f["events"].insert(i, f["events"].pop(i + 1))
    yield "tail deleted", lambda f: f["events"].pop()
    yield "tail added", lambda f: f["events"].append(copy.deepcopy(f["events"][-1]))
    yield "all deleted", lambda f: f["events"].clear()
    yield "reversed", lambda f: f["events"].reverse()
    yield "head sequence", lambda f: f["head"].update(sequence=3)
    yield "head hash", lambda f: f["head"].update(hash="0" * 64)
    yield "head with more", lambda f: f["head"].update(note="x")
    yield "other declaration", lambda f: f.update(declaration="autre")
    yield "other format", lambda f: f.update(format=2)
    yield "format as true", lambda f: f.update(format=True)
    yield "other type", lambda f: f.update(type="registre")
    yield "more at the top", lambda f: f.update(note="x")
    yield "events gone", lambda f: f.pop("events")
    yield "event with more", lambda f: f["events"][2].update(note="x")
    yield "event with less", lambda f: f["events"][2].pop("city")
    yield "event is no object", lambda f: f["events"].__setitem__(2, "x")
    yield (
        "text words",
        lambda f: f["texts"][0].update(canonical=f["texts"][0]["canonical"].replace("refusent", "veulent")),
    )
    yield (
        "text words and hash",
        lambda f: f["texts"][0].update(canonical="# Autre\n", sha256=verifier.fingerprint("# Autre\n")),
    )
    yield "text hash", lambda f: f["texts"][0].update(sha256="0" * 64)
    yield "text version", lambda f: f["texts"][0].update(version=2)
    yield "text version as true", lambda f: f["texts"][0].update(version=True)
    yield "text language", lambda f: f["texts"][0].update(language="en")
    yield "text gone", lambda f: f["texts"].clear()
    yield "text twice", lambda f: f["texts"].append(copy.deepcopy(f["texts"][0]))
    yield (
        "text added",
        lambda f: f["texts"].append(
            {"version": 9, "language": "fr", "canonical": "x", "sha256": verifier.fingerprint("x")}
        ),
    )
    yield "sequence as text", lambda f: f["events"][0].update(sequence="1")
    yield "sequence as true", lambda f: f["events"][0].update(sequence=True)
    yield (
        "space in the canonical text",
        lambda f: f["events"][5].update(canonical=f["events"][5]["canonical"].replace('":', '": ', 1)),
    )


TAMPERINGS = dict(kinds_of_tampering())


def test_at_least_forty_kinds() -> None:
    assert len(TAMPERINGS) >= 40


def test_each_is_found_and_named(told: tuple[Json, Json]) -> None:
    missed, unnamed = [], []
    for name, tamper in TAMPERINGS.items():
        changed = copy.deepcopy(told[0])
        tamper(changed)
        try:
            verifier.verify(changed)
            missed.append(name)
        except verifier.Wrong as wrong:
            if not str(wrong) or "%(" in str(wrong):
                unnamed.append(name)
        if second_verifier.is_right(changed):
            missed.append(f"second verifier: {name}")
    assert (missed, unnamed) == ([], [])


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place of a JSON value, its keys and its lists included."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, below in inside:
        yield (*path, key)
        yield from places(below, (*path, key))


def changed_at(found: Json, path: tuple[Any, ...], value: Any) -> Json:
    changed = copy.deepcopy(found)
    holder = changed
    for key in path[:-1]:
        holder = holder[key]
    holder[path[-1]] = value
    return changed


def test_no_place_of_the_file_takes_another_value(told: tuple[Json, Json]) -> None:
    """Whatever stands anywhere in the file, another value there is found: nothing in it is only decoration."""
    found, tried, missed = told[0], 0, []
    for path in places(found):
        held = found
        for key in path:
            held = held[key]
        for value in (None, True, 0, 1, 1.0, "", "x", [], {}, held + held if isinstance(held, str) else [held]):
            if json.dumps(value) == json.dumps(held):
                continue
            tried += 1
            changed = changed_at(found, path, value)
            if is_said_right(changed):
                missed.append((path, value))
    assert missed == []
    assert tried > 1000


def is_said_right(found: Json) -> bool:
    """Whether one of the two verifiers takes it; anything but a sentence fails the test."""
    try:
        verifier.verify(found)
    except verifier.Wrong:
        return second_verifier.is_right(found)
    return True


def test_decomposed_accents_are_not_canonical(told: tuple[Json, Json]) -> None:
    changed = copy.deepcopy(told[0])
    del changed["events"][3:]  # the last one left is of Liège
    event = changed["events"][2]
    event["canonical"] = event["canonical"].replace("è", "e\u0300")
    event["hash"] = verifier.fingerprint(event["canonical"])
    changed["head"] = {"sequence": 3, "hash": event["hash"]}
    assert "e\u0300" in event["canonical"]
    assert not is_said_right(changed)


# A whole chain made again is consistent; what it tells must still have been possible
STORIES: dict[str, Tamper] = {
    "a city signs twice": lambda f: f["events"].insert(3, copy.deepcopy(f["events"][1])),
    "signed before it is open": lambda f: f["events"].insert(0, f["events"].pop(1)),
    "signed another text": lambda f: say(f, 1, text="0" * 64),
    "confirmed what nobody signed": lambda f: say(f, 6, refers_to=1),
    "confirmed for another city": lambda f: say(f, 6, city="paris", city_name="Paris"),
    "confirmed twice": lambda f: f["events"].insert(7, copy.deepcopy(f["events"][6])),
    "confirmed what is withdrawn": lambda f: say(f, 6, refers_to=5, city="nantes", city_name="Nantes"),
    "opened twice": lambda f: f["events"].insert(1, copy.deepcopy(f["events"][0])),
    "closed twice": lambda f: f["events"].insert(9, copy.deepcopy(f["events"][9])),
    "nobody signed": lambda f: say(f, 1, commitment=None),
    "no city signed": lambda f: say(f, 1, city=None),
    "back in time": lambda f: say(f, 5, time="2020-01-01T00:00:00.000000Z"),
    "a time that is none": lambda f: say(f, 5, time="hier"),
    "a kind that is none": lambda f: say(f, 5, kind="liked"),
    "another declaration": lambda f: say(f, 5, declaration="autre"),
    "an upper-case hash": lambda f: say(f, 1, commitment="A" * 64),
}


@pytest.mark.parametrize("name", STORIES)
def test_a_chain_made_again_cannot_tell_what_was_impossible(told: tuple[Json, Json], name: str) -> None:
    changed = copy.deepcopy(told[0])
    STORIES[name](changed)
    chained(changed)
    with pytest.raises(verifier.Wrong):
        verifier.verify(changed)
    assert not second_verifier.is_right(changed)


@pytest.mark.parametrize(
    "rewrite",
    [
        lambda f: f["events"].__delitem__(slice(1, 2)) or f["events"].__delitem__(slice(5, 6)),
        lambda f: say(f, 1, city_name="Autre nom"),
        lambda f: say(f, 1, commitment="a" * 64),
        lambda f: f["events"].__delitem__(slice(1, None)),
    ],
    ids=["a signature never was", "a name", "another signatory", "only the opening"],
)
def test_a_whole_ledger_made_again_is_found_by_a_receipt_kept_outside(told: tuple[Json, Json], rewrite: Tamper) -> None:
    found, receipt = told
    changed = copy.deepcopy(found)
    rewrite(changed)
    chained(changed)
    with pytest.raises(verifier.Wrong):
        verifier.verify(changed, receipt)
    assert not second_verifier.is_right(changed, receipt)


def test_a_rewriting_that_stays_possible_is_invisible_without_a_receipt(told: tuple[Json, Json]) -> None:
    """What the page says: only something kept outside unmasks it. This is why receipts are sent."""
    changed = copy.deepcopy(told[0])
    say(changed, 1, city_name="Autre nom")
    chained(changed)
    assert verifier.verify(changed)["cities"] == 1


@pytest.mark.parametrize(
    "tamper",
    [
        lambda r: r.update(sequence=3),
        lambda r: r.update(sequence=99),
        lambda r: r.update(sequence=0),
        lambda r: r.update(sequence=True),
        lambda r: r.update(hash="0" * 64),
        lambda r: r.update(declaration="autre"),
        lambda r: r.update(format=2),
        lambda r: r.update(type="ledger"),
        lambda r: r.update(note="x"),
        lambda r: r.pop("head"),
        lambda r: r["head"].update(hash="0" * 64),
        lambda r: r["head"].update(sequence=99),
        lambda r: r["head"].update(sequence=1),
        lambda r: r["signatory"].update(name="Quelqu’un d’autre"),
        lambda r: r["signatory"].update(title="Reine"),
        lambda r: r["signatory"].update(salt="0" * 64),
        lambda r: r["signatory"].update(more="x"),
    ],
)
def test_a_false_receipt_is_found(told: tuple[Json, Json], tamper: Tamper) -> None:
    found, receipt = copy.deepcopy(told)
    tamper(receipt)
    with pytest.raises(verifier.Wrong):
        verifier.verify(found, receipt)
    assert not second_verifier.is_right(found, receipt)


SEED, DRAWN = 20260408, 120


def drawn_in_place(found: Json, chance: Random) -> str:
    """Tamper with one place, drawn by lot, as somebody who holds the file could; return what was done."""
    index = chance.randrange(len(found["events"]))
    event, kind = found["events"][index], chance.choice(["sign", "said", "gone", "twice", "moved", "hash"])
    if kind == "sign":
        at = chance.randrange(len(event["canonical"]))
        words = event["canonical"]
        event["canonical"] = words[:at] + chr(ord(words[at]) ^ 1) + words[at + 1 :]
        return f"{kind} {index} {at}"
    if kind == "said":
        key = chance.choice(SAID_KEYS)
        say(found, index, **{key: other(json.loads(event["canonical"])[key])})
        return f"{kind} {index} {key}"
    if kind == "hash":
        at = chance.randrange(64)
        event["hash"] = event["hash"][:at] + ("0" if event["hash"][at] != "0" else "1") + event["hash"][at + 1 :]
        return f"{kind} {index} {at}"
    to = chance.choice([place for place in range(len(found["events"])) if place != index])
    held = copy.deepcopy(event) if kind == "twice" else found["events"].pop(index)
    if kind != "gone":
        found["events"].insert(to, held)
    return f"{kind} {index} {'' if kind == 'gone' else to}"


def drawn_whole(found: Json, chance: Random) -> str:
    """Rewrite the story from a place drawn by lot, then make the chain again, as an operator with every right could."""
    index = chance.randrange(len(found["events"]))
    kind = chance.choice(["tail", "gone", "said"])
    done = f"{kind} {index}"
    if kind == "tail":
        del found["events"][index:]
    elif kind == "gone":
        del found["events"][index]
    else:
        key, number = chance.choice(["city_name", "country", "commitment", "source", "mode"]), chance.randrange(10_000)
        value = verifier.fingerprint(str(number)) if key == "commitment" else f"autre {number}"
        say(found, index, **{key: value})
        done = f"{kind} {index} {key} {number}"
    chained(found)
    return done


def test_two_hundred_tamperings_drawn_by_lot_are_each_found(told: tuple[Json, Json]) -> None:
    """Those of one place by the file alone; those of the tail and of the whole chain by a receipt kept outside."""
    found, chance = told[0], Random(SEED)
    receipt = ledger.receipt(Event.objects.filter(declaration__slug=found["declaration"]).get(sequence=2))
    done: set[str] = set()
    for draw, proof in ((drawn_in_place, None), (drawn_whole, receipt)):
        before = len(done)
        while len(done) < before + DRAWN:
            changed = copy.deepcopy(found)
            what = f"{draw.__name__} {draw(changed, chance)}"
            if what in done or changed == found:
                continue
            done.add(what)
            with pytest.raises(verifier.Wrong):
                verifier.verify(changed, proof)
            assert not second_verifier.is_right(changed, proof), what
    assert len(done) >= 200


def test_the_database_holds_what_the_file_says(told: tuple[Json, Json]) -> None:
    rows = Event.objects.filter(declaration__slug=told[0]["declaration"]).order_by("sequence")
    assert [event["hash"] for event in told[0]["events"]] == [row.hash for row in rows]
