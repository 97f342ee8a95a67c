from pasti.journal.registry import staff

staff(
    "account.created", "Akun {username} dibuat dengan peran {roles}.", "Account {username} created with roles {roles}."
)
staff("account.changed", "Akun {username} kini berperan {roles}.", "Account {username} now has roles {roles}.")
staff("account.closed", "Akun {username} ditutup.", "Account {username} closed.")
staff("account.reopened", "Akun {username} dibuka lagi.", "Account {username} reopened.")
staff("account.password", "Kata sandi akun {username} diganti.", "Password of account {username} replaced.")
