from pasti.journal.registry import staff

staff("person.change", "Data kartu di pusat diubah: {fields}.", "Card data at the centre changed: {fields}.")
