"""Practices on the desk: the review of what is submitted, and the verbs of the secretariat."""

from practices.admin import adoption, exchange, records, review

__all__ = ["adoption", "exchange", "records", "review"]
