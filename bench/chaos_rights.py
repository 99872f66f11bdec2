"""Roles taken back and practices withdrawn while letters leave: what arrives afterwards reveals nothing.

    python bench/chaos_rights.py [READERS]

Queues a digest for each reader and letters about comments for those who follow a practice. While workers send them,
ends the membership of one reader in five and withdraws half of the practices, by the verbs that the pages call. Then
reads each message that the sink kept: none that arrived later than FRESH (rights are asked again at least as often) and
the moment that a letter takes to be written and handed over may name a withdrawn practice (but to its own city, which
keeps it), or any practice to whoever is out.
"""

import argparse
import os
import random
import re
import sys
import time
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from email.policy import default
from pathlib import Path

sys.path.pop(0)  # this folder holds a pages.py: it must not hide the room of that name
sys.path.append(str(Path(__file__).resolve().parent / "mail"))

from throwaway import Place, site
from trial import Workers, again, left, queue_the_week, wait_for_the_last, wait_until

HANDING = 0.5  # seconds, on a busy machine
NAMED = re.compile(r"(?:n°\s|essai-)(\d+)\b")  # the title, the address and the comments of a practice


@dataclass
class Moments:
    """When each thing was done, by its number or by the reader's address."""

    withdrawn: dict[int, float] = field(default_factory=dict)
    ended: dict[str, float] = field(default_factory=dict)


def main() -> None:
    """Set up, queue, change while letters leave, read everything."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("readers", type=int, nargs="?", default=2000)
    given = parser.parse_args()
    with site() as place:
        import people

        people.cast(given.readers)
        again(place)
        queued = queue_the_week() + _comment()
        with Workers() as workers:
            assert wait_until(lambda: _sent() > given.readers // 20, 150, every=0.1)
            moments = _change(given.readers // 5)
            waiting = left()
            wait_for_the_last(workers)
        print(f"{queued} letters queued, {waiting} of them still waiting at the last change")
        _judge(place, moments)


def _sent() -> int:
    from mailing.models import Letter

    return Letter.objects.filter(state="sent").count()


def _comment() -> int:
    """Write about each practice; return how many letters may leave now to those who follow it."""
    from django.db.models.functions import Now

    from accounts.models import User
    from cities.viewer import viewer_of
    from mailing.models import Letter
    from practices import actions
    from practices.models import Practice

    writer = User.objects.filter(email__startswith="reader").order_by("pk").last()
    for practice in Practice.unguarded.filter(slug__startswith="essai-"):
        body = f"Comment faites-vous, n° {practice.slug.removeprefix('essai-')} ?"
        actions.comment(by=viewer_of(writer.pk), practice_id=practice.pk, body=body)
    told = Letter.objects.exclude(kind="digest")
    told.update(next_try_at=Now(), not_before=None)  # they would wait ten minutes for what else is said
    return told.count()


def _change(ended: int) -> Moments:
    """Do it all by the verbs, in an order drawn by lot; what is done counts from the moment when it is committed."""
    from accounts.models import User
    from cities.actions import end_membership
    from cities.models import Membership
    from cities.viewer import viewer_of
    from practices import actions
    from practices.models import Practice

    office = viewer_of(User.objects.get(is_staff=True).pk)
    some = random.sample(list(Membership.objects.current().select_related("user")), ended)
    gone = random.sample(list(Practice.unguarded.filter(slug__startswith="essai-")), 6)
    moments, verbs = Moments(), [*some, *gone]
    random.shuffle(verbs)
    for one in verbs:
        if isinstance(one, Practice):
            actions.withdraw(by=office, practice_id=one.pk, note="Essai")
            moments.withdrawn[int(one.slug.removeprefix("essai-"))] = time.time()
        else:
            end_membership(by=office, membership_id=one.pk)
            moments.ended[one.user.email] = time.time()
    return moments


def _judge(place: Place, moments: Moments) -> None:
    """Print how many messages came after a change, and how long after one the last came that should not have."""
    from mailing.batch import FRESH

    late: list[tuple[float, str]] = []
    after, named_before, named_after = 0, 0, 0
    homes = _homes()
    for to, at, named in _read(place):
        here = {number for number in moments.withdrawn.keys() & named if homes[number] != homes.get(to)}
        late += [(at - moments.withdrawn[number], f"{to}, practice {number}") for number in here]
        late += [(at - moments.ended[to], f"{to}, out of their city")] if named and to in moments.ended else []
        is_after = at > max(moments.withdrawn.values()) + FRESH + HANDING
        after, named_after = after + is_after, named_after + (is_after and bool(named))
        named_before += bool(here)
    last, what = max(late, default=(0.0, "none"))
    revealing = [words for seconds, words in late if seconds > FRESH + HANDING]
    print(
        f"{len(moments.ended)} memberships ended, {len(moments.withdrawn)} practices withdrawn: {after} letters arrived"
        f" after the last withdrawal, {named_after} of them naming other practices, {len(revealing)} revealing one;"
        f" {named_before} had named one of them before; the last that named anything left {last:.2f} s after ({what})"
    )
    assert named_before, "nothing was named before it was withdrawn: the trial shows nothing"
    assert named_after, "nothing left afterwards: the trial shows nothing"
    assert not revealing, revealing[:5]


def _homes() -> dict[str | int, int]:
    """Return the city of each practice, by its number, and of each person, by their address."""
    from cities.models import Membership
    from practices.models import Practice

    essais = Practice.unguarded.filter(slug__startswith="essai-").values_list("slug", "city_id")
    practices = {int(slug.removeprefix("essai-")): city for slug, city in essais}
    return {**practices, **dict(Membership.objects.values_list("user__email", "city_id"))}


def _read(place: Place) -> Iterator[tuple[str, float, set[int]]]:
    """Yield to whom each message went, when it arrived, and the practices that any of its parts names."""
    import people

    for row in people.answered(place.sink):
        message = message_from_bytes(b64decode(row["message"]), policy=default)
        said = [message["Subject"], *(part.get_content() for part in message.walk() if not part.is_multipart())]
        yield row["to"], row["at"], {int(number) for words in said for number in NAMED.findall(words)}


if __name__ == "__main__":
    os.environ.setdefault("PYTHONUNBUFFERED", "1")
    main()
