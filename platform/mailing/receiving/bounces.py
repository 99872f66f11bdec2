"""Reports of other servers: a letter that could not be delivered, a letter that its reader said was unwanted."""

import re
from email.message import Message
from typing import Any

from mailing import people, returns
from mailing.addresses import BounceAddress
from mailing.models import Letter, ReturnKind
from mailing.receiving.letters import Received, text_of

_STATUS = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.])")
# 5.x.x that says nothing of the address: mailbox full, letter too big, refused for its content or by a policy
_NOT_THE_ADDRESS = ("5.2.2", "5.2.3", "5.3.4", "5.6.", "5.7.")
_READ = 20_000  # signs of a report without a form


def take_bounce(received: Received, address: BounceAddress) -> bool:
    """Count what a report says of one of our letters; False when it says nothing, or nothing new."""
    status = _status_of(received.message)
    letter = Letter.objects.filter(pk=address.letter_id).first()
    if status is None or letter is None:
        return False
    left_for = _address_of(letter)
    if not left_for or not address.left_for(left_for):  # the person has another address since
        return False
    return returns.count(letter, left_for, _kind_of(status), status)


def take_complaint(received: Received) -> bool:
    """Count what a provider reports of one of our letters (RFC 5965), found by its Message-ID."""
    parts = list(received.message.walk())
    report = next((part for part in parts if part.get_content_type() == "message/feedback-report"), None)
    if report is None or _field(report, "Feedback-Type").lower() not in {"abuse", "fraud"}:
        return False
    letter = next((found for part in parts if (found := _letter_named(part))), None)
    if letter is None or not (left_for := _address_of(letter)):
        return False
    if letter.recipient_id and people.has_moved_since(letter.recipient_id, letter.finished_at or letter.created_at):
        return False  # it left for the address of before; a report does not say for which
    return returns.count(letter, left_for, ReturnKind.COMPLAINT)


def _address_of(letter: Letter) -> str:
    if letter.address or letter.recipient_id is None:
        return letter.address
    person: Any = people.person(letter.recipient_id)
    return person.email if person else ""


# --- What a report says ---


def _status_of(message: "Message[str, str]") -> str | None:
    """Return the status of a letter given up, None when it is not: a delay, an absence, a delivery."""
    blocks = [block for part in _of_type(message, "message/delivery-status") for block in _blocks(part)]
    for block in blocks:
        action = str(block.get("Action", "")).strip().lower()
        if action == "failed":
            found = _STATUS.search(str(block.get("Status", "")))
            return found.group(1) if found else "5.0.0"
    if blocks or message.get_content_type() == "multipart/report":
        return None
    # Servers that write a free letter: the address tells who, the first status tells what
    found = _STATUS.search(_words(message)) if _is_a_notice(message) else None
    return found.group(1) if found and found.group(1)[0] in "45" else None


def _is_a_notice(message: "Message[str, str]") -> bool:
    """Not somebody's absence: those carry a mark of their own, and notices of servers never did."""
    return str(message.get("Auto-Submitted", "")).strip().lower() != "auto-replied" and "X-Autoreply" not in message


def _kind_of(status: str) -> ReturnKind:
    return ReturnKind.HARD if status.startswith("5") and not status.startswith(_NOT_THE_ADDRESS) else ReturnKind.SOFT


def take_refusal(letter: Letter, address: str, answer: str) -> None:
    """Count what our own mail server refused at once: « 550 5.1.1 No such user »."""
    code = re.match(r"5\d\d(?!\d)", answer)
    if code is None:  # nothing was said by a server: the address could not be written on an envelope
        return
    found = _STATUS.search(answer)
    status = found.group(1) if found else "5.1.1" if code[0] in {"550", "551", "553"} else "5.7.0"
    returns.count(letter, address, _kind_of(status), status)


def _blocks(part: "Message[str, str]") -> list["Message[str, str]"]:
    inside = part.get_payload()
    return [block for block in inside if isinstance(block, Message)] if isinstance(inside, list) else []


def _of_type(message: "Message[str, str]", kind: str) -> list["Message[str, str]"]:
    return [part for part in message.walk() if part.get_content_type() == kind]


def _words(message: "Message[str, str]") -> str:
    part = next((part for part in message.walk() if part.get_content_type() == "text/plain"), message)
    return text_of(part)[:_READ]


def _field(part: "Message[str, str]", name: str) -> str:
    """Return a field of a part that is itself written as fields."""
    inside = part.get_payload()
    if isinstance(inside, list) and inside and isinstance(inside[0], Message):
        return str(inside[0].get(name, "")).strip()
    found = re.search(rf"(?im)^{re.escape(name)}:\s*(\S+)", str(inside))
    return found.group(1) if found else ""


def _letter_named(part: "Message[str, str]") -> Letter | None:
    """Return the letter of ours that a part repeats: whole, or its headers alone."""
    if part.get_content_type() not in {"message/rfc822", "text/rfc822-headers"}:
        return None
    name = _field(part, "Message-ID")
    return Letter.objects.filter(message_id=name).first() if name else None
