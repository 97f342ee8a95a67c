from pasti.kit.duties import every
from pasti.link import exchange, parcels
from pasti.link.caller import call, push
from pasti.link.models import Peer


@every(2, "link.exchange")
def exchange_with_peers() -> bool:
    more = [call(peer) for peer in Peer.objects.exclude(url="")]
    return any(more)


@every(2, "link.parcels")
def push_parcels() -> None:
    for parcel in parcels.due():
        while push(parcel):
            pass


@every(30, "link.sweep")
def sweep() -> None:
    exchange.sweep()


@every(3600, "link.forget")
def forget() -> None:
    exchange.forget()
