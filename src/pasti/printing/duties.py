from pasti.kit.duties import every
from pasti.printing import sending
from pasti.printing.forgetting import forget_printed


@every(3600, "printing.forget")
def forget() -> None:
    forget_printed()


@every(2, "printing.send")
def send() -> bool:
    return sending.send_next()


@every(1, "printing.watch")
def watch() -> bool:
    return sending.watch()
