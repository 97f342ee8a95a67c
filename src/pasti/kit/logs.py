"""What may not be in a log."""

import logging
import re

_SIXTEEN = re.compile(r"(?<!\d)\d{16}(?!\d)")


class HideNumbers(logging.Filter):
    """Takes every number of sixteen digits (NIK, KK) out of what is logged, tracebacks included."""

    def filter(self, record: logging.LogRecord) -> bool:
        message = record.getMessage()
        if _SIXTEEN.search(message):
            record.msg, record.args = _hidden(message), None
        if record.exc_info and not record.exc_text:
            record.exc_text = logging.Formatter().formatException(record.exc_info)
        record.exc_text = _hidden(record.exc_text or "") or None
        record.stack_info = _hidden(record.stack_info or "") or None
        return True


def _hidden(text: str) -> str:
    return _SIXTEEN.sub("[16 digits]", text)
