"""New keys in the place of old ones: made once, wherever it is cut off, and what was sealed before still opens."""

from pathlib import Path

import pyrage
import pytest

from pasti.link import keys
from pasti.link.actions import become


@pytest.fixture
def before(db):
    become(role="office", name="Disdukcapil", region_code="32.75")
    return keys.pair()


def test_the_following_keys_stay_the_same_until_they_are_ours(before):
    after = keys.following()
    assert keys.following().sign_key == after.sign_key != before.sign_key
    assert keys.sign_key() == before.sign_key
    keys.turn()
    assert (keys.sign_key(), keys.recipient()) == (after.sign_key, after.recipient)
    assert keys.following().sign_key not in (before.sign_key, after.sign_key)


def test_what_was_sealed_for_the_old_ones_still_opens(before):
    sealed = keys.seal(b"rahasia", before.recipient)
    for _time in range(2):
        keys.following()
        keys.turn()
    assert keys.unseal(sealed) == b"rahasia"
    assert keys.unseal(keys.seal(b"baru", keys.recipient())) == b"baru"
    with pytest.raises(pyrage.DecryptError):
        keys.unseal(keys.seal(b"x", str(pyrage.x25519.Identity.generate().to_public())))


@pytest.mark.parametrize("at", range(4))
def test_cut_off_anywhere_it_can_be_done_again(before, at, monkeypatch):
    after, replace, calls = keys.following(), Path.replace, iter(range(9))

    def stops(*paths):
        if next(calls) == at // 2:
            if at % 2:
                replace(*paths)
            raise KeyboardInterrupt
        replace(*paths)

    monkeypatch.setattr(Path, "replace", stops)
    with pytest.raises(KeyboardInterrupt):
        keys.turn()
    monkeypatch.undo()
    assert keys.following().sign_key == after.sign_key or keys.sign_key() == after.sign_key
    if keys.sign_key() != after.sign_key:
        keys.turn()
    assert (keys.sign_key(), keys.recipient()) == (after.sign_key, after.recipient)
    assert keys.unseal(keys.seal(b"x", before.recipient)) == b"x"


def test_only_its_own_user_reads_them(before):
    keys.following()
    keys.turn()
    assert {file.stat().st_mode & 0o777 for file in keys._folder().iterdir()} == {0o600}
