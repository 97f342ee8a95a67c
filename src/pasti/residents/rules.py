"""Biodata as it is kept, however it was typed: the same for a form, an import and a command."""

from collections.abc import Mapping
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from pasti.kit import phones, typed
from pasti.kit.errors import Refused
from pasti.residents import nik as niks
from pasti.residents import rt_rw
from pasti.residents.models import BIODATA_FIELDS, Biodata

_PLACES = {
    field.name: field.max_length
    for field in Biodata._meta.local_fields  # noqa: SLF001 - Django's public name for it
    if isinstance(field, models.CharField) and field.max_length
}


def as_kept(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return some of somebody's biodata as it is kept.

    All words clean (`kit.typed`), NIK and family card number as sixteen digits, telephone as +62…, RT and RW apart.
    Raises Refused for what cannot be one, and for what is longer than its place: nothing is cut. Raises ValueError for
    what is no biodata.
    """
    if unknown := set(fields) - set(BIODATA_FIELDS):
        raise ValueError(f"not biodata: {sorted(unknown)}")
    kept = {name: typed.cleaned(value) for name, value in fields.items()}
    for name, read in _READ.items():
        if kept.get(name):
            kept[name] = read(kept[name])
    if "rt" in kept or "rw" in kept:
        both = dict(zip(("rt", "rw"), rt_rw.read(kept.get("rt", ""), kept.get("rw", "")), strict=True))
        kept |= {name: said for name, said in both.items() if name in kept or said}
    for name, said in kept.items():
        if isinstance(said, str) and len(said) > _PLACES.get(name, len(said)):
            raise Refused(
                _("Terlalu panjang: “%(words)s”. Paling panjang %(most)d huruf.")
                % {"words": said[:20] + "…", "most": _PLACES[name]}
            )
    return kept


_READ = {"nik": lambda written: niks.read(written).digits, "kk_number": niks.check_kk, "phone": phones.read}
