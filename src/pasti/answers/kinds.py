from pasti.answers.models import Via
from pasti.journal.registry import label_of, public, reading

reading("answer_via", label_of(Via))

public(
    "answer.keep",
    "Jawaban pemohon ({via:answer_via}): {what:text}.",
    "The applicant answered ({via:answer_via}): {what:text}.",
)
public(
    "answer.move",
    "Jawaban pemohon ({via:answer_via}): pindah ke {when:moment}.",
    "The applicant answered ({via:answer_via}): moves to {when:moment}.",
)
public(
    "answer.later",
    "Jawaban pemohon ({via:answer_via}): diambil {what:text}.",
    "The applicant answered ({via:answer_via}): will collect {what:text}.",
)
public(
    "answer.represent",
    "Jawaban pemohon ({via:answer_via}): diwakilkan kepada {relation:relation}.",
    "The applicant answered ({via:answer_via}): will be represented by {relation:relation}.",
)
public(
    "answer.delivered",
    "Jawaban pemohon ({via:answer_via}): minta diantar ke rumah.",
    "The applicant answered ({via:answer_via}): asks for delivery to the home.",
)
public(
    "answer.cancel",
    "Jawaban pemohon ({via:answer_via}): kunjungan {when:moment} dibatalkan; permohonan tetap berlaku.",
    "The applicant answered ({via:answer_via}): visit {when:moment} cancelled; the application stays valid.",
)
public(
    "answer.take",
    "Jawaban pemohon ({via:answer_via}): mengambil tempat lebih awal {when:moment}.",
    "The applicant answered ({via:answer_via}): takes the earlier place {when:moment}.",
)
public(
    "answer.decline",
    "Jawaban pemohon ({via:answer_via}): tidak mengambil tempat lebih awal {when:moment}.",
    "The applicant answered ({via:answer_via}): does not take the earlier place {when:moment}.",
)
public(
    "answer.take_back",
    "Mohon maaf, waktu yang dipilih untuk mengambil ({what:text}) tidak berlaku lagi: {why:text}. Permohonan tetap "
    "berlaku.",
    "Sorry, the time chosen for collecting ({what:text}) no longer holds: {why:text}. The application stays valid.",
)
# Of earlier versions.
public(
    "answer.free",
    "Mohon maaf, waktu yang dipilih untuk mengambil ({what:text}) tidak berlaku lagi: kantor tutup. Silakan pilih hari "
    "lain; permohonan tetap berlaku.",
    "Sorry, the time chosen for collecting ({what:text}) no longer holds: the office is closed. Please choose another "
    "day; the application stays valid.",
)
