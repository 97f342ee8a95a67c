from pasti.journal.registry import staff

staff("key.make", "Kunci surat {kid} dibuat.", "Key {kid} for certificates made.")
staff("key.retire", "Kunci surat {kid} diganti.", "Key {kid} for certificates replaced.")
staff(
    "key.withdraw",
    "Kunci surat {kid} tidak diakui lagi: {reason}",
    "Key {kid} for certificates no longer holds: {reason}",
)
