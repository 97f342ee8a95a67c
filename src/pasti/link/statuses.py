"""The centre's words for where a record is, all that are known, written once. Other codes are kept raw and shown."""

from enum import StrEnum


class Status(StrEnum):
    """One status of a record, in the order in which a good one passes through them, and the ways to go astray."""

    UNREGISTERED = "UNREGISTERED"
    BIO_CAPTURED = "BIO_CAPTURED"
    PROCESSING = "PROCESSING"
    SENT_FOR_ENROLLMENT = "SENT_FOR_ENROLLMENT"
    RECEIVED_AT_CENTRAL = "RECEIVED_AT_CENTRAL"
    ENROLL_FAILURE_AT_CENTRAL = "ENROLL_FAILURE_AT_CENTRAL"
    ENROLL_FAILURE_AT_REGIONAL = "ENROLL_FAILURE_AT_REGIONAL"
    SEARCH_FAILURE_AT_CENTRAL = "SEARCH_FAILURE_AT_CENTRAL"
    ADJUDICATE_RECORD = "ADJUDICATE_RECORD"
    REQUEST_VALIDATION = "REQUEST_VALIDATION"
    DUPLICATE_RECORD = "DUPLICATE_RECORD"
    PRINT_READY_RECORD = "PRINT_READY_RECORD"
    SENT_FOR_CARD_PRINTING = "SENT_FOR_CARD_PRINTING"
    CARD_PRINTED = "CARD_PRINTED"
    CARD_SHIPPED = "CARD_SHIPPED"
    CARD_ISSUED = "CARD_ISSUED"


# On these a case cannot go on by itself.
HOLDING = frozenset(
    {
        Status.UNREGISTERED,
        Status.ENROLL_FAILURE_AT_CENTRAL,
        Status.ENROLL_FAILURE_AT_REGIONAL,
        Status.ADJUDICATE_RECORD,
        Status.REQUEST_VALIDATION,
        Status.DUPLICATE_RECORD,
    }
)

# By these the centre has said that it has the person in its database once, as the one they are.
UNIQUE = frozenset(
    {
        Status.PRINT_READY_RECORD,
        Status.SENT_FOR_CARD_PRINTING,
        Status.CARD_PRINTED,
        Status.CARD_SHIPPED,
        Status.CARD_ISSUED,
    }
)
