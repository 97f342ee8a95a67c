"""What may not be in a log."""

import logging
import re

_SIXTEEN = re.compile(r"\b\d{16}\b")


class HideNumbers(logging.Filter):
    """Takes every number of sixteen digits (NIK, KK) out of what is logged, tracebacks included."""

    def filter(self, record: logging.LogRecord) -> bool:
        message = record.getMessage()
        if _SIXTEEN.search(message):
            record.msg, record.args = _SIXTEEN.sub("[16 digits]", message), None
        if record.exc_info and not record.exc_text:
            record.exc_text = _SIXTEEN.sub("[16 digits]", logging.Formatter().formatException(record.exc_info))
        return True
