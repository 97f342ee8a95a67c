"""The offices that the centre trusts, and the rules about them."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from pasti.accounts.roles import CENTRE_ROLES, Role
from pasti.accounts.rules import account_of, needs
from pasti.audit.sights import NOBODY
from pasti.centre.authority import actions, queries
from pasti.centre.authority.forms import LeaveForm, RuleForm
from pasti.centre.authority.rules import KNOWN
from pasti.kit import clock
from pasti.kit.screens import UNPROCESSABLE, taken
from pasti.link import backlog, cards, health
from pasti.link import queries as links

# Who withdraws an office's leave and gives it back.
DECIDES = frozenset({Role.CENTRE_OPERATOR, Role.CENTRE_HEAD})


@needs(*CENTRE_ROLES, shows=NOBODY)
def offices(request: HttpRequest) -> HttpResponse:
    node = links.this_node()
    peers = list(links.peers())
    states, stopped = health.link_states(peers), queries.stopped()
    context = {
        "offices": [(peer, states[peer.pk], stopped.get(peer.pk), backlog.last_told(peer)) for peer in peers],
        "decides": bool(DECIDES & set(account_of(request).roles)),
        "card": cards.ours(node),
    }
    return render(request, "centre/authority/offices.html", context)


@needs(*DECIDES, shows=NOBODY)
def leave(request: HttpRequest, pk: int) -> HttpResponse:
    """What an office may do for e-KTP: the last decision, and the next."""
    office = get_object_or_404(links.peers(), pk=pk)
    last = queries.leave_of(office)
    form = LeaveForm(request.POST or None, initial={"stops": last.stops if last else []})
    if taken(form, lambda: actions.withdraw(office, **form.cleaned_data, by=account_of(request).actor)):
        messages.success(request, _("Keputusan disimpan; %s mengetahuinya pada kontak berikutnya.") % office.name)
        return redirect("authority:offices")
    context = {"form": form, "office": office, "last": last, "state": health.link_state(office)}
    return render(request, "centre/authority/leave.html", context, status=UNPROCESSABLE if form.errors else 200)


@needs(*CENTRE_ROLES, shows=NOBODY)
def rules(request: HttpRequest) -> HttpResponse:
    context = {
        "rules": [(rule, queries.rules(rule.key)) for rule in KNOWN.values()],
        "decides": Role.CENTRE_HEAD in account_of(request).roles,
    }
    return render(request, "centre/authority/rules.html", context)


@needs(Role.CENTRE_HEAD, shows=NOBODY)
def rule(request: HttpRequest, key: str) -> HttpResponse:
    if key not in KNOWN:
        raise Http404
    form = RuleForm(request.POST or None, initial={"value": KNOWN[key].default, "valid_from": clock.today()})
    if taken(form, lambda: actions.decide(key, **form.cleaned_data, by=account_of(request).actor)):
        return redirect("authority:rules")
    context = {"form": form, "rule": KNOWN[key]}
    return render(request, "centre/authority/rule.html", context, status=UNPROCESSABLE if form.errors else 200)
