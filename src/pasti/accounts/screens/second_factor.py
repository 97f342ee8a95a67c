"""Setting up and using a second factor: django-allauth's views, drawn like all other pages.

What owners change is journaled in the same transaction, by the models' own signals (see `second_factor`).
"""

from typing import Any

from allauth.account.views import ReauthenticateView
from allauth.mfa.base.views import AuthenticateView, IndexView
from allauth.mfa.base.views import ReauthenticateView as ReauthenticateByCodeView
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView, ViewRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView, ReauthenticateWebAuthnView, RemoveWebAuthnView
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _

from pasti.accounts import actions, mfa, node, second_factor
from pasti.accounts.rules import account_of


class Overview(IndexView):  # type: ignore[misc]
    """Which factors somebody has, and what to add."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        account = account_of(self.request)
        context: dict[str, Any] = super().get_context_data(**kwargs)
        factors = context["authenticators"]
        return context | {
            "totp": factors.get(Authenticator.Type.TOTP),
            "passkeys": factors.get(Authenticator.Type.WEBAUTHN, []),
            "codes": factors.get(Authenticator.Type.RECOVERY_CODES),
            "missing": second_factor.is_missing(account),
            "must": second_factor.must_have(account),
            "spared": node.here().sample,
        }


class SignInStep(AuthenticateView):  # type: ignore[misc]
    """The second step of signing in."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        context["options"] = mfa.for_script(context["js_data"]["request_options"])
        has_passkey = Authenticator.objects.filter(
            user=self.stage.login.user, type=Authenticator.Type.WEBAUTHN
        ).exists()
        return context | {"has_passkey": has_passkey}


class ProveByCode(ReauthenticateByCodeView):  # type: ignore[misc]
    """Proving once more who one is, by a code."""


class ProveByPassword(ReauthenticateView):  # type: ignore[misc]
    """Proving once more who one is, by the password."""

    def get_form(self, form_class: Any = None) -> Any:
        form = super().get_form(form_class)
        form.fields["password"].label = _("Kata sandi")
        mfa.draw(form)
        return form


class ProveByPasskey(ReauthenticateWebAuthnView):  # type: ignore[misc]
    """Proving once more who one is, by a passkey."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"options": mfa.for_script(context["js_data"]["request_options"])}


class AddAuthenticator(ActivateTOTPView):  # type: ignore[misc]
    """An authenticator on a phone."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        secret = context["form"].secret
        groups = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
        return context | {"picture": mfa.picture(context["totp_url"]), "secret": groups}

    def form_valid(self, form: Any) -> HttpResponse:
        answer: HttpResponse = super().form_valid(form)
        _only_this_session(self.request)
        return answer


class RemoveAuthenticator(DeactivateTOTPView):  # type: ignore[misc]
    """Taking an authenticator away."""


class AddPasskey(AddWebAuthnView):  # type: ignore[misc]
    """A passkey of the computer or phone, or a security key."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        form = kwargs.get("form") or context.get("form") or self.get_form()
        return context | {"form": form, "options": mfa.for_script(context["js_data"]["creation_options"])}

    def form_valid(self, form: Any) -> HttpResponse:
        answer: HttpResponse = super().form_valid(form)
        _only_this_session(self.request)
        return answer


class RemovePasskey(RemoveWebAuthnView):  # type: ignore[misc]
    """Taking a passkey away, unless it is the last factor of somebody who must have one."""

    success_url = reverse_lazy("mfa_index")

    def form_valid(self, form: Any) -> HttpResponse:
        adapter = mfa.FactorAdapter()
        if not adapter.can_delete_authenticator(self.get_object()):
            messages.error(self.request, str(adapter.error_messages["cannot_delete_authenticator"]))
            return HttpResponseRedirect(reverse("mfa_index"))
        answer: HttpResponse = super().form_valid(form)
        return answer


class SpareCodes(ViewRecoveryCodesView):  # type: ignore[misc]
    """The spare codes, shown once."""


class NewSpareCodes(GenerateRecoveryCodesView):  # type: ignore[misc]
    """Spare codes in place of those that are used up or were seen by somebody."""


def _only_this_session(request: HttpRequest) -> None:
    """Whoever is signed in elsewhere without the new factor is signed in no longer."""
    account = account_of(request)
    actions.end_sessions(account)
    update_session_auth_hash(request, account)
