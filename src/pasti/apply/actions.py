"""What an applicant does in one go, across rooms and in one transaction."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from pasti.applications import actions as applications
from pasti.applications.models import Application
from pasti.journal.actors import Actor
from pasti.notices import actions as notices


@transaction.atomic
def keep_address(
    application: Application, fields: Mapping[str, Any], *, wish: Mapping[str, str] | None, by: Actor
) -> None:
    """Keep where somebody lives and how they wish to be told (as `notices.agree`; None: nothing was said of it).

    Raises as `applications.fill` and `notices.agree` do; then neither is kept.
    """
    applications.fill(application, fields, by=by)
    if wish is not None:
        notices.agree(application, **wish, by=by)
