from pasti.journal.registry import staff

staff("suggestion.tell_apart", "Diputuskan: dua orang berbeda. {reason}", "Decided: two different people. {reason}")
staff("suggestion.confirm", "Diputuskan: orang yang sama. {reason}", "Decided: the same person. {reason}")
staff("search.fail", "Pencarian data ganda gagal: {problem}", "The search for duplicates failed: {problem}")
staff("search.ask_again", "Pencarian data ganda diulang.", "The search for duplicates is asked for again.")
