from pasti.handover.models import Relation
from pasti.journal.registry import label_of, public, reading, staff

reading("relation", label_of(Relation))

public("slip.issue", "Slip pengambilan terbit.", "Collection slip issued.")
staff("handover.old_card", "Kartu lama ditarik.", "Old card taken in.")
