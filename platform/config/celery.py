"""The Celery application and the whole timetable.

Celery is only a wake-up call: PostgreSQL holds the work, so a lost message costs a minute and nothing else.
"""

import os

from celery import Celery
from celery.schedules import crontab

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("config")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

# A wake-up call that nobody answered in time is of no use: the next one finds the same work. Longer than clocks are
# wrong by: a worker throws away, by its own clock, what has expired
_USEFUL = 20 * 60

app.conf.beat_schedule = {
    "mailing.sweep": {"task": "mailing.sweep", "schedule": 60.0, "options": {"expires": _USEFUL}},
    "digests.queue_due": {
        "task": "digests.queue_due",
        "schedule": crontab(minute="*/10"),
        "options": {"expires": _USEFUL},
    },
    "mailing.reconcile": {"task": "mailing.reconcile", "schedule": 300.0, "options": {"expires": _USEFUL}},
    "practices.ask_confirmations": {
        "task": "practices.ask_confirmations",
        "schedule": crontab(hour="5", minute="10"),
        "options": {"expires": 12 * 3600},
    },
    "practices.keep_exchanges": {
        "task": "practices.keep_exchanges",
        "schedule": crontab(minute="25"),
        "options": {"expires": 3000},
    },
    "declarations.keep_dates": {
        "task": "declarations.keep_dates",
        "schedule": crontab(minute="*/10"),
        "options": {"expires": _USEFUL},
    },
    "commitments.ask": {
        "task": "commitments.ask",
        "schedule": crontab(hour="5", minute="30"),
        "options": {"expires": 12 * 3600},
    },
    "declarations.keep_preparation": {
        "task": "declarations.keep_preparation",
        "schedule": crontab(minute="*/10"),
        "options": {"expires": _USEFUL},
    },
    "practices.tell_the_late": {"task": "practices.tell_the_late", "schedule": crontab(hour="6", minute="40")},
    # Each call asks about the few links whose month has come
    "practices.check_links": {
        "task": "practices.check_links",
        "schedule": crontab(minute="35"),
        "options": {"expires": 3000},
    },
    "declarations.sign_heads": {
        "task": "declarations.sign_heads",
        "schedule": crontab(minute="25"),  # each hour, so that a scheduler that was off signs the day's head late
        "options": {"expires": 3000},
    },
    "accounts.clear_sessions": {"task": "accounts.clear_sessions", "schedule": crontab(hour="3", minute="20")},
    "accounts.erase_due": {
        "task": "accounts.erase_due",
        "schedule": crontab(minute="*/10"),
        "options": {"expires": _USEFUL},
    },
    "practices.clear_offline_files": {
        "task": "practices.clear_offline_files",
        "schedule": crontab(hour="4", minute="5"),
    },
    "practices.forget_readings": {"task": "practices.forget_readings", "schedule": crontab(hour="3", minute="35")},
    "practices.forget_replies": {"task": "practices.forget_replies", "schedule": crontab(hour="4", minute="15")},
    "practices.sweep_files": {"task": "practices.sweep_files", "schedule": crontab(hour="3", minute="50")},
}
