from datetime import timedelta

from pasti.audit.actions import prune
from pasti.kit import clock
from pasti.kit.duties import every

# Long enough to answer who looked, when somebody asks years later.
_KEPT_FOR = timedelta(days=5 * 365)


@every(24 * 3600, "audit.prune")
def forget_old_looks() -> None:
    prune(clock.now() - _KEPT_FOR)
