from pasti.handover import receipts
from pasti.kit.duties import every


@every(3600, "handover.forget")
def forget() -> None:
    receipts.forget_old()
