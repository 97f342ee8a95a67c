"""The port to whoever signs documents for the head of office (TTE): what it is asked, and what can go wrong."""

from dataclasses import dataclass, field

from pasti.kit.errors import Refused


@dataclass(frozen=True)
class Signatory:
    """Who signs, as the service knows them (NIK or e-mail address), and their passphrase. Neither is ever kept."""

    identity: str = field(repr=False)
    passphrase: str = field(repr=False)


class NotSigned(Refused):
    """Nothing was signed, or nobody knows: the office's own key and a wet signature serve meanwhile."""


class Away(NotSigned):
    """The service, or the way there, is down; asking again later is harmless."""


class Declined(NotSigned):
    """The service answered no: the passphrase is wrong, the certificate has ended, the account is not known."""
