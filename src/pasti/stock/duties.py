from pasti.kit import clock
from pasti.kit.duties import every
from pasti.offices import queries as offices
from pasti.stock import reconciling, requests


@every(600, "stock.request")
def lay_a_request_ready() -> None:
    if offices.office_if_any():
        requests.draft()


@every(600, "stock.reconcile")
def reconcile() -> None:
    last = reconciling.latest()
    if last is None or clock.local_day(last.at) < clock.today():
        reconciling.reconcile()
