"""Why a person must decide."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from pasti.centre.release import rules


class Reason(TextChoices):
    """Why two records look alike, or why a request is not granted by itself."""

    SAME_NIK = "same-nik", _("NIK sama sudah pernah direkam")
    SAME_BIRTH = "same-birth", _("tanggal lahir dan jenis kelamin sama")
    LIKE_NAME = "like-name", _("nama sangat mirip")
    NEAR_BIRTH = "near-birth", _("tanggal lahir hampir sama")
    SAME_NAME = "same-name", _("nama sama")
    SAME_ORIGIN = "same-origin", _("tempat lahir dan ibu cocok, tanggal lahir berbeda")
    OTHER_DATA = rules.OTHER_DATA, _("NIK sama, tetapi nama, tanggal lahir, atau jenis kelaminnya lain")
    OTHER_ORIGIN = rules.OTHER_ORIGIN, _("tempat lahir atau nama ibu tidak cocok")
    OTHER_REGION = rules.OTHER_REGION, _("permintaan dari wilayah lain")
    SHARED_NIK = rules.SHARED_NIK, _("satu NIK dimiliki lebih dari satu orang")
    OVER_QUOTA = rules.OVER_QUOTA, _("batas harian kantor sudah tercapai")


# These stand on requests that say to be a known person's, and are released only if that is so.
CLAIMING = frozenset({rules.OTHER_DATA, rules.OTHER_ORIGIN, rules.OTHER_REGION, rules.SHARED_NIK, rules.OVER_QUOTA})
