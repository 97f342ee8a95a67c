from pasti.appointments.actions import close_missed
from pasti.kit.duties import every


@every(600, "appointments.missed")
def note_missed() -> None:
    close_missed()
