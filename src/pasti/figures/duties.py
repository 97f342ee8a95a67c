from pasti.figures.closing import close_days
from pasti.kit.duties import every


@every(3600, "figures.close-days")
def close() -> None:
    close_days()
