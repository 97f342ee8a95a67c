"""The services on offer, by name: an incident may be about some of them."""

from pasti.catalogue import queries
from pasti.readiness.scopes import names_services


@names_services
def services() -> list[tuple[str, str]]:
    return [(service.code, service.text) for service in queries.services()]
