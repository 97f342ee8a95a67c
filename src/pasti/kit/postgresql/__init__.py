"""Django's backend for PostgreSQL, with questions that the server has prepared (`base`, found by this name)."""

# What is asked a second time on a connection is prepared there: parsed once, and asked in a third of the work. A desk,
# a kiosk and the number's page ask some hundred and fifty questions between them (docs/adr/0083).
ASKED_BEFORE, MOST_PREPARED = 1, 400
