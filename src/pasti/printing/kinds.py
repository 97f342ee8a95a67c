from pasti.journal.registry import public, staff

public("job.ready", "Masuk daftar cetak.", "Put on the print list.")
public("job.take", "Kartu mulai dicetak.", "Printing of the card began.")
staff(
    "job.lose",
    "Kartu di blangko {serial} hilang setelah jadi.",
    "The card on blank {serial} was lost after it was made.",
)
staff("job.face", "Muka kartu diambil untuk blangko {serial}.", "Card face fetched for blank {serial}.")
staff(
    "job.encode", "Chip kartu pada blangko {serial} diaktifkan alat.", "A device activated the chip of blank {serial}."
)
staff("job.print", "Kartu dengan blangko {serial} tercetak.", "Card on blank {serial} printed.")
staff("job.spoil", "Cetakan gagal pada blangko {serial}: {reason}", "Printing failed on blank {serial}: {reason}")
staff("job.put_back", "Dikembalikan ke daftar cetak.", "Put back on the print list.")
staff("job.stop", "Tidak dapat dicetak: {reason:text}", "Cannot be printed: {reason:text}")
staff("job.again", "Diperiksa lagi dengan proses cetak berikutnya.", "To be looked at again with the next run.")
staff("job.replace", "Diganti data yang lebih baru dari pusat.", "Replaced by newer data from the centre.")
staff(
    "run.start",
    "Proses cetak {run} dimulai dengan {count} kartu.",
    "Print run {run} started. Number of cards: {count}.",
)
staff("run.pause", "Proses cetak {run} dijeda.", "Print run {run} paused.")
staff("run.go_on", "Proses cetak {run} dilanjutkan.", "Print run {run} goes on.")
staff(
    "run.without_queue",
    "Proses cetak {run} dicetak dari PDF, tanpa antrean mesin: {reason}",
    "Print run {run} is printed from its PDF, without the machine's queue: {reason}",
)
staff(
    "run.by_hand",
    "Proses cetak {run} diteruskan dengan PDF, tanpa antrean mesin.",
    "Print run {run} goes on by PDF, without the machine's queue.",
)
staff(
    "night.propose",
    "Cetak di luar jam kerja diusulkan, {cards} kartu siap: {why:text}",
    "Printing out of hours was proposed, {cards} cards ready: {why:text}",
)
staff(
    "night.sign",
    "Cetak di luar jam kerja disetujui orang pertama.",
    "A first person agreed to printing out of hours.",
)
staff(
    "night.release",
    "Cetak di luar jam kerja disetujui orang kedua, setelah {first}.",
    "A second person, after {first}, agreed to printing out of hours.",
)
staff("night.refuse", "Cetak di luar jam kerja tidak jadi.", "No printing out of hours.")
staff("printer.add", "Mesin cetak {name} dicatat dengan antrean {address}.", "Card machine {name}: queue {address}.")
staff("printer.close", "Mesin cetak {name} tidak dipakai lagi.", "Card machine {name} is used no longer.")
staff(
    "printout.lose",
    "Tidak pasti apakah kartu pada blangko {serial} tercetak.",
    "Nobody knows whether the card on blank {serial} was printed.",
)
staff(
    "printout.fail",
    "Mesin menggagalkan kartu pada blangko {serial}.",
    "The machine gave up the card on blank {serial}.",
)
staff(
    "printout.again",
    "Blangko {serial} diperiksa dan masih bersih; dikirim lagi ke mesin.",
    "Blank {serial} was looked at and is clean; sent to the machine again.",
)
staff("run.finish", "Proses cetak {run} selesai.", "Print run {run} finished.")
staff(
    "deadline.state",
    "Tenggat {day:date} dicatat dengan bukti: {proof}",
    "Needed by {day:date}; the proof that was seen: {proof}",
)
staff("deadline.withdraw", "Tenggat {day:date} dicabut.", "No longer needed by {day:date}.")
staff(
    "advance.propose",
    "Diusulkan dicetak mendahului urutan: {reason}",
    "Asked to be printed before its turn: {reason}",
)
staff(
    "advance.grant",
    "Didahulukan dalam urutan cetak, diusulkan {proposed_by}: {reason}",
    "To be printed before its turn, as {proposed_by} had asked: {reason}",
)
staff(
    "advance.refuse",
    "Tidak didahulukan dalam urutan cetak (usul {proposed_by}: {reason})",
    "Not to be printed before its turn ({proposed_by} had asked: {reason})",
)
