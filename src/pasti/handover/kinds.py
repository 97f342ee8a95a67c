from pasti.journal.registry import public, staff

public("slip.issue", "Slip pengambilan terbit.", "Collection slip issued.")
staff("handover.old_card", "Kartu lama ditarik.", "Old card taken in.")
