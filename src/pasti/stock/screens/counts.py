"""Counting blanks, by two people."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from pasti.accounts.roles import Role
from pasti.accounts.rules import account_of, needs
from pasti.audit.sights import NOBODY
from pasti.kit.screens import UNPROCESSABLE, page_of, taken
from pasti.stock import counting
from pasti.stock.forms import CountForm
from pasti.stock.states import CountState

_PER_PAGE = 30


@needs(Role.PRINTER, Role.HEAD, shows=NOBODY)
def counts(request: HttpRequest) -> HttpResponse:
    """A form for what was counted, and what was found before."""
    form = CountForm(request.POST or None)
    if request.method == "POST" and taken(form, lambda: _count(request, form)):
        return redirect("stock:counts")
    context = {"form": form, "page": page_of(request, counting.counts(), size=_PER_PAGE)}
    return render(request, "stock/counts.html", context, status=UNPROCESSABLE if form.errors else 200)


def _count(request: HttpRequest, form: CountForm) -> None:
    data = form.cleaned_data
    row = counting.count(data["place"], data["serials"], by=account_of(request).actor)
    if row.state == CountState.WAITING:
        messages.success(request, _("Hitungan pertama dicatat. Orang lain menghitung lagi tanpa melihatnya."))
    elif row.state == CountState.DISAGREED:
        messages.warning(request, _("Kedua hitungan berbeda. Hitung lagi berdua, masing-masing dari awal."))
    elif row.differs:
        messages.warning(request, _("Kedua hitungan sama, tetapi berbeda dari daftar. Lihat selisihnya di bawah."))
    else:
        messages.success(request, _("Kedua hitungan sama dengan daftar."))
