"""Practices on the desk: the review of what is submitted, and the verbs of the secretariat."""

from practices.admin import adoption, exchange, freshness, rates, records, relay, review, review_lists

__all__ = ["adoption", "exchange", "freshness", "rates", "records", "relay", "review", "review_lists"]
