import pytest

from pasti.kit.answered import Answered


def test_it_is_answered_plainly_until_somebody_knows_and_one_does() -> None:
    asked = Answered[[int], str]("how it is", lambda _number: "?")
    assert asked(1) == "?"

    @asked.owner
    def knows(number: int) -> str:
        return f"{number}!"

    assert (asked(1), knows(2)) == ("1!", "2!")
    with pytest.raises(ValueError, match="knows already how it is"):
        asked.owner(knows)
