"""A second verifier, written from docs/ledger-format.md alone: it shares no line with declarations/verifier.py."""

import json
from hashlib import sha256
from typing import Any
from unicodedata import normalize

FIELDS = [
    "by",
    "city",
    "city_name",
    "commitment",
    "country",
    "declaration",
    "format",
    "kind",
    "language",
    "mode",
    "previous",
    "refers_to",
    "sequence",
    "signed_on",
    "source",
    "text",
    "time",
    "version",
]
DECLARED = ["interpretation", "reservation", "reservation_on"]  # format 2
HEX = set("0123456789abcdef")


def is_right(ledger: dict[str, Any], receipt: dict[str, Any] | None = None) -> bool:
    try:
        return _ledger(ledger) and (receipt is None or _receipt(ledger, receipt))
    except (AssertionError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
        return False


def _string(text: str) -> str:
    """A JSON string of the format: only ", \\ and the controls below U+0020 are escaped."""
    short = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}
    return '"' + "".join(short.get(c) or (f"\\u{ord(c):04x}" if ord(c) < 32 else c) for c in text) + '"'


def _scalar(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise TypeError
    return str(value) if isinstance(value, int) else _string(value)


def _object(values: dict[str, Any]) -> str:
    return normalize("NFC", "{" + ",".join(f"{_string(key)}:{_scalar(values[key])}" for key in sorted(values)) + "}")


def _hash(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def _is_hash(text: Any) -> bool:
    return isinstance(text, str) and len(text) == 64 and set(text) <= HEX


def _ledger(ledger: dict[str, Any]) -> bool:
    assert sorted(ledger) == ["declaration", "events", "format", "head", "texts", "type"]
    assert _scalar(ledger["format"]) == "1"
    assert ledger["type"] == "ledger"
    texts = {}
    for text in ledger["texts"]:
        assert sorted(text) == ["canonical", "language", "sha256", "version"]
        assert _hash(text["canonical"]) == text["sha256"]
        assert _scalar(text["version"]) not in texts
        texts[_scalar(text["version"])] = (text["language"], text["sha256"])
    cited, lines, is_open, last_time, previous = set(), {}, None, "", "0" * 64
    for number, event in enumerate(ledger["events"], start=1):
        said = _event(event, number, previous, ledger["declaration"])
        assert last_time <= said["time"]
        last_time, previous = said["time"], event["hash"]
        version = _scalar(said["version"])
        if said["version"] is not None or said["text"] is not None or said["kind"] in {"opened", "signed"}:
            assert texts[version] == (said["language"], said["text"])
        is_open = _follow(said, version, is_open, lines)
        if said["kind"] == "opened":
            cited.add(version)
    assert cited == set(texts)
    assert sorted(ledger["head"]) == ["hash", "sequence"]
    assert _scalar(ledger["head"]["sequence"]) == str(len(ledger["events"]))
    assert ledger["head"]["hash"] == previous
    return True


def _event(event: dict[str, Any], number: int, previous: str, declaration: str) -> dict[str, Any]:
    columns = ["canonical", "city", "commitment", "hash", "kind", "previous", "refers_to", "sequence", "text", "time"]
    assert sorted(event) == columns
    assert _hash(event["canonical"]) == event["hash"]
    said: dict[str, Any] = json.loads(event["canonical"])
    is_plain = _scalar(said["format"]) == "1"
    assert sorted(said) == (FIELDS if is_plain else sorted([*FIELDS, *DECLARED]))
    assert is_plain or (_scalar(said["format"]) == "2" and said["kind"] == "signed")
    assert _object(said) == event["canonical"]
    for column in {*columns} - {"canonical", "hash"}:
        assert _scalar(event[column]) == _scalar(said[column])
    assert _scalar(said["sequence"]) == str(number)
    assert said["previous"] == previous
    assert said["declaration"] == declaration
    assert all(said[key] is None or _is_hash(said[key]) for key in ("text", "commitment"))
    day, clock = said["time"].split("T")
    assert [len(part) for part in day.split("-")] == [4, 2, 2]
    assert clock.endswith("Z")
    assert len(clock) == 16
    return said


def _follow(said: dict[str, Any], version: str, is_open: str | None, lines: dict[int, list[str]]) -> str | None:
    kind, city = said["kind"], said["city"]
    if kind == "opened":
        assert is_open is None
        return version
    if kind == "closed":
        assert is_open is not None
        return None
    if kind in {"recorded", "signed"}:
        assert city
        assert all(line[:2] != [city, version] or line[2] in {"withdrawn", "void"} for line in lines.values())
        assert kind == "recorded" or (is_open == version and said["commitment"])
        lines[said["sequence"]] = [city, version, "counted" if kind == "recorded" else "pending"]
        return is_open
    line = lines[said["refers_to"]]
    assert line[:2] == [city, version]
    before, after = {
        "confirmed": ({"pending"}, "counted"),
        "withdrawn": ({"pending", "counted"}, "withdrawn"),
        "corrected": ({"pending", "counted", "withdrawn"}, "void"),
    }[kind]
    assert line[2] in before
    line[2] = after
    return is_open


def _receipt(ledger: dict[str, Any], receipt: dict[str, Any]) -> bool:
    needed = {"declaration", "format", "hash", "head", "sequence", "type"}
    assert needed <= set(receipt) <= needed | {"signatory"}
    assert _scalar(receipt["format"]) == "1"
    assert receipt["type"] == "receipt"
    assert receipt["declaration"] == ledger["declaration"]
    for proof in (receipt, receipt["head"]):
        assert int(_scalar(proof["sequence"])) > 0
        assert ledger["events"][proof["sequence"] - 1]["hash"] == proof["hash"]
    assert receipt["sequence"] <= receipt["head"]["sequence"]
    if receipt.get("signatory") is not None:
        assert _hash(_object(receipt["signatory"])) == ledger["events"][receipt["sequence"] - 1]["commitment"]
    return True
