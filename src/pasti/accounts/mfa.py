"""How django-allauth's second factors behave here: kept encrypted, guessed at only so often, each code good once."""

import hashlib
import json
import secrets
from base64 import b32encode, urlsafe_b64encode
from datetime import timedelta
from typing import Any

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.base.forms import AuthenticateForm as AllauthAuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as AllauthReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm as AllauthActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm as AllauthAddWebAuthnForm
from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django import forms
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pasti.accounts import node, second_factor
from pasti.accounts.models import Account
from pasti.kit import clock, free_text, qr
from pasti.kit.forms import Cleaned, Form, dress, name_when_empty
from pasti.kit.limits import Scope, TooOften, count_attempt

_TRIES = 5
_WITHIN = timedelta(minutes=5)
# Longer than a code of an authenticator is accepted, with the tolerance for clocks that differ.
_REMEMBER_CODES = timedelta(minutes=5)


class FactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Second factors as an office keeps them."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": gettext_lazy("Kode salah atau sudah dipakai. Tunggu kode berikutnya, lalu coba lagi."),
        "cannot_delete_authenticator": gettext_lazy(
            "Peran Anda mewajibkan verifikasi dua langkah. Tambahkan cara lain dahulu, lalu hapus yang ini."
        ),
    }

    def encrypt(self, text: str) -> str:
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        try:
            return _cipher().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            # The node's secret key is another one. What nobody knows fits nobody's code.
            return b32encode(secrets.token_bytes(20)).decode()

    def build_totp_svg(self, url: str) -> str:
        """Not drawn: the page takes its picture from `kit.qr`."""
        return ""

    def get_totp_issuer(self) -> str:
        return self._get_site_name()

    def _get_site_name(self) -> str:
        name = node.here().name.replace(":", " ")
        return f"Pasti {name}".strip()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        owner = Account.objects.get(pk=authenticator.user_id)
        return not (second_factor.must_have(owner) and second_factor.is_last(authenticator))

    def generate_authenticator_name(self, user: Account, type: str) -> str:  # noqa: A002 - allauth's own name
        count = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return str(_("Kunci sandi %d") % (count + 1))


def _cipher() -> Fernet:
    key = HKDF(SHA256(), 32, salt=None, info=b"pasti second factors").derive(settings.SECRET_KEY.encode())
    return Fernet(urlsafe_b64encode(key))


def draw(form: forms.Form) -> None:
    """Draw somebody else's form like all of ours."""
    form.label_suffix = ""
    for name, field in form.fields.items():
        field.widget.attrs.pop("placeholder", None)
        dress(field.widget)
        name_when_empty(name, field)


# Counted for the account alone: who knows its password is on the way in, from wherever.
_CODES = Scope("second-factor", within=_WITHIN, each=_TRIES)


class _CodeForm(Cleaned, forms.Form):
    """A code: from the authenticator, or a spare one. Tries are counted in the database, over all processes."""

    user: Account

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        code = self.fields["code"]
        code.label = _("Kode")
        code.widget.attrs |= {"inputmode": "numeric", "autocomplete": "one-time-code", "autofocus": True}
        draw(self)

    def clean_code(self) -> str:
        key = str(self.user.pk)
        try:
            attempt = count_attempt(_CODES, None, also={key: _TRIES})
        except TooOften as refused:
            raise forms.ValidationError(str(refused)) from refused
        self.cleaned_data["code"] = self.cleaned_data["code"].replace(" ", "")
        code = str(super().clean_code())  # type: ignore[misc]
        factor: Authenticator = self.authenticator  # type: ignore[attr-defined]
        if factor.type == Authenticator.Type.TOTP and not _first_use(factor, code):
            raise FactorAdapter().validation_error("incorrect_code")
        attempt.take_back()
        return code

    summary = Form.summary


@transaction.atomic
def _first_use(factor: Authenticator, code: str) -> bool:
    """Whether a code is used for the first time: whoever looked over a shoulder must not use it again."""
    fresh = Authenticator.objects.select_for_update().get(pk=factor.pk)
    now = clock.now().timestamp()
    digest = hashlib.sha256(f"{factor.pk} {code.strip()}".encode()).hexdigest()
    used = {d: at for d, at in fresh.data.get("used", {}).items() if at > now - _REMEMBER_CODES.total_seconds()}
    if digest in used:
        return False
    fresh.data["used"] = {**used, digest: now}
    fresh.save(update_fields=["data"])
    factor.data = fresh.data
    return True


class AuthenticateForm(_CodeForm, AllauthAuthenticateForm):  # type: ignore[misc]
    """The second step of signing in."""


class ReauthenticateForm(_CodeForm, AllauthReauthenticateForm):  # type: ignore[misc]
    """Proving once more who one is."""


class ActivateTOTPForm(Cleaned, AllauthActivateTOTPForm):  # type: ignore[misc]
    """The first code of an authenticator that was just set up."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("Kode enam angka dari aplikasi itu")
        self.fields["code"].widget.attrs["inputmode"] = "numeric"
        draw(self)

    def clean_code(self) -> str:
        # Authenticators show it as 123 456.
        self.cleaned_data["code"] = self.cleaned_data["code"].replace(" ", "")
        return str(super().clean_code())

    summary = Form.summary


class AddPasskeyForm(Cleaned, AllauthAddWebAuthnForm):  # type: ignore[misc]
    """A passkey or security key, and how its owner calls it."""

    # What a browser and its key have signed.
    as_sent = frozenset({"credential"})

    name = forms.CharField(
        label=gettext_lazy("Nama kunci ini"), max_length=60, required=False, validators=[free_text.validate]
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        draw(self)

    summary = Form.summary


def picture(url: str) -> str:
    """Return the QR code of an authenticator's address."""
    return qr.data_uri(url)


def for_script(options: dict[str, Any]) -> str:
    """Return what a browser is asked for a passkey, for an attribute that our script reads."""
    return json.dumps(options, default=_websafe)


def _websafe(value: Any) -> Any:
    if isinstance(value, bytes):
        return urlsafe_b64encode(value).decode().rstrip("=")
    if hasattr(value, "items"):
        return dict(value.items())
    return str(value)
