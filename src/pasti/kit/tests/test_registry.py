import pytest

from pasti.kit.registry import Registry


@pytest.fixture
def fruits() -> Registry[int]:
    found: Registry[int] = Registry("fruit")
    found.add("pisang", 2)
    found.add("mangga", 1)
    return found


def test_it_holds_what_was_added(fruits):
    assert fruits.get("mangga") == 1
    assert list(fruits) == [2, 1]
    assert fruits.names() == ["mangga", "pisang"]
    assert ("mangga" in fruits, "durian" in fruits) == (True, False)


def test_a_name_taken_twice_is_an_error(fruits):
    with pytest.raises(ValueError, match="fruit 'mangga' is registered twice"):
        fruits.add("mangga", 3)
    assert fruits.get("mangga") == 1


def test_what_nobody_added_is_not_there(fruits):
    with pytest.raises(LookupError, match="no fruit is called 'durian'"):
        fruits.get("durian")
