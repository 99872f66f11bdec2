"""The sessions of a person."""

from allauth.usersessions.models import UserSession


def end_all(user_id: int) -> None:
    """Sign a person out everywhere."""
    for session in UserSession.objects.filter(user_id=user_id):
        session.end()
