from pasti.applications.forgetting import forget_unused
from pasti.applications.room import make_room
from pasti.kit.duties import every


@every(3600, "applications.forget")
def forget() -> None:
    forget_unused()


@every(60, "applications.make-room")
def room() -> None:
    make_room()
