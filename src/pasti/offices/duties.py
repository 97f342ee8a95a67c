from pasti.kit import clock
from pasti.kit.duties import every
from pasti.offices.actions import close_old_shifts, load_public_holidays


@every(600, "offices.close-duties")
def close_duties() -> None:
    close_old_shifts()


@every(24 * 3600, "offices.holidays")
def next_years_holidays() -> None:
    load_public_holidays(clock.today().year + 1)
