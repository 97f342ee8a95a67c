from pasti.journal.registry import staff

staff("suggestion.tell_apart", "Diputuskan: dua orang berbeda. {reason}", "Decided: two different people. {reason}")
staff("suggestion.confirm", "Diputuskan: orang yang sama. {reason}", "Decided: the same person. {reason}")
staff("search.fail", "Pencarian data ganda gagal: {problem}", "The search for duplicates failed: {problem}")
staff("search.ask_again", "Pencarian data ganda diulang.", "The search for duplicates is asked for again.")
staff(
    "gallery.try_again",
    "Rekaman dimasukkan lagi ke mesin pencari data ganda.",
    "The recording is put into the engine's gallery again.",
)
