from pasti.journal.registry import public

public(
    "arrival.turn_away",
    "Datang dan diberi tahu di anjungan ({outcome:outcome}): {reason:reason}.",
    "Came and was told at the kiosk ({outcome:outcome}): {reason:reason}.",
)
public(
    "arrival.serve",
    "Datang ke loket tanpa nomor: {outcome:outcome}.",
    "Came to a counter without a number: {outcome:outcome}.",
)
