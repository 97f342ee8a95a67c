from pasti.journal.registry import staff

staff("link.fell", "Sambungan ke {peer} terputus.", "The link to {peer} fell.")
staff(
    "link.rose",
    "Sambungan ke {peer} pulih setelah {minutes} menit.",
    "The link to {peer} is back after {minutes} minutes.",
)
staff("link.trusted", "{peer} dipercaya sebagai simpul {role}.", "{peer} is trusted as a node of role {role}.")
staff(
    "envelope.refuse",
    "Amplop {number} ({what}) disisihkan penerima: {reason}",
    "Envelope {number} ({what}) was set aside by the receiver: {reason}",
)
staff("envelope.resend", "Amplop {number} ({what}) dikirim ulang.", "Envelope {number} ({what}) is sent again.")
staff(
    "received.aside",
    "Amplop {number} ({what}) dari {peer} disisihkan: {reason}",
    "Envelope {number} ({what}) from {peer} was set aside: {reason}",
)
staff(
    "received.applied",
    "Amplop {number} ({what}) dari {peer} yang tersisih kini diterapkan.",
    "Envelope {number} ({what}) from {peer}, set aside before, is applied now.",
)
