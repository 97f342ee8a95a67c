from pasti.journal.registry import staff

staff(
    "ask.come",
    "{office} meminta {count} blangko (surat {letter}).",
    "{office} asks for {count} blanks (letter {letter}).",
)
staff(
    "ask.answer",
    "{office} mendapat {count} dari {asked} blangko yang diminta (surat {letter}).",
    "{office} is allotted {count} of the {asked} blanks it asked for (letter {letter}).",
)
