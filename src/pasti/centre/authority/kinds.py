from pasti.journal.registry import staff

staff(
    "authority.decide",
    "Ketentuan “{label:text}” untuk {office:text}: {value:text}, mulai {day:date}.",
    "Rule “{label:text}” for {office:text}: {value:text} from {day:date}.",
)
staff(
    "authority.stop",
    "Izin KTP-el {office} dicabut untuk {stops:may}: {reason} (surat {letter}).",
    "Leave for e-KTP withdrawn from {office}, {stops:may}: {reason} (letter {letter}).",
)
staff(
    "authority.allow",
    "Izin KTP-el {office} diberikan kembali: {reason} (surat {letter}).",
    "Leave for e-KTP given back to {office}: {reason} (letter {letter}).",
)
staff(
    "invitation.asked",
    "Kode untuk {office} ({region}) diminta; orang kedua belum menyetujui (surat {letter}).",
    "A code for {office} ({region}) was asked for; a second person has not agreed yet (letter {letter}).",
)
staff(
    "invitation.asked_again",
    "Kode pengganti kunci {office} ({region}) diminta; orang kedua belum menyetujui (surat {letter}).",
    "A code for new keys of {office} ({region}) was asked for; a second person has not agreed yet (letter {letter}).",
)
staff(
    "invitation.open",
    "Kode untuk {office} ({region}) dibuat, berlaku {hours} jam; menggantikan: {replaces} (surat {letter}).",
    "A code for {office} ({region}) was made, good for {hours} hours; it replaces: {replaces} (letter {letter}).",
)
staff(
    "invitation.use",
    "{office} masuk dengan kode yang dibuat {asked_by}; kode pencocokan kuncinya {fingerprint}.",
    "{office} came in by the code that {asked_by} had made; the fingerprint of its keys is {fingerprint}.",
)
staff("invitation.revoke", "Kode untuk {office} ditarik kembali.", "The code for {office} was withdrawn.")
staff(
    "invitation.refused",
    "Yang mengetahui kode {office} tidak diterima: {reason:text} Kode pencocokan kuncinya {fingerprint}.",
    "Who knew the code of {office} was not let in: {reason:text} The fingerprint of its keys is {fingerprint}.",
)
