from pasti.handover import receipts, uncollected
from pasti.kit.duties import every


@every(3600, "handover.forget")
def forget() -> None:
    receipts.forget_old()


@every(600, "handover.remind")
def remind() -> bool:
    return uncollected.remind_due()
