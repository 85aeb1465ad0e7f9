"""JSON lines on standard output; nothing personal is ever handed to a logger."""

import logging
import sys
import traceback
from pathlib import Path
from typing import Any

import structlog

_FRAMES = 12


def configure(level: str = "INFO") -> None:
    shared: list[Any] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _tell_error,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*shared, structlog.stdlib.ExtraAdder()],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)


def told(error: BaseException) -> dict[str, Any]:
    """Class, SQLSTATE, constraint and where. Never the message: a driver's holds the row, a ValueError what was typed."""
    fault: dict[str, Any] = {"error": type(error).__name__}
    for name in ("sqlstate", "constraint_name"):
        if value := getattr(error, name, None):
            fault[name] = value
    frames = traceback.extract_tb(error.__traceback__)[-_FRAMES:]
    fault["where"] = [f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames]
    if isinstance(error, BaseExceptionGroup):
        fault["errors"] = [told(one) for one in error.exceptions]
    if cause := error.__cause__ or error.__context__:
        fault["because"] = told(cause)
    return fault


def _tell_error(_: Any, __: str, event: Any) -> Any:
    """In place of a traceback with its message, whoever logs it."""
    found = event.pop("exc_info", None)
    if found is True:
        found = sys.exc_info()
    error = found[1] if isinstance(found, tuple) else found
    return {**event, **told(error)} if isinstance(error, BaseException) else event
