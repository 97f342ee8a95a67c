"""What is written down once and read later, by people of either language.

A sentence of ours is kept in each language; what somebody wrote is kept as it was written (docs/adr/0030).
"""

import json
from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.db.models.query_utils import DeferredAttribute
from django.utils import translation
from django.utils.functional import Promise, lazy
from django.utils.translation import gettext as _

from pasti.kit import text

# Before what is kept in each language. Nobody can type it: `typed` takes it out.
_MARK = "\x1e"


class Words:
    """Words to be read later. `str` is what the reader of the moment reads."""

    def __init__(self, said: "str | Promise | Mapping[str, str] | Words" = "") -> None:
        if isinstance(said, Words):
            said = said.kept
        elif isinstance(said, Promise):
            said = text.both(partial(str, said))
        self.kept: str | dict[str, str] = said if isinstance(said, str) else dict(said)

    @property
    def as_written(self) -> bool:
        """Whether somebody wrote them, and they are not a sentence of ours."""
        return isinstance(self.kept, str) and bool(self.kept)

    @property
    def in_each(self) -> dict[str, str]:
        """The sentence of ours by language; nothing for what somebody wrote."""
        return {} if isinstance(self.kept, str) else self.kept

    def in_language(self, code: str) -> str:
        """Return them in a language, or in the first one in which they were said; as written, if they were."""
        if isinstance(self.kept, str):
            return self.kept
        return self.kept.get(code) or next(iter(self.kept.values()), "")

    def each(self, change: Callable[[str], str]) -> "Words":
        """Return them changed in the same way in each language."""
        if isinstance(self.kept, str):
            return Words(change(self.kept))
        return Words({code: change(said) for code, said in self.kept.items()})

    @property
    def shown(self) -> str:
        """What a screen shows: a sentence of ours, or what somebody at an office or the centre wrote, marked so."""
        return _("Ditulis petugas: “%s”") % self if self.as_written else str(self)

    def __str__(self) -> str:
        return self.in_language((translation.get_language() or "id")[:2])

    def __bool__(self) -> bool:
        return bool(self.kept)

    def __eq__(self, other: object) -> bool:
        """Words are equal if they are kept the same; a text is equal to them if it is what the reader reads."""
        if isinstance(other, Words):
            return self.kept == other.kept
        return str(self) == other if isinstance(other, str) else NotImplemented

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"Words({self.kept!r})"


def _fill(sentence: str | Promise, values: Mapping[str, Any]) -> str:
    return str(sentence) % {name: value() if callable(value) else value for name, value in values.items()}


_filled_later = lazy(_fill, str)


def filled(sentence: str | Promise, **values: Any) -> Promise:
    """Return a lazy sentence with its blanks filled, still to be said in the language of whoever reads it.

    A value that is a function is asked when the sentence is said: a date, for instance, reads differently too.
    """
    return _filled_later(sentence, values)  # type: ignore[return-value]


def heard(written: str, in_each: Mapping[str, str]) -> Words:
    """Return what another node said: its sentence in the languages that are ours, or else the words as they came."""
    ours = {code: in_each[code] for code, _name in settings.LANGUAGES if in_each.get(code)}
    return Words(ours or written)


class _Attribute(DeferredAttribute):
    """Whatever is given to the field is words from then on."""

    def __set__(self, instance: models.Model, value: Any) -> None:
        instance.__dict__[self.field.attname] = value if hasattr(value, "resolve_expression") else Words(value or "")


if TYPE_CHECKING:
    _Text = models.TextField["str | Promise | Words", Words]
else:
    _Text = models.TextField


class WordsField(_Text):
    """Holds `Words`. Nothing said is the empty text."""

    descriptor_class = _Attribute

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"blank": True, "default": "", **kwargs})

    def from_db_value(self, value: str, *_: Any) -> Words:
        return self.to_python(value)

    def to_python(self, value: Any) -> Words:
        if isinstance(value, str) and value.startswith(_MARK):
            return Words(json.loads(value.removeprefix(_MARK)))
        return Words(value or "")

    def get_prep_value(self, value: Any) -> str:
        kept = Words(value or "").kept
        return kept if isinstance(kept, str) else _MARK + json.dumps(kept, ensure_ascii=False)
