from pasti.kit.duties import every
from pasti.recording.actions import purge_stored
from pasti.recording.stations import look_at_stations


@every(15, "recording.stations")
def stations() -> None:
    look_at_stations()


@every(3600, "recording.purge")
def purge() -> None:
    purge_stored()
