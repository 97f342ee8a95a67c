"""Under the names that django-allauth looks for."""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.urls import path

from pasti.accounts.roles import PEOPLE
from pasti.accounts.rules import needs, public
from pasti.accounts.screens import second_factor as screens
from pasti.audit.sights import NOBODY
from pasti.kit.full_disk import goes_on

_whoever_is_signed_in = needs(*PEOPLE, shows=NOBODY, without_second_factor=True)


def _hang(view: Any) -> Callable[..., Any]:
    hung: Callable[..., Any] = _whoever_is_signed_in(view.as_view())
    return hung


def _hang_writing(view: Any) -> Callable[..., Any]:
    """A factor that comes or goes is written down with it, or not at all."""
    hung: Callable[..., Any] = _whoever_is_signed_in(transaction.atomic(view.as_view()))
    return hung


urlpatterns = [
    path("dua-langkah/", _hang(screens.Overview), name="mfa_index"),
    path("dua-langkah/masuk/", goes_on(public(screens.SignInStep.as_view())), name="mfa_authenticate"),
    path("dua-langkah/ulang/", _hang(screens.ProveByCode), name="mfa_reauthenticate"),
    path("dua-langkah/ulang/kata-sandi/", _hang(screens.ProveByPassword), name="account_reauthenticate"),
    path("dua-langkah/ulang/kunci/", _hang(screens.ProveByPasskey), name="mfa_reauthenticate_webauthn"),
    path("dua-langkah/aplikasi/", _hang_writing(screens.AddAuthenticator), name="mfa_activate_totp"),
    path("dua-langkah/aplikasi/hapus/", _hang_writing(screens.RemoveAuthenticator), name="mfa_deactivate_totp"),
    path("dua-langkah/kunci/", _hang_writing(screens.AddPasskey), name="mfa_add_webauthn"),
    path("dua-langkah/kunci/<int:pk>/hapus/", _hang_writing(screens.RemovePasskey), name="mfa_remove_webauthn"),
    path("dua-langkah/kode/", _hang(screens.SpareCodes), name="mfa_view_recovery_codes"),
    path("dua-langkah/kode/baru/", _hang_writing(screens.NewSpareCodes), name="mfa_generate_recovery_codes"),
]
