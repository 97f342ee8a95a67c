from pasti.kit.duties import every
from pasti.readiness import watch


@every(5, "readiness.watch")
def watch_needs() -> None:
    watch.look_at_all()
