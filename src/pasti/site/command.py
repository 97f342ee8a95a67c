"""The `pasti` command."""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

from pasti import __version__
from pasti.kit import typed
from pasti.kit.errors import Stop

Run = Callable[[argparse.Namespace], int]


class Add(Protocol):
    """Adds a command; `data` lets it take --data."""

    def __call__(self, name: str, text: str, run: Run, *, data: bool = True) -> argparse.ArgumentParser: ...


# Adds the commands of a room.
Commands = Callable[[Add], None]


def main(arguments: list[str] | None = None, *, more: Sequence[Commands] = ()) -> int:
    """Run one command, of a node or of `more`, and return its exit status; what goes wrong is said in one sentence."""
    # What a node keeps is about people: nobody else on the machine may read it.
    os.umask(0o077)
    given = sys.argv[1:] if arguments is None else arguments
    args = cleaned(parser(*more).parse_args(given))
    if getattr(args, "data", None):
        os.environ["PASTI_DATA_DIR"] = str(Path(args.data).resolve())
    try:
        _set_up_django()
        run: Run = args.run
        return run(args)
    except (KeyboardInterrupt, EOFError):
        return 130
    except BrokenPipeError:
        # Whoever read our output has gone; what is left in the buffer must not be written either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except Exception as failure:
        sentence = _sentence(failure)
        if sentence is None:
            raise
        print(f"pasti: {sentence}", file=sys.stderr)
        return 1


# Folders, files and addresses are named by machines; what Django's own commands take is theirs.
_AS_GIVEN = frozenset({"data", "dir", "password_file", "rest"})


def cleaned(args: argparse.Namespace) -> argparse.Namespace:
    """Return what was given to a command with its words clean (`kit.typed`)."""
    for name, said in vars(args).items():
        if isinstance(said, (str, list)) and name not in _AS_GIVEN:
            setattr(args, name, typed.cleaned(said))
    return args


def _set_up_django() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pasti.site.settings")
    import django
    from django.utils import translation

    django.setup()
    spoken = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    translation.activate("id" if spoken.startswith("id") else "en")


def _sentence(failure: Exception) -> str | None:
    """Return the one sentence for a failure that somebody can do something about, or None for a fault of ours."""
    from django.core.exceptions import ImproperlyConfigured
    from django.db.utils import DatabaseError, OperationalError

    # Before anything of ours is imported: with wrong settings, no room can be.
    if isinstance(failure, (Stop, ImproperlyConfigured)):
        return str(failure)
    if isinstance(failure, PermissionError) and failure.filename:
        return f"{failure.filename} may not be used by this user."

    from pasti.kit.errors import Refused
    from pasti.link.queries import NotSetUp
    from pasti.site.database import NewerDatabase, OtherHouse, trouble_of

    if isinstance(failure, (Refused, NewerDatabase, OtherHouse)):
        return str(failure)
    if isinstance(failure, NotSetUp):
        return "This database has no node in it yet. Run `pasti init` first."
    if isinstance(failure, OperationalError):
        return f"The database cannot be used ({str(failure).strip().splitlines()[0]}). See PASTI_DATABASE_URL."
    return trouble_of(failure) if isinstance(failure, DatabaseError) else None


def parser(*more: Commands) -> argparse.ArgumentParser:
    """Return the command line: one word per task, each with its own --help."""
    top = argparse.ArgumentParser(
        prog="pasti",
        description="The e-KTP service of a civil-registry office. Start with `pasti init`, then `pasti up`.",
    )
    top.add_argument("--version", action="version", version=f"pasti {__version__}")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def command(name: str, text: str, run: Run, *, data: bool = True) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=text, description=text[0].upper() + text[1:] + ".")
        if data:
            sub.add_argument("--data", metavar="DIR", help="where the node keeps its data (or PASTI_DATA_DIR)")
        sub.set_defaults(run=run)
        return sub

    init = command("init", "make a real, empty node: asks for what is not given", _init)
    init.add_argument("--role", choices=["office", "centre"], default="office")
    init.add_argument("--name", help="the name of the office, as the public reads it")
    init.add_argument("--region", help="the code of the regency or city, such as 32.75")
    init.add_argument(
        "--time-zone", help="Asia/Jakarta, Asia/Makassar or Asia/Jayapura; follows the region if not given"
    )
    init.add_argument("--admin", help="the user name of the first administrator")
    init.add_argument("--admin-name", help="the full name of the first administrator")
    init.add_argument("--password-file", help="a file with the first administrator's password; asked for if not given")
    init.add_argument("--code", help="the code that the centre gave: the office becomes known there at once")
    init.add_argument("--centre", metavar="URL", help="where to call the centre (with --code)")
    init.add_argument(
        "--numbers",
        metavar="GRANT",
        help="a further node of an office: its block of numbers, from `pasti numbers give`",
    )

    up = command("up", "start this node: web, live and work under one supervisor", _up)
    up.add_argument("--no-migrate", action="store_true", help="do not bring the database up to date first")

    command("migrate", "bring the database up to date and stop (`pasti up` does it too)", _migrate)

    work = command("work", "run the background duties of this node", _work)
    work.add_argument("--once", action="store_true", help="run every duty once and stop")

    command("check", "see whether this installation is healthy", _check)

    journal = command("journal", "look after the journal", _journal)
    journal.add_argument(
        "what",
        choices=["verify", "head", "heads"],
        help="verify: walk the hash chain, compare it with what other nodes remember, name every torn row; "
        "head: print the end of our chain, for the archive; heads: print what is kept of other nodes' chains",
    )
    journal.add_argument(
        "--head", action="append", default=[], metavar="POSITION:HASH", help="a head from the archive (verify)"
    )

    link = command("link", "make this office known at the centre, or carry by hand what they say", _link)
    link.add_argument(
        "what",
        choices=["enrol", "invite", "card", "export", "import"],
        help="enrol: become known at the centre by its code; invite: make a code for an office, at the centre; "
        "card: print our node card; export: write what waits for a node into a file; import: take in such a file",
    )
    link.add_argument(
        "of", nargs="*", metavar="CODE|NAME|FILE", help="the code (enrol), the office (invite), or a file"
    )
    link.add_argument("--centre", default="", metavar="URL", help="where to call the centre (enrol)")
    link.add_argument("--region", default="", help="the code of the office's regency or city (invite)")
    link.add_argument("--replaces", default="", metavar="NODE", help="the node whose key is lost (invite)")
    link.add_argument("--letter", default="", help="the number of the letter that asks for it (invite)")
    link.add_argument("--to", default="", help="for which node (export); the one above us if not said")

    account = command("account", "be the second person for accounts, when there is nobody else", _account)
    account.add_argument(
        "what",
        choices=["list", "confirm", "link", "second-factor", "grant", "reopen"],
        help="list: accounts and what waits; confirm: a request by its number; link: a link that sets a password once; "
        "second-factor: take away one that was lost; grant: give a role; reopen: let a closed account sign in again",
    )
    account.add_argument("of", nargs="?", help="the user name (confirm: the number of the request)")
    account.add_argument("role", nargs="?", help="the role to give (grant), such as admin")

    numbers = command("numbers", "let another node of this office give numbers to cases", _numbers)
    numbers.add_argument("what", choices=["give", "list"], help="give: a block for a node; list: who has which")
    numbers.add_argument("node", nargs="?", default="", help="which node, such as 'Laptop jemput bola 1' (give)")

    states = command("states", "draw docs/states/ from the MOVES tables", _states, data=False)
    states.add_argument("--dir", default="docs/states")

    for add in more:
        add(command)

    django = commands.add_parser("django", help="Django's own commands, for people who change Pasti", add_help=False)
    django.add_argument("rest", nargs=argparse.REMAINDER)
    django.set_defaults(run=_django)
    return top


def _init(args: argparse.Namespace) -> int:
    from pasti.site.init import init

    return init(args)


def _up(args: argparse.Namespace) -> int:
    from pasti.site.up import up

    return up(migrate=not args.no_migrate)


def _migrate(args: argparse.Namespace) -> int:
    from pasti.site import database

    with database.as_owner():
        # The running role may have no rights yet.
        database.check_node()
    database.bring_up_to_date()
    print("The database is up to date.")
    return 0


def _work(args: argparse.Namespace) -> int:
    from pasti.site.work import work

    return work(once=args.once)


def _check(args: argparse.Namespace) -> int:
    from pasti.site.check import check

    return check()


def _journal(args: argparse.Namespace) -> int:
    from pasti.site import verify

    if args.what == "verify":
        return verify.verify(args.head)
    return verify.head() if args.what == "head" else verify.kept()


def _link(args: argparse.Namespace) -> int:
    from pasti.site import carry, introduce

    of = " ".join(args.of)
    if args.what == "card":
        return introduce.card()
    if not of:
        usual = {"enrol": "CODE --centre https://…", "invite": "NAME --region 32.75"}
        raise Stop(f"Say more: pasti link {args.what} {usual.get(args.what, 'FILE')}")
    if args.what == "enrol":
        return introduce.enrol(of, args.centre)
    if args.what == "invite":
        return introduce.invite(of, args.region, args.replaces, args.letter)
    return carry.export(of, args.to) if args.what == "export" else carry.take(of)


def _account(args: argparse.Namespace) -> int:
    from pasti.site.account_command import account

    return account(args)


def _numbers(args: argparse.Namespace) -> int:
    from pasti.site.numbers import give, show

    return give(args.node) if args.what == "give" else show()


def _states(args: argparse.Namespace) -> int:
    from pasti.site.states import draw

    return draw(Path(args.dir))


def _django(args: argparse.Namespace) -> int:
    from django.core.management import execute_from_command_line

    execute_from_command_line(["pasti django", *args.rest])
    return 0


if __name__ == "__main__":
    sys.exit(main())
