"""`pasti account`: the second person of last resort, for whoever holds the server. All of it is in the journal."""

import argparse
from collections.abc import Callable

from django.conf import settings
from django.urls import reverse

from pasti.accounts import actions, changes, queries, second_factor
from pasti.accounts.models import Account, Proposal
from pasti.accounts.roles import roles_here
from pasti.kit.errors import Stop
from pasti.site import database
from pasti.site.introduce import CONSOLE


def account(args: argparse.Namespace) -> int:
    """Do one thing with the accounts of this node."""
    database.check_node()
    verbs: dict[str, Callable[[argparse.Namespace], None]] = {
        "list": _list,
        "confirm": _confirm,
        "link": _link,
        "second-factor": _forget_factor,
        "grant": _grant,
        "reopen": _reopen,
    }
    verbs[args.what](args)
    return 0


def _list(_args: argparse.Namespace) -> None:
    for found in queries.accounts():
        marks = [
            "" if found.is_active else "closed",
            "" if found.has_usable_password() else "no password yet",
            "second factor" if second_factor.has(found) else "",
        ]
        print(f"{found.username:20} {found.name:30} {', '.join(sorted(found.roles))}  {'; '.join(filter(None, marks))}")
    for proposal in queries.open_proposals():
        print(f"waiting {proposal.pk}: {proposal.account.username}: {proposal.sentence}, asked by {proposal.by_name}")


def _confirm(args: argparse.Namespace) -> None:
    proposal = queries.proposal(int(args.of)) if str(args.of or "").isdigit() else None
    if proposal is None or proposal.state != Proposal.State.PROPOSED:
        raise Stop("Give the number of a request that waits: pasti account list")
    token = actions.confirm(proposal, by=CONSOLE)
    print(f"Confirmed: {proposal.account.username}: {proposal.sentence}")
    if token:
        _print_link(token)


def _link(args: argparse.Namespace) -> None:
    made = actions.make_link(_account(args), by=CONSOLE)
    assert isinstance(made, str), "the command line waits for nobody"
    _print_link(made)


def _print_link(token: str) -> None:
    hours = int(changes.LINK_LIVES.total_seconds() // 3600)
    print(f"{settings.PUBLIC_URL}{reverse('accounts:by-link', args=[token])}")
    print(f"Whoever opens it sets the password: once, within {hours} hours. The owner of the account is told.")


def _forget_factor(args: argparse.Namespace) -> None:
    found = _account(args)
    actions.forget_factor(found, by=CONSOLE)
    print(f"{found.username} sets up a second factor anew at the next sign-in.")


def _grant(args: argparse.Namespace) -> None:
    found = _account(args)
    ours = roles_here()
    if args.role not in ours:
        raise Stop(f"Give a role of this node: {', '.join(str(role) for role in ours)}.")
    actions.change_account(found, name=found.name, roles=[*found.roles, args.role], by=CONSOLE)
    print(f"{found.username} now has the role {args.role}.")


def _reopen(args: argparse.Namespace) -> None:
    found = _account(args)
    actions.reopen_account(found, by=CONSOLE)
    print(f"{found.username} may sign in again.")


def _account(args: argparse.Namespace) -> Account:
    found = queries.by_username(args.of or "")
    if found is None:
        raise Stop("Give the user name of an account: pasti account list")
    return found
