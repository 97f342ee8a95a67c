from pasti.journal.registry import public

public("booking.make", "Jadwal kedatangan dipilih: {when:moment}.", "Appointment made: {when:moment}.")
public("booking.attend", "Hadir di kantor.", "Came to the office.")
public(
    "booking.miss",
    "Jadwal {when:moment} terlewat; permohonan tetap berlaku.",
    "Appointment {when:moment} missed; the application stays valid.",
)
public("booking.cancel", "Jadwal {when:moment} dibatalkan.", "Appointment {when:moment} cancelled.")
public(
    "booking.free",
    "Mohon maaf, jadwal {when:moment} dibebaskan oleh kantor: {why:text}. Silakan pilih jadwal lain; permohonan tetap "
    "berlaku.",
    "Sorry, the office released the appointment {when:moment}: {why:text}. Please choose another one; the application "
    "stays valid.",
)
