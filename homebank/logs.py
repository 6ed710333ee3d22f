"""Log lines as JSON with a reference; card numbers, codes and secrets never reach them."""

import logging
import re
from typing import Any

import structlog

LONGEST = 8_000
CARD_NUMBER = re.compile(r"\b(?:\d[ -]?){12,18}\d\b")
# An address in a paper's QR: the number tells an operator which paper, the code opens it.
PAPER_PATH = re.compile(r"(/verify/[^/\s?]{1,80}/)[^/\s?\"']{1,80}")
CODE_LINE = re.compile(r"@[\w.-]{1,253} #\d{1,10}")
SECRET_PAIR = re.compile(
    r"(?i)(pass(?:word)?|code|codeword|cvv|pan|token|secret)(['\"]?\s*[=:]\s*['\"]?)([^\s'\",;&]+)"
)


class Redact(logging.Filter):
    """Replaces what looks like a card number, a code or a secret, in the text of every line."""

    def filter(self, record: logging.LogRecord) -> bool:
        text = redacted(record.getMessage())
        record.msg, record.args = text.replace("\n", "\\n"), None
        return True


def redacted(text: str) -> str:
    """The text without card numbers, codes and secrets, cut where nobody reads on.

    The patterns are linear and the text is cut first: a stranger chooses what is logged.
    """
    if len(text) > LONGEST:
        text = f"{text[:LONGEST]}… ({len(text)} characters)"
    text = CARD_NUMBER.sub("[card number]", text)
    text = CODE_LINE.sub("[code]", text)
    text = PAPER_PATH.sub(r"\1[hidden]", text)
    return SECRET_PAIR.sub(r"\1\2[hidden]", text)


def formatter() -> logging.Formatter:
    """One JSON object a line: time, level, logger, reference, event."""
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[
            structlog.contextvars.merge_contextvars,
            structlog.stdlib.add_log_level,
            structlog.stdlib.add_logger_name,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
        ],
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            _redact_exception,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
    )


def _redact_exception(_logger: Any, _name: str, event: Any) -> Any:
    if "exception" in event:
        event["exception"] = redacted(event["exception"])
    return event
