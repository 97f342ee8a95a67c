from pasti.journal.registry import staff

staff(
    "authority.decide",
    "Ketentuan “{label:text}” untuk {office:text}: {value:text}, mulai {day:date}.",
    "Rule “{label:text}” for {office:text}: {value:text} from {day:date}.",
)
