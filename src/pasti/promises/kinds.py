from pasti.journal.registry import public

public("promise.make", "Diperkirakan siap {day:date}.", "Expected to be ready {day:date}.")
