from django.utils.translation import gettext_lazy as _

from pasti.offices.policy import declare

declare(
    "promises.stated",
    label=_("Bagian perkiraan yang dinyatakan akan ditepati"),
    unit=_("persen"),
    default=90,
    at_least=50,
    at_most=99,
    legal_basis="Ketentuan kantor",
)
declare(
    "promises.enough",
    label=_("Perkiraan dihitung dari lama nyata setelah selesai sedikitnya"),
    unit=_("permohonan"),
    default=50,
    at_least=10,
    at_most=10000,
    legal_basis="Ketentuan kantor",
)
declare(
    "promises.cards_a_day",
    label=_("Kartu yang dicetak dalam satu hari kerja, selama belum cukup terukur"),
    unit=_("kartu"),
    default=200,
    at_least=1,
    at_most=20000,
    legal_basis="Ketentuan kantor",
)
declare(
    "promises.unknown_outage",
    label=_("Gangguan yang belum diketahui akhirnya diperkirakan masih berlangsung selama"),
    unit=_("jam"),
    default=24,
    at_least=1,
    at_most=240,
    legal_basis="Ketentuan kantor",
)
