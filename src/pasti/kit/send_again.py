"""What a form sent in vain, so that its page can send it once more (kit/send_again.html)."""

from django.conf import settings
from django.http import HttpRequest

_OF_THE_PAGE = ("csrfmiddlewaretoken",)


def to_send_again(request: HttpRequest) -> list[tuple[str, str]]:
    """Return what a form of ours sent, field by field, so that it can be sent once more; nothing if it should not be.

    What another site made a browser send is not sent again; nor are passwords, and files cannot be.
    """
    ours = request.headers.get("Origin", "") in (settings.PUBLIC_URL, f"{request.scheme}://{request.get_host()}")
    if not ours or request.FILES or any("password" in name for name in request.POST):
        return []
    return [(name, said) for name, all_said in request.POST.lists() if name not in _OF_THE_PAGE for said in all_said]
