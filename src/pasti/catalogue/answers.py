"""Where the answers of a service's questions end: on the product, or in the judgement of what is needed.

What is asked is used. An answer that is printed is carried by name (`CARRIED`); all others decide what to bring, what
to say or which steps are taken, and the ones that do so by a date or only at a counter are named in `JUDGED`.
`tests/house/test_answers.py` walks every question of every service and fails for one that ends nowhere.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

# A question, and the field of the biodata (link.schema.Biodata) that its answer becomes.
CARRIED: Mapping[str, str] = {"itap_expiry": "valid_until"}
# Dates after which nothing is made or given any more: an expired permit stops (UU 24/2013 art. 64(7)b).
ENDS: frozenset[str] = frozenset({"itap_expiry"})
# Answers that end in no product, and what they are asked for.
JUDGED: Mapping[str, str] = {
    "age_basis": "whether the person may have a card",
    "recorded_before": "whether the person is recorded",
    "kk_updated": "whether the family card comes first",
    "photo_reason": "whether a photo may be replaced",
    "moving_letter_ready": "whether the person comes in vain",
    "out_reason": "what to bring, and whether the person is recorded",
    "holds_card": "what to bring and hand in",
    "loss_letter": "whether the person comes in vain",
    "loss_letter_date": "until when the letter is good",
    "birth_letter_ready": "what to bring",
    "marriage_book": "what to bring",
}


def carried(answers: Mapping[str, str]) -> dict[str, Any]:
    """Return what answers become on the product, by the field of the biodata."""
    return {name: day for code, name in CARRIED.items() if (day := _date(answers.get(code, "")))}


def ends_on(answers: Mapping[str, str]) -> date | None:
    """Return the day after which answers no longer allow anything, if one of them has an end."""
    return min((day for code in ENDS if (day := _date(answers.get(code, "")))), default=None)


def _date(written: str) -> date | None:
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None
