from pasti.applications.actions import close_old_drafts
from pasti.kit.duties import every


@every(3600, "applications.drafts")
def forget_old_drafts() -> None:
    close_old_drafts()
