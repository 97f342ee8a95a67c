from allauth.mfa.models import Authenticator

from pasti.accounts.models import said
from pasti.accounts.roles import Role
from pasti.journal.registry import label_of, reading, staff
from pasti.kit import text

reading("roles", lambda codes: text.and_list([text.within(label_of(Role)(code)) for code in codes]))
reading("wanted", said)
reading("factor", label_of(Authenticator.Type))

staff(
    "account.created",
    "Akun {username} dibuat dengan peran: {roles:roles}.",
    "Account {username} created with roles: {roles:roles}.",
)
staff(
    "account.changed",
    "Akun {username} kini berperan: {roles:roles}.",
    "Account {username} now has roles: {roles:roles}.",
)
staff(
    "account.renamed",
    "Nama pemilik akun {username} diganti dari {before} menjadi {after}.",
    "The name on account {username} was changed from {before} to {after}.",
)
staff("account.closed", "Akun {username} ditutup.", "Account {username} closed.")
staff("account.reopened", "Akun {username} dibuka lagi.", "Account {username} reopened.")
staff("account.password", "Kata sandi akun {username} diganti.", "Password of account {username} replaced.")
staff(
    "account.link",
    "Tautan kata sandi untuk akun {username} dibuat.",
    "A password link for account {username} was made.",
)
staff(
    "account.link_used",
    "Kata sandi akun {username} ditetapkan lewat tautan.",
    "The password of account {username} was set by a link.",
)
staff(
    "account.factor_added",
    "Akun {username} menambah verifikasi dua langkah: {factor:factor}.",
    "Account {username} added a second factor: {factor:factor}.",
)
staff(
    "account.factor_removed",
    "Akun {username} menghapus verifikasi dua langkah: {factor:factor}.",
    "Account {username} removed a second factor: {factor:factor}.",
)
staff(
    "account.factor_reset",
    "Verifikasi dua langkah akun {username} diatur ulang.",
    "The second factor of account {username} was reset.",
)
staff(
    "proposal.made",
    "Diusulkan untuk akun {username}: {wanted:wanted}.",
    "Proposed for account {username}: {wanted:wanted}.",
)
staff(
    "proposal.confirm",
    "Disetujui untuk akun {username}: {wanted:wanted}, atas usul {proposer}.",
    "Confirmed for account {username}: {wanted:wanted}, proposed by {proposer}.",
)
staff(
    "proposal.decline",
    "Ditolak untuk akun {username}: {wanted:wanted}.",
    "Declined for account {username}: {wanted:wanted}.",
)
staff(
    "proposal.lapse",
    "Usulan untuk akun {username} kedaluwarsa: {wanted:wanted}.",
    "The proposal for account {username} lapsed: {wanted:wanted}.",
)
