from pasti.journal.registry import label_of, reading, staff
from pasti.kit import text
from pasti.link.leases import May
from pasti.link.models import NodeRole

reading("node", label_of(NodeRole))
reading("may", lambda stops: text.and_list([str(May(one).label) for one in stops if one in May.values]))

staff("link.fell", "Sambungan ke {peer} terputus.", "The link to {peer} fell.")
staff(
    "link.rose",
    "Sambungan ke {peer} pulih setelah {minutes} menit.",
    "The link to {peer} is back after {minutes} minutes.",
)
staff(
    "link.we_lost",
    "Simpul ini dipulihkan dari cadangan: {peer} mengetahui {known} kiriman, di sini tercatat {remembered}. "
    "Yang hilang diminta dan disampaikan lagi.",
    "This node was put back from a copy: {peer} knows of {known} messages, we remember {remembered}. "
    "What was lost is asked for and said again.",
)
staff(
    "link.peer_lost",
    "{peer} dipulihkan dari cadangan: di sini tercatat {known} kiriman, di sana {remembered}. "
    "Yang hilang disampaikan lagi.",
    "{peer} was put back from a copy: we know of {known} messages, it remembers {remembered}. "
    "What was lost is said again.",
)
staff(
    "link.loss_settled",
    "Catatan pemulihan {peer} ditutup: {reason}",
    "The loss of memory between us and {peer} was settled: {reason}",
)
staff(
    "link.exported",
    "Berkas untuk dibawa ke {peer} dibuat: {envelopes} kiriman, {files} rekaman.",
    "A file to be carried to {peer} was made: {envelopes} messages, {files} recordings.",
)
staff(
    "link.imported",
    "Berkas yang dibawa dari {peer} dimasukkan: {envelopes} kiriman, {files} rekaman baru.",
    "A file carried from {peer} was taken in: {envelopes} messages, {files} new recordings.",
)
staff("lease.granted", "Izin layanan KTP-el dari {peer} berlaku.", "{peer} allows the e-KTP service.")
staff(
    "lease.stopped",
    "{peer} mencabut izin KTP-el untuk {stops:may}: {reason} (surat {letter}).",
    "{peer} withdrew its leave for e-KTP, {stops:may}: {reason} (letter {letter}).",
)
staff(
    "parcel.lost",
    "Berkas {file} yang pernah tersimpan di {peer} tidak ada lagi di sana; dikirim lagi.",
    "File {file} was stored at {peer} and is not there any more; it is sent again.",
)
staff(
    "link.rekeyed",
    "Kunci {peer} diganti; kode pencocokan {before} menjadi {after}.",
    "The keys of {peer} were replaced; its fingerprint was {before} and is {after}.",
)
staff(
    "link.took_over",
    "Simpul ini memakai nama {after} pada pusat, menggantikan mesin yang hilang (sebelumnya {before}).",
    "This node goes by the name {after} at the centre, in place of a machine that was lost (it was {before}).",
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
    "envelope.hold",
    "Kiriman data ({what}) ditahan di sini oleh petugas: {reason:text}",
    "A message ({what}) was held back here by staff: {reason:text}",
)
staff("link.hurried", "Semua yang menunggu dicoba kirim sekarang.", "All that waits is tried at once.")
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
