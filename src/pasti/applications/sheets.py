"""Which sheet a case was typed into at a counter, and what was typed: the two halves of `Application.form`.

A sheet is one page as it was opened. Sent twice with the same words it is one case (two clicks); with other words it is
another (a second child, typed into a tab that was duplicated).
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

_HALF = 16


def key_of(sheet: str, *content: str | Mapping[str, Any]) -> str:
    """Return the key of a sheet with what was typed into it, or nothing without a sheet. Blanks make no difference."""
    if not sheet:
        return ""
    typed = [part if isinstance(part, str) else {name: _plain(said) for name, said in part.items()} for part in content]
    return _half(sheet) + _half(json.dumps(typed, sort_keys=True))


def sheet_of(key: str) -> str:
    """Return the half of a key that names the sheet."""
    return key[:_HALF]


def _plain(said: Any) -> str:
    return " ".join(str(said).split())


def _half(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()[:_HALF]
