"""What other mail servers look up about our sending domain, and what they would find. Asks the DNS and nothing else."""

import base64
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import dns.exception
import dns.name
import dns.resolver
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_der_public_key

MOST_LOOKUPS = 10  # RFC 7208, 4.6.4
SECONDS = 5.0


@dataclass(frozen=True)
class Finding:
    """One check: whether it passed, and a sentence that says what was found and what to do."""

    name: str
    ok: bool
    sentence: str


class NoAnswer(Exception):
    """The DNS did not answer: nothing is known."""


class Lookup:
    """Asks the system's name servers, or the one that was named."""

    def __init__(self, server: str = "", port: int = 53) -> None:
        self._resolver = dns.resolver.Resolver(configure=not server)
        self._resolver.lifetime = SECONDS
        if server:
            self._resolver.nameservers, self._resolver.port = [server], port

    def texts(self, name: str) -> list[str]:
        """Return the TXT records of a name, each as one string; none when there are none."""
        return [b"".join(record.strings).decode(errors="replace") for record in self._ask(name, "TXT")]

    def mail_servers(self, name: str) -> list[str]:
        """Return the servers that receive mail for a name."""
        return [str(record.exchange).rstrip(".") for record in self._ask(name, "MX")]

    def _ask(self, name: str, kind: str) -> list[Any]:
        try:
            return list(self._resolver.resolve(dns.name.from_text(name), kind))
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
            return []
        except dns.exception.DNSException as error:
            raise NoAnswer(f"{name} {kind}: {type(error).__name__}") from error


def check(domain: str, selector: str, lookup: Lookup, own_key: bytes = b"", comes_back: str = "") -> list[Finding]:
    """Return what SPF, DKIM, DMARC and MX say of a domain.

    ``own_key``: our public key in DER, if we sign. ``comes_back``: the domain on the envelope, where it is another one.
    """
    checks: tuple[tuple[str, Callable[[], tuple[bool, str]]], ...] = (
        ("SPF", lambda: _spf(comes_back or domain, lookup)),
        ("DKIM", lambda: _dkim(domain, selector, lookup, own_key)),
        ("DMARC", lambda: _dmarc(domain, lookup)),
        ("MX", lambda: _mx(comes_back or domain, lookup)),
    )
    found = []
    for name, one in checks:
        try:
            ok, sentence = one()
        except NoAnswer as error:
            ok, sentence = False, f"The DNS did not answer ({error}). Try again later; nothing is known."
        found.append(Finding(name, ok, sentence))
    return found


def _spf(domain: str, lookup: Lookup) -> tuple[bool, str]:
    records = [text for text in lookup.texts(domain) if _is_spf(text)]
    if not records:
        return (
            False,
            f"{domain} has no SPF record: publish a TXT record that begins with v=spf1 and names your provider.",
        )
    if len(records) > 1:
        return False, f"{domain} has {len(records)} SPF records: servers then ignore all of them. Keep one."
    terms = records[0].lower().split()[1:]
    ends = next((term for term in terms if term.endswith("all")), "")
    if ends in {"+all", "all"}:
        return False, "SPF lets the whole world send in your name: end the record with -all or ~all."
    if ends not in {"-all", "~all"} and not any(term.startswith("redirect=") for term in terms):
        return False, "SPF forbids nobody: end the record with -all or ~all."
    if terms == ["-all"]:
        return False, "SPF says that this domain sends no mail at all: name your provider before -all."
    lookups = _lookups(terms, lookup, [domain])
    if lookups > MOST_LOOKUPS:
        return False, f"SPF needs {lookups} lookups and servers stop at {MOST_LOOKUPS}: remove what no longer sends."
    return True, f"SPF is in order: {records[0]}"


def _is_spf(text: str) -> bool:
    return text.lower().split(" ")[0] == "v=spf1"


def _lookups(terms: list[str], lookup: Lookup, seen: list[str]) -> int:
    """Count what a server has to ask; stops a little after the limit, and never follows a name twice."""
    count = 0
    for term in terms:
        bare = term.lstrip("+-~?")
        mechanism, _sign, target = bare.replace("=", ":", 1).partition(":")
        if mechanism.partition("/")[0] in {"a", "mx", "ptr", "exists", "include", "redirect"}:
            count += 1
        if mechanism in {"include", "redirect"} and target not in seen and len(seen) <= MOST_LOOKUPS + 1:
            seen.append(target)
            for text in filter(_is_spf, lookup.texts(target)):
                count += _lookups(text.lower().split()[1:], lookup, seen)
    return count


def _dkim(domain: str, selector: str, lookup: Lookup, own_key: bytes) -> tuple[bool, str]:
    name = f"{selector}._domainkey.{domain}"
    records = [tags for text in lookup.texts(name) if "p" in (tags := _tags(text))]
    if not records:
        return False, f"There is no DKIM key at {name}: publish the one that your provider, or this command, gives."
    if not records[0]["p"]:
        return False, f"The DKIM key at {name} is revoked: its p= is empty."
    try:
        key = load_der_public_key(_key_bytes(records[0]))
    except (ValueError, UnsupportedAlgorithm):
        return False, f"The DKIM key at {name} cannot be read: copy its p= again, whole."
    if isinstance(key, RSAPublicKey) and key.key_size < 1024:
        return False, f"The DKIM key at {name} has {key.key_size} bits: servers ignore it. Use 2048."
    if own_key and key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo) != own_key:
        return False, f"The DKIM key at {name} is not the one that signs our letters: publish the present one."
    if isinstance(key, RSAPublicKey) and key.key_size < 2048:
        return True, f"DKIM is in order at {name}, with a short key ({key.key_size} bits): plan one of 2048."
    return True, f"DKIM is in order at {name}."


def _key_bytes(tags: dict[str, str]) -> bytes:
    raw = base64.b64decode("".join(tags["p"].split()), validate=True)
    if tags.get("k", "rsa").lower() == "ed25519":
        return Ed25519PublicKey.from_public_bytes(raw).public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return raw


def _dmarc(domain: str, lookup: Lookup) -> tuple[bool, str]:
    for name in _with_parents(domain):
        records = [tags for text in lookup.texts(f"_dmarc.{name}") if (tags := _tags(text)).get("v") == "DMARC1"]
        if len(records) > 1:
            return False, f"_dmarc.{name} has {len(records)} DMARC records: servers then ignore all of them. Keep one."
        if records:
            return _policy(name, records[0], inherited=name != domain)
    return False, f"There is no DMARC record at _dmarc.{domain}: begin with v=DMARC1; p=none; rua=mailto:…"


def _policy(name: str, tags: dict[str, str], *, inherited: bool) -> tuple[bool, str]:
    policy = (tags.get("sp") if inherited else None) or tags.get("p", "")
    match policy.lower():
        case "reject" | "quarantine":
            return True, f"DMARC is in order at _dmarc.{name}: p={policy.lower()} for what is not ours."
        case "none":
            return True, f"DMARC at _dmarc.{name} only watches (p=none): read its reports, then go on to quarantine."
    return False, f"DMARC at _dmarc.{name} has no policy that is known: write p=none, p=quarantine or p=reject."


def _with_parents(domain: str) -> list[str]:
    """Return the domain and what stands above it, down to two labels: where DMARC may be inherited from."""
    labels = domain.split(".")
    return [".".join(labels[start:]) for start in range(max(len(labels) - 1, 1))]


def _mx(domain: str, lookup: Lookup) -> tuple[bool, str]:
    servers = [server for server in lookup.mail_servers(domain) if server]
    if not servers:
        return False, f"{domain} receives no mail: answers and letters that come back are lost. Publish an MX record."
    return True, f"{domain} receives mail at {', '.join(sorted(servers))}."


def _tags(text: str) -> dict[str, str]:
    pairs = (part.partition("=") for part in text.split(";") if "=" in part)
    return {name.strip().lower(): value.strip() for name, _sign, value in pairs}
