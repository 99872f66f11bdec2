"""The server said yes and the database went away before we could write it: the letter is marked when it is back."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import OperationalError, connection

from mailing import delivery
from mailing.models import Letter


@pytest.fixture
def cut(smtp_sink):
    """Cut our connection to the database, as a restart does, each time that the mail server keeps a letter."""

    def end(pid: int) -> None:
        with connection.cursor() as cursor:  # of another thread: another connection
            cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
        connection.close()

    connection.ensure_connection()
    with ThreadPoolExecutor(1) as pool:
        pids = [connection.connection.info.backend_pid]

        def on_accept(_message: object) -> None:
            if pids:
                pool.submit(end, pids.pop()).result()

        smtp_sink.on_accept = on_accept
        yield


@pytest.mark.parametrize("group", ["", "practice/1"])
def test_it_is_not_sent_again(people, queue, smtp_sink, time_passes, cut, group):
    letters = [queue(people[number], f"n{number}", group=group) for number in range(3)]
    time_passes()  # those of a group wait for what else happens
    assert delivery.deliver() == 3
    time_passes()
    delivery.sweep()
    delivery.deliver()
    assert sorted(smtp_sink.ids()) == sorted(letter.message_id for letter in letters)
    assert set(Letter.objects.values_list("state", flat=True)) == {"sent"}


def test_a_database_that_stays_away_is_not_waited_for_longer_than_the_lease(people, queue, smtp_sink, monkeypatch):
    queue(people[0], "n")
    monkeypatch.setattr(delivery, "UNTIL_MARKED", 0.3)

    def away(*_given: object) -> None:
        raise OperationalError

    monkeypatch.setattr(delivery, "_end", away)
    with pytest.raises(OperationalError):
        delivery.deliver()
    assert Letter.objects.get().state == "sending"  # the sweep takes it back, with the same Message-ID
