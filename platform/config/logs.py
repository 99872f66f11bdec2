"""Logs: one JSON line for each request, without addresses of people, search words or secret links."""

import re
from typing import Any

import structlog
from structlog.typing import EventDict, Processor

_SECRET = re.compile(r"(?<=/)[^/\s]{30,}(?=/|$)")  # the token of a link: an invitation, a preference, a reset


def without_secrets(_logger: Any, _method: str, event: EventDict) -> EventDict:
    """Keep the method and the path of a request: no query, and nothing as long as a token."""
    if isinstance(event.get("request"), str):
        event["request"] = _SECRET.sub("…", event["request"].partition("?")[0])
    return event


PROCESSORS: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.filter_by_level,
    structlog.processors.TimeStamper(fmt="iso"),
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    without_secrets,
    structlog.processors.format_exc_info,
    structlog.processors.UnicodeDecoder(),
    structlog.processors.JSONRenderer(ensure_ascii=False),
]


def configure() -> None:
    """Set structlog up, once, when the settings are read."""
    structlog.configure(
        processors=PROCESSORS, logger_factory=structlog.stdlib.LoggerFactory(), cache_logger_on_first_use=True
    )
