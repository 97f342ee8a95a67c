from pasti.journal.registry import staff

staff("suggestion.tell_apart", "Diputuskan: dua orang berbeda. {reason}", "Decided: two different people. {reason}")
staff("suggestion.confirm", "Diputuskan: orang yang sama. {reason}", "Decided: the same person. {reason}")
