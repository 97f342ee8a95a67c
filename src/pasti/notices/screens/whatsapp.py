"""Where Meta tells what became of messages, and what people answer."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.csrf import csrf_exempt

from pasti.accounts.rules import public
from pasti.kit.screens import in_address
from pasti.notices import replies
from pasti.notices.channels import whatsapp


@public
@csrf_exempt
def webhook(request: HttpRequest) -> HttpResponse:
    """Believe what is signed with our app's secret, and nothing else. What is told twice is one thing."""
    if request.method != "POST":
        return _verified(request)
    if not whatsapp.is_genuine(request.body, request.headers.get("X-Hub-Signature-256", "")):
        return HttpResponse(status=403)
    try:
        told = list(whatsapp.heard(request.body))
    except ValueError:
        return HttpResponse(status=400)
    for one in told:
        replies.told_by_whatsapp(one)
    return HttpResponse("ok", content_type="text/plain")


def _verified(request: HttpRequest) -> HttpResponse:
    """Answer the one question with which Meta sets the webhook up."""
    word = in_address(request, "hub.verify_token")
    if not settings.WHATSAPP_VERIFY or not constant_time_compare(word, settings.WHATSAPP_VERIFY):
        return HttpResponse(status=403)
    return HttpResponse(in_address(request, "hub.challenge"), content_type="text/plain")
