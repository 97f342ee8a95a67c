"""The page's own reader (src/scripts/verify.js), run by node over codes read from photos, and over forged ones.

Each verdict is compared with that of the second reader.
"""

import json
import subprocess
from base64 import b64encode
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from tests.cast import MONDAY
from tests.house.floors import ROOT

from pasti.certificates import actions, papers, queries, tokens
from pasti.certificates.status_list import CONTENT_TYPE
from pasti.certificates.tests import pictures, reader
from pasti.certificates.tests.owing import issued, switched_on
from pasti.certificates.tests.test_tokens import SIGNER
from pasti.certificates.tokens import Signer

_RUN = """
import { judged } from '%s/src/scripts/verify.js'
const bytes = (said) => said && Uint8Array.from(Buffer.from(said, 'base64'))
let asked = ''
for await (const part of process.stdin) asked += part
const { codes, keys, list, now } = JSON.parse(asked)
console.log(JSON.stringify(codes.map((code) => judged(code, bytes(keys), bytes(list), now))))
"""


def judged(codes: list[str], *, at=MONDAY, list_token: bytes | None = b"", keys: bytes = b"") -> list[dict[str, Any]]:
    if list_token == b"":
        list_token = actions.sign(queries.list_claims(), content_type=CONTENT_TYPE)
    keys = keys or queries.key_set()
    asked = {
        "codes": codes,
        "keys": b64encode(keys).decode(),
        "list": b64encode(list_token).decode() if list_token else None,
        "now": int(at.timestamp()),
    }
    ran = subprocess.run(
        ["node", "--disable-warning=MODULE_TYPELESS_PACKAGE_JSON", "--input-type=module", "-e", _RUN % ROOT],
        input=json.dumps(asked), capture_output=True, text=True, check=False, cwd=ROOT,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    found: list[dict[str, Any]] = json.loads(ran.stdout)
    for code, one in zip(codes, found, strict=True):
        assert _coarse(one["verdict"]) == _coarse(reader.judged(code, keys, list_token, int(at.timestamp()))), code
    return found


def _coarse(verdict: str) -> str:
    """Of what was changed, readers need not agree whether it looks like a certificate."""
    return "refused" if verdict in ("foreign", "unreadable") else verdict


def verdicts(codes: list[str], **how: Any) -> list[str]:
    return [one["verdict"] for one in judged(codes, **how)]


@pytest.fixture
def suket(office):
    switched_on(office)
    return issued(office)


def test_from_a_photo_of_the_paper_to_the_verdict(suket):
    code = pictures.code_in(pictures.photo(papers.draw_suket(suket)))
    (found,) = judged([code])
    assert found["verdict"] == "valid"
    assert found["listed"] == int(MONDAY.timestamp())
    assert found["facts"] == {
        "kind": 2, "issuer": "Disdukcapil Kota Bekasi", "number": "470/0001/2026", "name": "Siti Nurjanah",
        "born": "20090612", "nik": "************" + suket.application.nik[-4:], "issued": int(MONDAY.timestamp()),
        "expires": queries.certificate_of(suket).claims()[4],
    }  # fmt: skip


def test_a_proof_does_not_end_and_needs_no_list(recorded):
    code = papers.code_of(queries.proof_of(recorded).certificate())
    assert verdicts([code], at=MONDAY + timedelta(days=9999), list_token=None) == ["valid"]


def test_each_end_has_its_verdict(suket, office):
    code = papers.code_of(queries.certificate_of(suket))
    last = MONDAY.replace(hour=0, minute=0) + timedelta(days=181)
    assert verdicts([code], at=last - timedelta(seconds=1)) == ["valid"]
    assert verdicts([code], at=last) == ["ended"]
    assert verdicts([code], list_token=None) == ["unlisted"]
    renewed = actions.renew_suket(suket, by=office.budi.actor)
    assert verdicts([code, papers.code_of(queries.certificate_of(renewed))]) == ["settled", "valid"]
    actions.revoke_suket(renewed, "Salah orang", by=office.budi.actor)
    assert verdicts([papers.code_of(queries.certificate_of(renewed))]) == ["revoked"]


def test_a_clock_that_is_behind_is_not_believed(suket):
    claims = queries.list_claims() | {6: int((MONDAY + timedelta(days=200)).timestamp())}
    later = actions.sign(claims, content_type=CONTENT_TYPE)
    assert verdicts([papers.code_of(queries.certificate_of(suket))], list_token=later) == ["ended"]


def test_what_a_foreign_key_signed_is_not_ours(suket):
    claims = queries.certificate_of(suket).claims()
    foreign = tokens.written(tokens.sign(claims, SIGNER))
    actions.sign({})
    in_our_name = Signer(bytes.fromhex(queries.signing_keys()[0].kid), Ed25519PrivateKey.generate())
    assert verdicts([foreign, tokens.written(tokens.sign(claims, in_our_name))]) == ["foreign", "foreign"]


def test_no_changed_bit_passes(suket):
    token = actions.sign(queries.certificate_of(suket).claims())
    changed = []
    for at in range(len(token) * 8):
        other = bytearray(token)
        other[at // 8] ^= 1 << at % 8
        changed.append(tokens.written(bytes(other)))
    assert len(changed) > 1500
    assert set(verdicts(changed)) == {"foreign", "unreadable"}


def test_a_list_that_is_not_ours_says_nothing(suket):
    code = papers.code_of(queries.certificate_of(suket))
    claims = queries.list_claims()
    foreign = tokens.sign(claims, SIGNER, content_type=CONTENT_TYPE)
    of_another_place = actions.sign(claims | {2: "https://x.example/"}, content_type=CONTENT_TYPE)
    of_another_type = actions.sign(claims, content_type="application/x")
    for token in (foreign, of_another_place, of_another_type):
        assert verdicts([code], list_token=token) == ["unlisted"]


def test_a_list_is_no_certificate(suket):
    token = actions.sign(queries.list_claims(), content_type=CONTENT_TYPE)
    assert verdicts([tokens.written(token)]) == ["unreadable"]


@pytest.mark.parametrize("code", ["", "A", "https://kota.example/lacak/#slip=abc", "0" * 900, "::::::", "é"])
def test_what_is_no_certificate_is_said_to_be_unreadable(suket, code):
    assert verdicts([code]) == ["unreadable"]


def test_the_longest_name_and_another_alphabet(suket):
    certificate = queries.certificate_of(suket)
    names = ["Raden Ajeng " * 5, "Nguyễn Thị Ánh", "李小龍", "😀"]
    codes = [papers.code_of(replace(certificate, name=name)) for name in names]
    assert [one["facts"]["name"] for one in judged(codes)] == names
