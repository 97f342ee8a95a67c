from django.utils.translation import gettext_lazy as _

from pasti.offices.policy import declare

declare(
    "stock.warn_below",
    label=_("Peringatan bila blangko kurang dari"),
    unit=_("keping"),
    default=100,
    at_least=0,
    at_most=100000,
    legal_basis="Ketentuan kantor",
)
declare(
    "stock.use_a_day",
    label=_("Blangko yang terpakai sehari, selama belum terukur"),
    unit=_("keping"),
    default=100,
    at_least=1,
    at_most=10000,
    legal_basis="Perkiraan kantor, sampai lima hari kerja terukur",
)
declare(
    "stock.lead_days",
    label=_("Permintaan blangko disiapkan sebelum habis"),
    unit=_("hari kerja"),
    default=15,
    at_least=1,
    at_most=120,
    legal_basis="Ketentuan kantor",
)
declare(
    "stock.cover_days",
    label=_("Permintaan blangko dihitung untuk kebutuhan"),
    unit=_("hari kerja"),
    default=30,
    at_least=1,
    at_most=250,
    legal_basis="Ketentuan kantor",
)
