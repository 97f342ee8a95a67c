from pasti.journal.registry import public, staff

staff("key.make", "Kunci surat {kid} dibuat.", "Key {kid} for certificates made.")
staff("key.retire", "Kunci surat {kid} diganti.", "Key {kid} for certificates replaced.")
staff(
    "key.withdraw",
    "Kunci surat {kid} tidak diakui lagi: {reason}",
    "Key {kid} for certificates no longer holds: {reason}",
)

staff(
    "decision.make",
    "Suket dinyalakan dari {since:date} sampai {until:date}: {reason}",
    "Suket switched on from {since:date} until {until:date}: {reason}",
)
staff("decision.end", "Suket dimatikan: {reason:text}", "Suket switched off: {reason:text}")
public(
    "suket.issue",
    "Suket {number} diterbitkan, berlaku sampai {until:date}.",
    "Suket {number} (certificate in place of the card) issued, valid until {until:date}.",
)
staff("outside.ask", "Tanda tangan BSrE untuk Suket {number} diminta.", "BSrE was asked to sign Suket {number}.")
public(
    "outside.sign",
    "Suket {number} ditandatangani secara elektronik oleh {signer}.",
    "Suket {number} signed electronically by {signer}.",
)
staff(
    "outside.fail",
    "Suket {number} tidak jadi ditandatangani secara elektronik: {reason:text}",
    "Suket {number} was not signed electronically: {reason:text}",
)
public("suket.renew", "Suket {number} diganti dengan yang baru.", "Suket {number} replaced by a new one.")
public("suket.revoke", "Suket {number} dicabut: {reason:text}", "Suket {number} revoked: {reason:text}")
public(
    "suket.settle",
    "Suket {number} selesai: KTP-el sudah diserahkan.",
    "Suket {number} has served its time: the card was handed over.",
)
