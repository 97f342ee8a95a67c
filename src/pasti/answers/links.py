"""The link that stands in a message: it names one occasion of one case, to whoever holds it (docs/adr/0041).

Nothing of it is kept: it is made from the node's own key, and the case says whether its occasion is still there.
"""

import base64
import re
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from pasti.answers.models import Answer
from pasti.answers.occasions import Occasion, all_keys, occasion_of
from pasti.applications import queries as applications
from pasti.applications.models import Application
from pasti.kit import typed

_PURPOSE = "pasti.answers.link"
# Crockford's letters: nobody takes one for another, and large and small are the same.
_LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"
_BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_READ_AS = str.maketrans("oil", "011")
# Sixty bits.
_SEAL = 12
_TOKEN = re.compile(rf"([{_LETTERS}]{{1,10}})([{_LETTERS}]{{{_SEAL}}})")


def link_to(application: Application, occasion: Occasion) -> str:
    """Return the address under which an occasion of a case is answered."""
    return settings.PUBLIC_URL + reverse("answers:open", args=[token_of(application, occasion.key)])


def token_of(application: Application, key: str) -> str:
    """Return what stands in the link: which case, and the seal over case, telephone number and occasion."""
    return _written(application.pk) + _seal(application, key)


@dataclass(frozen=True)
class Opened:
    """A genuine link: its case, the occasion that it was made for, and the one that it opens now, if it still does."""

    application: Application
    key: str
    occasion: Occasion | None
    answer: Answer | None = None

    @property
    def token(self) -> str:
        """What stands in the link, as we write it."""
        return token_of(self.application, self.key)


def opened(token: str) -> Opened | None:
    """Return what a link opens, or None when it is none of ours.

    It opens the occasion it was made for while the case stands there, and where its own answer has led.
    """
    parts = _TOKEN.fullmatch(typed.clean(token)[:40].lower().rstrip(".,;:!?)").translate(_READ_AS))
    application = applications.by_key(_read(parts[1])) if parts else None
    if parts is None or application is None:
        return None
    now = occasion_of(application)
    keys = dict.fromkeys([*([now.key] if now else []), *all_keys(application)])
    key = next((key for key in keys if constant_time_compare(_seal(application, key), parts[2])), None)
    if key is None:
        return None
    answer = answer_of(application, key)
    return Opened(application, key, now if now and still_opens(now, key, answer) else None, answer)


def answer_of(application: Application, key: str) -> Answer | None:
    """Return what was asked and answered on an occasion of a case."""
    return Answer.objects.filter(application=application, key=key).first()


def still_opens(now: Occasion, key: str, answer: Answer | None) -> bool:
    """Whether an occasion of a case is the present one, or has led to it by its holder's own answer."""
    return key == now.key or bool(answer and answer.led_to.partition(" ")[0] == now.key)


def _seal(application: Application, key: str) -> str:
    # With the telephone number: what went to a number that was wrong opens nothing once it is put right.
    said = f"{application.number}\n{application.phone}\n{key}"
    digest = salted_hmac(_PURPOSE, said, algorithm="sha256").digest()
    letters = base64.b32encode(digest).decode()[:_SEAL]
    return letters.translate(str.maketrans(_BASE32, _LETTERS))


def _written(number: int) -> str:
    letters = ""
    while number:
        number, rest = divmod(number, 32)
        letters = _LETTERS[rest] + letters
    return letters


def _read(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 32 + _LETTERS.index(letter)
    return number
