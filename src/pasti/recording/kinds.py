from pasti.journal.registry import public, staff

public("recording.open", "Perekaman dimulai.", "Recording started.")
staff("recording.capture", "Ditangkap: {what}.", "Captured: {what}.")
staff(
    "recording.exception",
    "Dicatat tidak dapat ditangkap: {what} ({reason}).",
    "Noted as impossible to capture: {what} ({reason}).",
)
staff("recording.seal", "Rekaman disegel ({size} bita).", "Recording sealed ({size} bytes).")
staff("recording.cancel", "Perekaman dibatalkan.", "Recording cancelled.")
staff("recording.send", "Rekaman terkirim ke pusat.", "Recording sent to the centre.")
staff("recording.store", "Pusat menyimpan rekaman.", "The centre stored the recording.")
staff("recording.purge", "Salinan rekaman di kantor dihapus.", "The office's copy of the recording deleted.")
