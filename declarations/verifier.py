#!/usr/bin/env python3
"""Vérifie hors ligne, sans rien installer, le registre des signatures d’une déclaration (formats 1 et 2).

    python verifier.py registre.json [reçu.json ou tête.json]

Une phrase dit ce qui est juste, ou ce qui ne l’est pas (docs/ledger-format.md). Sortie : 0 juste, 1 faux, 2 illisible.
"""

# ruff: noqa: T201  # a program that prints
from __future__ import annotations

import hashlib
import json
import re
import sys
import unicodedata
from pathlib import Path
from typing import Any

FIRST = "0" * 64  # ce que le premier événement tient pour empreinte précédente
ALLOWED = {"confirmed": "pending", "withdrawn": "pending counted", "corrected": "pending counted withdrawn"}
THEN = {"confirmed": "counted", "withdrawn": "withdrawn", "corrected": "void"}
SAID = "by city city_name commitment country declaration format kind language mode previous refers_to sequence "
SAID += "signed_on source text time version"
FORMATS = {"1": SAID, "2": " ".join(sorted([*SAID.split(), "interpretation", "reservation", "reservation_on"]))}
KINDS = ("opened", "recorded", "signed", "confirmed", "withdrawn", "closed", "corrected")
COLUMNS = ("sequence", "kind", "time", "text", "city", "commitment", "refers_to", "previous")
HASH, TIME = re.compile("[0-9a-f]{64}"), re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", re.ASCII)

_ = str  # marque les phrases pour le catalogue des traductions du site
SENTENCES = {
    "file": _("Ce fichier n’a pas la forme prévue : quelque chose y manque ou y est mal écrit."),
    "text changed": _("Le texte de la version %(version)s a été modifié : son empreinte n’est plus la même."),
    "text unused": _("Un texte du registre n’a jamais été ouvert à la signature."),
    "changed": _("L’événement %(number)s a été modifié : son empreinte n’est plus la même."),
    "form": _("L’événement %(number)s n’est pas écrit sous la forme prévue."),
    "column": _("L’événement %(number)s dit deux choses différentes pour « %(column)s »."),
    "order": _("L’événement %(number)s manque, ou l’ordre a été changé."),
    "chain": _("L’événement %(number)s ne suit pas celui qui le précède : la chaîne est rompue."),
    "elsewhere": _("L’événement %(number)s appartient à une autre déclaration."),
    "time": _("L’événement %(number)s est daté d’avant le précédent."),
    "opened twice": _("L’événement %(number)s ouvre une déclaration déjà ouverte."),
    "text unknown": _("L’événement %(number)s renvoie à un texte qui n’est pas dans le registre."),
    "not open": _("L’événement %(number)s n’était pas possible : ce texte n’était pas ouvert à la signature."),
    "twice": _("L’événement %(number)s fait signer %(city)s deux fois."),
    "refers": _("L’événement %(number)s renvoie à une signature qui n’existe pas, ou plus à ce moment."),
    "tail": _("Le registre ne finit pas là où il le dit : des événements manquent ou s’ajoutent à la fin."),
    "receipt": _("Ce reçu n’a pas la forme prévue."),
    "receipt elsewhere": _("Ce reçu appartient à une autre déclaration."),
    "receipt gone": _("Le reçu atteste l’événement %(number)s, que le registre n’a plus."),
    "receipt other": _("L’événement %(number)s n’est pas celui qu’atteste le reçu."),
    "receipt name": _("Le nom, la qualité ou le sel du reçu ne sont pas ceux du signataire."),
}
RIGHT = _("Le registre est juste. Événements : %(events)s. Villes signataires : %(cities)s. Empreinte : %(head)s.")
RIGHT_RECEIPT = _("Le reçu est juste : il est dans le registre, qui est juste aussi. Empreinte du registre : %(head)s.")


class Wrong(Exception):
    """Ce qui est faux : une phrase à trous et de quoi la remplir, pour que le site puisse la traduire."""

    def __init__(self, code: str, **details: object) -> None:
        self.code, self.sentence, self.details = code, SENTENCES[code], details
        super().__init__(self.sentence % details)


def require(condition: object, code: str, **details: object) -> None:
    """Arrête la vérification à la première chose fausse."""
    if not condition:
        raise Wrong(code, **details)


def written(value: object) -> str:
    """Écrit une valeur sous sa seule forme admise : clés triées, sans espace, en NFC."""
    return unicodedata.normalize("NFC", json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")))


def fingerprint(text: str) -> str:
    """Calcule l’empreinte d’un texte : SHA-256 de ses octets en UTF-8."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def check_event(event: dict[str, Any], number: int, previous: str, declaration: str) -> dict[str, Any]:
    """Vérifie un événement seul, et son lien avec le précédent ; rend ce qu’il dit."""
    require(set(event) == {*COLUMNS, "canonical", "hash"}, "form", number=number)
    require(fingerprint(event["canonical"]) == event["hash"], "changed", number=number)
    said: dict[str, Any] = json.loads(event["canonical"])
    form = written(said) == event["canonical"] and " ".join(sorted(said)) == FORMATS.get(written(said["format"]))
    form = form and (said["format"] == 1 or said["kind"] == "signed")
    form = form and all(said[key] is None or HASH.fullmatch(said[key]) for key in ("text", "commitment"))
    require(form and TIME.fullmatch(said["time"]) and said["kind"] in KINDS, "form", number=number)
    for column in COLUMNS:
        require(written(event[column]) == written(said[column]), "column", number=number, column=column)
    require(written(said["sequence"]) == str(number), "order", number=number)
    require(said["previous"] == previous, "chain", number=number)
    require(said["declaration"] == declaration, "elsewhere", number=number)
    return said


class Story:
    """Ce que racontent les événements, l’un après l’autre : quel texte est ouvert, quelle ville a signé."""

    def __init__(self, texts: dict[int, tuple[object, ...]]) -> None:
        self.texts, self.time = texts, ""
        self.open: int | None = None  # la version ouverte
        self.opened: list[int] = []  # toutes celles qui le furent, dans l’ordre
        self.lines: dict[int, tuple[object, object, str]] = {}  # numéro : ville, version, état
        self.active: set[tuple[object, object]] = set()  # une ligne en cours au plus par ville et par version

    def follow(self, said: dict[str, Any]) -> None:
        """Vérifie que cet événement était possible à ce moment, et le retient."""
        kind, number, version, key = said["kind"], said["sequence"], said["version"], (said["city"], said["version"])
        require(said["time"] >= self.time, "time", number=number)
        self.time = said["time"]
        if said["text"] is not None or version is not None or kind in ("opened", "signed"):
            known = written(self.texts.get(version)) == written((version, said["language"], said["text"]))
            require(known, "text unknown", number=number)
        if kind == "opened":
            require(self.open is None, "opened twice", number=number)
            self.open = version
            self.opened.append(version)
        elif kind == "closed":
            require(self.open is not None, "not open", number=number)
            self.open = None
        elif kind in ("recorded", "signed"):
            require(kind == "recorded" or version == self.open, "not open", number=number)
            require(said["city"] and (kind == "recorded" or said["commitment"]), "form", number=number)
            require(key not in self.active, "twice", number=number, city=said["city_name"])
            self.active.add(key)
            self.lines[number] = (*key, "counted" if kind == "recorded" else "pending")
        else:
            city, of, state = self.lines.get(said["refers_to"], (None, None, ""))
            require((city, of) == key and state in ALLOWED[kind].split(), "refers", number=number)
            self.lines[said["refers_to"]] = (city, of, THEN[kind])
            if kind != "confirmed" and state != "withdrawn":
                self.active.discard(key)


def check_ledger(ledger: dict[str, Any]) -> dict[str, Any]:
    """Vérifie un registre entier ; rend ce qui est vrai."""
    shape = set(ledger) == {"format", "type", "declaration", "head", "texts", "events"} and ledger["type"] == "ledger"
    require(shape and written(ledger["format"]) == "1", "file")
    texts: dict[int, tuple[object, ...]] = {}
    for text in ledger["texts"]:
        version = text["version"]
        require(set(text) == {"version", "language", "sha256", "canonical"} and version not in texts, "file")
        require(fingerprint(text["canonical"]) == text["sha256"], "text changed", version=version)
        texts[version] = (version, text["language"], text["sha256"])
    story, previous = Story(texts), FIRST
    for number, event in enumerate(ledger["events"], 1):
        story.follow(check_event(event, number, previous, ledger["declaration"]))
        previous = event["hash"]
    require(written(ledger["head"]) == written({"sequence": len(ledger["events"]), "hash": previous}), "tail")
    require(set(story.opened) == set(texts), "text unused")
    cities = {c for c, of, state in story.lines.values() if state == "counted" and of in (None, *story.opened[-1:])}
    return {"events": len(ledger["events"]), "cities": len(cities), "head": previous}


def check_receipt(ledger: dict[str, Any], receipt: dict[str, Any]) -> None:
    """Vérifie qu’un registre juste contient ce qu’atteste un reçu gardé ailleurs."""
    fields = {"format", "type", "declaration", "sequence", "hash", "head"}
    shape = fields <= set(receipt) <= {*fields, "signatory"} and receipt["type"] == "receipt"
    require(shape and written(receipt["format"]) == "1", "receipt")
    require(receipt["declaration"] == ledger["declaration"], "receipt elsewhere")
    for proof in (receipt, receipt["head"]):
        number = proof["sequence"]
        require(type(number) is int and number > 0, "receipt")
        require(number <= len(ledger["events"]), "receipt gone", number=number)
        require(ledger["events"][number - 1]["hash"] == proof["hash"], "receipt other", number=number)
    require(receipt["sequence"] <= receipt["head"]["sequence"], "receipt")
    if receipt.get("signatory") is not None:
        event = ledger["events"][receipt["sequence"] - 1]
        require(fingerprint(written(receipt["signatory"])) == event["commitment"], "receipt name")


def verify(ledger: dict[str, Any], proof: dict[str, Any] | None = None) -> dict[str, Any]:
    """Vérifie un registre, et un reçu s’il y en a un ; rend ce qui est vrai, ou lève Wrong."""
    try:
        facts = check_ledger(ledger)
        if proof is not None and proof["type"] == "head":  # une tête signée : sa signature se vérifie avec openssl
            proof = {k: proof[k] for k in proof if k not in ("time", "key")} | {"type": "receipt", "head": proof}
        if proof is not None:
            check_receipt(ledger, proof)
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
        raise Wrong("file") from error
    return facts


def main(names: list[str]) -> int:
    """Lit les fichiers nommés et dit la phrase."""
    try:
        files = [json.loads(Path(name).read_bytes()) for name in names]
        return print((RIGHT if len(files) == 1 else RIGHT_RECEIPT) % verify(*files)) or 0
    except Wrong as wrong:
        return print(wrong) or 1
    except (OSError, ValueError, RecursionError) as error:
        return print(f"Un fichier ne peut pas être lu : {error}") or 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]) if len(sys.argv) in (2, 3) else __doc__)
