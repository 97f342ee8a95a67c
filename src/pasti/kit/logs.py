"""What may not be in a log."""

import logging
from typing import Any

from pasti.kit import long_numbers


class Record(logging.LogRecord):
    """A record without any number of sixteen digits, whoever logs it and whichever handler writes it.

    A server has handlers of its own, for what went wrong and for every address that was asked for.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _clean_traces(self)

    def getMessage(self) -> str:  # noqa: N802 - as the standard library calls it
        return _hidden(super().getMessage())


def watch() -> None:
    """Let every record that is made in this process from now on be such a one."""
    logging.setLogRecordFactory(Record)


class HideNumbers(logging.Filter):
    """Takes every number of sixteen digits (NIK, KK), in any disguise, out of what is logged, tracebacks included."""

    def filter(self, record: logging.LogRecord) -> bool:
        message = record.getMessage()
        if (said := _hidden(message)) != message:
            record.msg, record.args = said, None
        _clean_traces(record)
        return True


def _clean_traces(record: logging.LogRecord) -> None:
    if record.exc_info and not record.exc_text:
        record.exc_text = logging.Formatter().formatException(record.exc_info)
    record.exc_text = _hidden(record.exc_text or "") or None
    record.stack_info = _hidden(record.stack_info or "") or None


def _hidden(text: str) -> str:
    return long_numbers.replaced(text, lambda _digits: "[16 digits]")
