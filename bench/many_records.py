"""Fills an empty database with a centre after some years. Only for centre_514, which throws it away."""
# ruff: noqa: E501, S608, ISC004 - what is put together here are our own numbers

from typing import Any

_DIGITS = {"sqlite": "printf('%0{width}d', {number})", "postgresql": "lpad(({number})::text, {width}, '0')"}
_SERIES = {
    "sqlite": "WITH RECURSIVE s(n) AS (SELECT {first} UNION ALL SELECT n + 1 FROM s WHERE n < {last})",
    "postgresql": "WITH s(n) AS (SELECT generate_series({first}, {last}))",
}
_STATES = {
    "sqlite": "CASE WHEN n % 97 = 0 THEN 'printed' WHEN n % 211 = 0 THEN 'released' WHEN n % 9973 = 0 "
    "THEN 'searching' ELSE 'issued' END"
}


def fill(records: int, offices: int) -> Any:
    """Fill an empty database; return the last office."""
    from django.core.management import call_command
    from django.db import connection

    from pasti.link.actions import become

    call_command("migrate", interactive=False, verbosity=0)
    become(role="centre", name="Pusat")
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA synchronous = OFF")
        office = furnish(records, offices)
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA synchronous = FULL")
    return office


def furnish(records: int, offices: int) -> Any:
    """Let the database itself make all rows, a hundred thousand at once; return the last office."""
    from django.db import connection

    office = _offices(offices)
    vendor, day = connection.vendor, "'2024-05-06 07:08:09+00:00'"

    def digits(number: str, width: int) -> str:
        return _DIGITS[vendor].format(number=number, width=width)

    nik, born = (
        f"'32750152' || {digits('n', 8)}",
        f"'19' || {digits('50 + n % 50', 2)} || '-06-' || {digits('1 + n % 28', 2)}",
    )
    said = (
        f'\'{{"nik": "\' || {nik} || \'", "name": "Warga \' || n || \'", "birth_place": "Bekasi", "birth_date": "\' || {born} || '
        '\'", "sex": "F", "address": "Jl. Melati No. 4", "rt": "001", "rw": "002", "village": "Margahayu", "district": '
        '"Bekasi Timur", "regency": "Kota Bekasi", "province": "Jawa Barat", "religion": "Islam"}\''
    )
    cast = ("", "") if vendor == "sqlite" else ("::jsonb", "::date")
    statements = [
        "INSERT INTO centre_persons_person (id, nik, name, birth_place, birth_date, sex, mother, region, biodata, shares_nik, known_at) "
        f"SELECT n, {nik}, 'Warga ' || n, 'Bekasi', ({born}){cast[1]}, 'F', '', '32.' || {digits('1 + n % 514', 3)}, ({said}){cast[0]}, "
        f"false, {day} FROM s",
        "INSERT INTO centre_intake_record (id, state, application, service, packet, sha256, size, arrived_at, nik, name, birth_date, sex, "
        "biodata, positions, problem, released_at, serial, office_id, person_id, not_before, tries) "
        f"SELECT n, {_STATES['sqlite']}, {digits('n', 12)}, 'NEW', 'p' || n, {digits('n', 64)}, 800000, {day}, {nik}, 'Warga ' || n, "
        f"({born}){cast[1]}, 'F', ({said}){cast[0]}, ('[\"face\", \"signature\"]'){cast[0]}, '', {day}, 'BK' || n, 1 + n % {offices}, n, "
        f"{day}, 1 FROM s",
        "INSERT INTO link_envelope (id, state, number, kind, key, version, body, happened_at, created_at, attempts, not_before, sent_at, last_error, "
        "needs_person, delivered_at, refused, bounced, heard_at, hear_tries, peer_id) "
        f"SELECT n, CASE WHEN n % 400 = 0 THEN 'waiting' ELSE 'delivered' END, 1 + n / {offices}, 'record.status', 'k' || n, 1, ('{{}}'){cast[0]}, "
        f"{day}, {day}, 1, {day}, {day}, '', '', {day}, false, 0, {day}, 0, 1 + n % {offices} FROM s",
    ]
    statements.append(
        "INSERT INTO centre_intake_issued (office_id, records) "
        "SELECT office_id, count(*) FROM centre_intake_record WHERE state = 'issued' GROUP BY office_id"
    )
    with connection.cursor() as cursor:
        for statement in statements:
            if " FROM s" not in statement:
                cursor.execute(statement)
                continue
            for first in range(1, records + 1, 100_000):
                last = min(first + 99_999, records)
                head, rest = statement.split(" SELECT ", 1)
                cursor.execute(f"{head} {_SERIES[vendor].format(first=first, last=last)} SELECT {rest}")
        if vendor == "postgresql":
            for table in ("centre_persons_person", "centre_intake_record", "link_envelope"):
                cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), {records + 1})")
    return office


def _offices(offices: int) -> Any:
    from django.db import connection

    from pasti.kit import clock
    from pasti.link import keys
    from pasti.link.models import Peer

    recipient, now = keys.recipient(), clock.now()
    Peer.objects.bulk_create(
        Peer(pk=n, node_id=f"office-{n}", role="office", name=f"Disdukcapil {n}", region_code=f"32.{n:03d}",
             sign_key=keys.sign_key(), recipient=recipient, last_contact_at=now, round_trip_ms=90)
        for n in range(1, offices + 1)
    )  # fmt: skip
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT setval(pg_get_serial_sequence('link_peer', 'id'), {offices + 1})")
    return Peer.objects.get(pk=offices)
