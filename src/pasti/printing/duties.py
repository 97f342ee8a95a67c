from pasti.kit.duties import every
from pasti.printing.actions import forget_printed


@every(3600, "printing.forget")
def forget() -> None:
    forget_printed()
