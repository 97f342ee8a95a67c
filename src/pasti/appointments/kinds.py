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

public(
    "waitlist.join",
    "Masuk daftar tunggu untuk jadwal yang lebih awal.",
    "On the waiting list for an earlier appointment.",
)
public(
    "waitlist.offer",
    "Ada tempat lebih awal: {when:moment}; disimpan sampai {until:moment}.",
    "An earlier place: {when:moment}; kept until {until:moment}.",
)
public("waitlist.take", "Tempat lebih awal {when:moment} diambil.", "The earlier place {when:moment} was taken.")
public("waitlist.decline", "Tempat {when:moment} tidak diambil.", "The place {when:moment} was declined.")
public(
    "waitlist.lapse",
    "Tempat {when:moment} tidak dijawab pada waktunya dan diberikan kepada yang lain.",
    "The place {when:moment} was not answered in time and went to somebody else.",
)
public(
    "waitlist.retract",
    "Tempat {when:moment} tidak ditawarkan lagi.",
    "The place {when:moment} is not offered any more.",
)
public("waitlist.leave", "Keluar dari daftar tunggu.", "Left the waiting list.")
