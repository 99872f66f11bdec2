"""Who takes what comes in: bounces are taken here, answers by the room that wrote the address."""

from collections.abc import Callable

from mailing import addresses, people
from mailing.addresses import BounceAddress, NotOurs, ReplyAddress
from mailing.receiving import bounces
from mailing.receiving.letters import Received

# Takes an answer in a transaction of its own. It may refuse with a sentence of common.errors, never with another error
Taker = Callable[[Received, ReplyAddress], None]
_takers: list[Taker] = []


def answers_go_to(taker: Taker) -> None:
    """Say who takes the answers; the room does it when it starts."""
    if _takers:
        raise RuntimeError("two rooms take the answers")
    _takers.append(taker)


def accepts(address: str) -> bool:
    """Say at the door whether something is for us: signed by us, and its person may still answer there."""
    try:
        found = addresses.read(address)
    except NotOurs:
        return False
    return not isinstance(found, ReplyAddress) or _is_open(found)


def _is_open(address: ReplyAddress) -> bool:
    user = people.person(address.reader_id)
    return user is not None and people.may_answer(user, address.made_at)


def take(address: str, received: Received) -> None:
    """Do what a letter asks for; what cannot be read or says nothing changes nothing."""
    found = addresses.read(address)
    if found is None:
        bounces.take_complaint(received)
    elif isinstance(found, BounceAddress):
        bounces.take_bounce(received, found)
    elif _is_open(found):  # asked again: minutes may lie between the door and the end of a letter
        for taker in _takers:
            taker(received, found)
