from pasti.accounts.roles import Role
from pasti.journal.registry import label_of, reading, staff
from pasti.kit import text

reading("roles", lambda codes: text.and_list([text.within(label_of(Role)(code)) for code in codes]))

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
staff("account.closed", "Akun {username} ditutup.", "Account {username} closed.")
staff("account.reopened", "Akun {username} dibuka lagi.", "Account {username} reopened.")
staff("account.password", "Kata sandi akun {username} diganti.", "Password of account {username} replaced.")
