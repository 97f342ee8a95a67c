from pasti.journal.registry import label_of, reading, staff
from pasti.link.models import NodeRole

reading("node", label_of(NodeRole))

staff("link.fell", "Sambungan ke {peer} terputus.", "The link to {peer} fell.")
staff(
    "link.rose",
    "Sambungan ke {peer} pulih setelah {minutes} menit.",
    "The link to {peer} is back after {minutes} minutes.",
)
staff(
    "link.behind",
    "{peer} sudah menerima {held} kiriman, di sini hanya tercatat {last}. Apakah basis data dipulihkan dari cadangan?",
    "{peer} holds {held} messages, we remember {last}. Was the database put back from a copy?",
)
staff(
    "link.rekeyed",
    "Kunci {peer} diganti; kode pencocokan {before} menjadi {after}.",
    "The keys of {peer} were replaced; its fingerprint was {before} and is {after}.",
)
staff(
    "link.same_block",
    "{peer} didaftarkan dengan blok nomor permohonan yang sama dengan {other} ({before}), yang digantikannya.",
    "{peer} was registered with the same block of case numbers as {other} ({before}), which it replaces.",
)
staff("link.trusted", "{peer} didaftarkan sebagai simpul {role:node}.", "{peer} is registered as a node: {role:node}.")
staff(
    "envelope.refuse",
    "Kiriman data {number} ({what}) disisihkan penerima: {reason:text}",
    "Message {number} ({what}) was set aside by the receiver: {reason:text}",
)
staff(
    "envelope.set_aside",
    "Kiriman data ({what}) disisihkan di sini karena tidak dapat dikirim: {reason:text}",
    "A message ({what}) was set aside here, for it cannot be sent: {reason:text}",
)
staff(
    "envelope.unheard",
    "Kiriman data ({what}) sudah diterima {peer}, tetapi berulang kali gagal dicatat di sini: {reason:text}",
    "A message ({what}) was received by {peer}, but could not be noted here, time and again: {reason:text}",
)
staff(
    "parcel.aside",
    "Berkas {file} untuk {peer} disisihkan: {reason:text}",
    "File {file} for {peer} was set aside: {reason:text}",
)
staff("parcel.resend", "Berkas {file} untuk {peer} dikirim ulang.", "File {file} for {peer} is sent again.")
staff(
    "parcel.unheard",
    "Berkas {file} dari {peer} sudah lengkap, tetapi berulang kali gagal diproses di sini: {reason:text}",
    "File {file} from {peer} arrived whole, but could not be processed here, time and again: {reason:text}",
)
staff(
    "received.reopen",
    "{count} kiriman data yang disisihkan dicoba lagi.",
    "{count} messages that were set aside are tried again.",
)
staff(
    "envelope.drop",
    "Kiriman data {number} ({what}) dikeluarkan, tidak dikirim lagi: {reason:text}",
    "Message {number} ({what}) was dropped and is not sent any more: {reason:text}",
)
staff(
    "received.dismiss",
    "Kiriman data {number} ({what}) dari {peer} dikeluarkan, tidak diproses: {reason:text}",
    "Message {number} ({what}) from {peer} was dismissed and is not processed: {reason:text}",
)
staff("envelope.resend", "Kiriman data {number} ({what}) dikirim ulang.", "Message {number} ({what}) is sent again.")
staff(
    "received.aside",
    "Kiriman data {number} ({what}) dari {peer} disisihkan: {reason:text}",
    "Message {number} ({what}) from {peer} was set aside: {reason:text}",
)
staff(
    "received.applied",
    "Kiriman data {number} ({what}) dari {peer} yang disisihkan kini sudah diproses.",
    "Message {number} ({what}) from {peer}, set aside before, has now been processed.",
)
