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
