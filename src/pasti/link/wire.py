"""Envelopes and outcomes as they travel."""

from typing import Annotated, Any

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, JsonValue, ValidationError

# What we take in one message; a node of an older version takes 200. Of outcomes an honest node tells a fifth of that.
MOST_ENVELOPES = 400
UNSAID = 200
MOST_OUTCOMES = 1000
_LARGEST_NUMBER = 2**53

Version = Annotated[int, Field(ge=1, le=999)]
Count = Annotated[int, Field(ge=0, le=_LARGEST_NUMBER)]
Number = Annotated[int, Field(gt=0, le=_LARGEST_NUMBER)]


class Wire(BaseModel):
    """One envelope as it travels."""

    model_config = ConfigDict(extra="ignore")

    number: Number
    kind: str = Field(max_length=60)
    key: str = Field(max_length=120)
    # Nodes of before there were versions said all in the first one.
    version: Version = 1
    body: dict[str, JsonValue]
    happened_at: AwareDatetime


class Outcome(BaseModel):
    """What became of one envelope: set aside with a reason, or, without one, in good order again."""

    model_config = ConfigDict(extra="ignore")

    at: Number
    number: Number
    reason: str
    # The same in each language, if it is a sentence of ours.
    reason_in: dict[str, str] = Field(default_factory=dict)


class Outcomes(BaseModel):
    """The outcomes after one and up to another, out of as many as there are; they are counted like envelopes."""

    model_config = ConfigDict(extra="ignore")

    after: Count = 0
    upto: Count = 0
    last: Count = 0
    told: list[Outcome] = Field(default_factory=list, max_length=MOST_OUTCOMES)


def one_by_one(given: Any) -> tuple[list[Wire], dict[int, str]]:
    """Look at each envelope that came by itself; return the good ones, and why the others with a number are not."""
    if not isinstance(given, list) or len(given) > MOST_ENVELOPES:
        raise ValueError("not a list of envelopes, or too many")
    wires: list[Wire] = []
    broken: dict[int, str] = {}
    for one in given:
        try:
            wires.append(Wire.model_validate(one))
        except (ValidationError, RecursionError) as wrong:
            broken |= _broken(one, wrong)
    return wires, broken


def _broken(given: Any, wrong: Exception) -> dict[int, str]:
    number = given.get("number") if isinstance(given, dict) else None
    if type(number) is not int or not 0 < number <= _LARGEST_NUMBER:
        return {}
    return {number: where(wrong)}


def where(wrong: Exception) -> str:
    """Say what is wrong with something that came, and where in it, without repeating what it holds."""
    if not isinstance(wrong, ValidationError):
        return type(wrong).__name__
    first = wrong.errors(include_url=False, include_input=False)[0]
    return f"{'.'.join(map(str, first['loc']))}: {first['msg']}"
