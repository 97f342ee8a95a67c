"""The journal's screens, hung up: whom they are for is said here, because accounts lie above the journal."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from pasti.accounts.roles import Role
from pasti.accounts.rules import account_of, needs
from pasti.audit.sights import NOBODY, sight
from pasti.journal.heads import head, spoken
from pasti.journal.screens import followers, histories, office
from pasti.kit import clock, pdf, qr
from pasti.kit.loads import PRINT, carries
from pasti.link.queries import this_node

HEADS = (Role.HEAD, Role.ADMIN, Role.CENTRE_HEAD, Role.CENTRE_ADMIN)
_JOURNAL = sight("journal", _("jurnal"))

View = Callable[..., HttpResponse]


def _by_account(view: View) -> View:
    """Tell a view that lies below accounts who acts."""

    def view_of_account(request: HttpRequest, **asked: Any) -> HttpResponse:
        return view(request, by=account_of(request).actor, **asked)

    return view_of_account


journal = needs(*HEADS, shows=_JOURNAL)(office.journal)
journal_followers = needs(*HEADS, shows=_JOURNAL)(followers.overview)
journal_snag = needs(*HEADS, shows=_JOURNAL)(_by_account(followers.snag))
journal_again = needs(*HEADS, shows=NOBODY)(_by_account(followers.again))
# Whoever keeps a node running may have had a hand in what does not agree.
journal_trouble = needs(Role.HEAD, Role.CENTRE_HEAD, shows=NOBODY)(_by_account(histories.trouble))


@carries(PRINT)
@needs(*HEADS, shows=NOBODY)
def journal_head(_request: HttpRequest) -> HttpResponse:
    """Our head on paper, for the archive."""
    node, place = this_node(), head()
    context = {
        "node": node,
        "place": place,
        "groups": spoken(place).split(),
        "at": clock.now(),
        "qr": qr.data_uri(f"{place.position}:{place.hash}"),
    }
    content = pdf.render("journal/head_paper.html", context, stylesheet="styles/paper.css")
    return pdf.response(content, f"jurnal-{node.node_id}-{place.position}.pdf")
