from pasti.kit.duties import every
from pasti.recording.actions import purge_stored


@every(3600, "recording.purge")
def purge() -> None:
    purge_stored()
