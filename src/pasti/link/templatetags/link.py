"""What this room's templates may use."""

from django import template

from pasti.link import versions
from pasti.link.models import Received
from pasti.link.schema import label_of

register = template.Library()
register.filter("said", label_of)


@register.filter
def waits_for(row: Received) -> str:
    """Say which version something that arrived waits for; nothing if this node can read it, or did."""
    if row.applied_at or versions.understood(row.kind, row.version) or row.set_aside:
        return ""
    return str(versions.waits_for(row.kind, row.version))
