from pasti.journal.registry import staff

staff("suggestion.opine", "Pendapat pertama dicatat; isinya tertutup.", "The first opinion is noted; it stays closed.")
staff("suggestion.tell_apart", "Dua petugas sepakat: beda orang.", "Two people agree: different people.")
staff("suggestion.confirm", "Dua petugas sepakat: orang yang sama.", "Two people agree: the same person.")
staff("suggestion.redo", "Dua petugas sepakat: direkam ulang.", "Two people agree: to be recorded again.")
staff(
    "suggestion.dispute",
    "Pendapat kedua berbeda; kepala pusat memutuskan.",
    "The second opinion differs; the head of the centre decides.",
)
staff("suggestion.settle_apart", "Kepala pusat memutuskan: beda orang.", "The head decided: different people.")
staff("suggestion.settle_same", "Kepala pusat memutuskan: orang yang sama.", "The head decided: the same person.")
staff("suggestion.settle_again", "Kepala pusat memutuskan: direkam ulang.", "The head decided: to be recorded again.")
staff("opinion.different", "Pendapat ke-{turn}: beda orang. {reason}", "Opinion {turn}: different people. {reason}")
staff("opinion.same", "Pendapat ke-{turn}: orang yang sama. {reason}", "Opinion {turn}: the same person. {reason}")
staff("opinion.again", "Pendapat ke-{turn}: rekam ulang. {reason}", "Opinion {turn}: to be recorded again. {reason}")
staff("search.fail", "Pencarian data ganda gagal: {problem}", "The search for duplicates failed: {problem}")
staff("search.ask_again", "Pencarian data ganda diulang.", "The search for duplicates is asked for again.")
staff(
    "gallery.try_again",
    "Rekaman dimasukkan lagi ke mesin pencari data ganda.",
    "The recording is put into the engine's gallery again.",
)
