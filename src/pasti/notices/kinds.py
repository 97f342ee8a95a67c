from pasti.journal.registry import label_of, reading, staff
from pasti.notices.models import Via, Wish

reading("via", label_of(Via))
reading("wish", label_of(Wish))

staff("notice.wish", "Kabar ke nomor atau surel pemohon: {wish:wish}.", "News to the applicant: {wish:wish}.")
staff("notice.stop", "Pemegang nomor minta tidak dikirimi pesan lagi.", "The number's owner wants no more messages.")
staff("notice.start", "Pemegang nomor minta dikirimi pesan lagi.", "The number's owner wants messages again.")
staff("notice.reach", "Kabar sampai: {how:text}.", "The news arrived: {how:text}.")
staff("notice.ask_call", "Masuk daftar telepon: {why:text}", "Put on the call list: {why:text}")
staff("notice.called", "Dihubungi lewat telepon atau langsung.", "Reached by telephone or in person.")
staff("notice.unanswered", "Dihubungi, tidak terjawab.", "Called, no answer.")
staff("delivery.send", "Pesan dikirim lewat {via:via}.", "Message sent by {via:via}.")
staff("delivery.fail", "Pesan lewat {via:via} gagal: {error}", "Message by {via:via} failed: {error}")
staff(
    "delivery.lose",
    "Tidak pasti apakah pesan lewat {via:via} terkirim; tidak dikirim lagi.",
    "It is not certain that the message by {via:via} was sent; it is not sent again.",
)
