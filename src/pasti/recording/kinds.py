from pasti.journal.registry import label_of, public, reading, staff
from pasti.recording.positions import MissingReason, Position

reading("position", label_of(Position))
reading("missing_reason", label_of(MissingReason))

public("recording.open", "Perekaman dimulai.", "Recording started.")
staff(
    "recording.second",
    "NIK ini pernah direkam di sini, untuk permohonan {number}.",
    "This NIK was recorded here before, for application {number}.",
)
staff("recording.capture", "Terekam: {what:position}.", "Captured: {what:position}.")
staff(
    "recording.exception",
    "Tidak dapat direkam: {what:position} ({reason:missing_reason}).",
    "Cannot be captured: {what:position} ({reason:missing_reason}).",
)
staff("recording.seal", "Rekaman disegel ({size} byte).", "Recording sealed ({size} bytes).")
staff("recording.cancel", "Perekaman dibatalkan.", "Recording cancelled.")
staff("recording.send", "Rekaman terkirim ke pusat.", "Recording sent to the centre.")
staff("recording.store", "Pusat menyimpan rekaman.", "The centre stored the recording.")
staff("recording.purge", "Salinan rekaman di kantor dihapus.", "The office's copy of the recording deleted.")
