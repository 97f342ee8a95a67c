from pasti.kit.duties import every
from pasti.queue.actions import close_day


@every(600, "queue.close-day")
def close_yesterday() -> None:
    close_day()
