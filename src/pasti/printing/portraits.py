"""The photo on a card, for the eyes of whoever hands the card over, as long as what the centre released is kept."""

from base64 import b64decode

from pasti.applications.models import Application
from pasti.applications.portraits import Photo
from pasti.printing import faces
from pasti.printing.models import Job


def portrait(application: Application) -> Photo | None:
    """Return how to open the photo that was printed on a case's card; None once it is deleted (`forget_printed`).

    What opens it raises Refused when what the centre released does not open.
    """
    jobs = Job.objects.select_related("application").filter(application=application).exclude(content="")
    job = jobs.order_by("-id").first()
    return (lambda: b64decode(faces.content_of(job).photo)) if job else None
