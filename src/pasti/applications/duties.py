from pasti.applications.actions import forget_unused
from pasti.kit.duties import every


@every(3600, "applications.forget")
def forget() -> None:
    forget_unused()
