from pasti.journal.registry import public, staff

public("job.ready", "Masuk daftar cetak.", "Entered in the print list.")
public("job.take", "Kartu mulai dicetak.", "Printing of the card began.")
staff("job.print", "Kartu dengan blangko {serial} tercetak.", "Card on blank {serial} printed.")
staff("job.spoil", "Cetakan gagal pada blangko {serial}: {reason}", "Printing failed on blank {serial}: {reason}")
staff("job.put_back", "Cetak ditunda.", "Printing postponed.")
staff("job.replace", "Diganti data yang lebih baru dari pusat.", "Replaced by newer data from the centre.")
staff("run.start", "Cetak {run} dimulai dengan {count} kartu.", "Run {run} started with {count} cards.")
staff("run.finish", "Cetak {run} selesai.", "Run {run} finished.")
