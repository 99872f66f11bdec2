"""What the person who typed the command is told."""


class CannotStart(Exception):
    """One clear sentence: what is wrong, and what to do about it."""


class StopRequested(BaseException):
    """Ctrl-C, a closed terminal or a polite kill. Not an Exception, so that no handler swallows it."""
