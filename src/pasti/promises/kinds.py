from pasti.journal.registry import public, staff

public("promise.make", "Diperkirakan siap {day:date}.", "Expected to be ready {day:date}.")
public(
    "promise.move",
    "Perkiraan siap diganti dari {was:date} menjadi {day:date}: {cause:text}",
    "The expected day was changed from {was:date} to {day:date}: {cause:text}",
)
public(
    "promise.break",
    "Belum siap pada {day:date} seperti yang diperkirakan: {cause:text}",
    "Not ready on {day:date} as expected: {cause:text}",
)
public(
    "promise.suspend",
    "Perkiraan siap {day:date} ditarik: pusat menahan data ini.",
    "The expected day {day:date} was withdrawn: the centre holds this record.",
)
staff(
    "promise.remake",
    "{moved} perkiraan diganti: {cause:text}",
    "{moved} expected days were changed: {cause:text}",
)
