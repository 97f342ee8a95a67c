from pasti.appointments import waitlist
from pasti.appointments.actions import close_missed
from pasti.appointments.freeing import free_what_fell
from pasti.kit.duties import every


@every(600, "appointments.missed")
def note_missed() -> None:
    close_missed()


@every(5, "appointments.fell")
def free_who_is_expected_in_vain() -> bool:
    return free_what_fell()


@every(10, "appointments.waitlist")
def offer_what_is_free() -> bool:
    return waitlist.go_on()


@every(600, "appointments.waits")
def end_waits_that_are_over() -> None:
    waitlist.end_what_is_over()
