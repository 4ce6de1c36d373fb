"""How log lines leave: JSON lines, cut down to the keys that are allowed to."""

import logging

import structlog

from intake.foundation.redaction import redact


def configure_logging() -> None:
    """JSON lines on standard output, cut down to the keys that are allowed to leave."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            redact,
            structlog.processors.JSONRenderer(),
        ],
        logger_factory=structlog.WriteLoggerFactory(file=None),
        cache_logger_on_first_use=False,
    )
    # Libraries print parameters at INFO: keep them to warnings.
    logging.basicConfig(level=logging.WARNING)


def place_of(error: BaseException) -> str:
    """The file and line that raised it; never its message, which may hold what somebody typed."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename.rpartition('/')[2]}:{trace.tb_lineno}" if trace else ""
