from pasti.kit.duties import every
from pasti.queue import stubs
from pasti.queue.actions import close_day


@every(600, "queue.close-day")
def close_yesterday() -> None:
    close_day()


# Whoever has taken a number stands there and waits for the paper.
@every(0.4, "queue.stubs")
def print_stubs() -> None:
    stubs.print_waiting()


@every(3600, "queue.forget-stubs")
def forget_stubs() -> None:
    stubs.forget()
