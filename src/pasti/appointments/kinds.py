from pasti.journal.registry import public

public("booking.make", "Janji datang dibuat: {when:moment}.", "Appointment made: {when:moment}.")
public("booking.attend", "Hadir di kantor.", "Came to the office.")
public(
    "booking.miss",
    "Janji {when:moment} terlewat; permohonan tetap berlaku.",
    "Appointment {when:moment} missed; the application stays valid.",
)
public("booking.cancel", "Janji {when:moment} dibatalkan.", "Appointment {when:moment} cancelled.")
