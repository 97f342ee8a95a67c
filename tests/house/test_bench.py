"""What the bench fills a centre with fits the tables as they are now: else nobody knows whether it is still quick."""

from bench.many_records import furnish

from pasti.centre.intake import queries as records
from pasti.centre.intake.models import Record
from pasti.centre.persons.models import Person
from pasti.link.models import Envelope


def test_the_centre_of_the_bench_can_be_filled(centre):
    centre.delete()
    office = furnish(1000, 3)
    assert (Record.objects.count(), Person.objects.count()) == (1000, 1000)
    assert Envelope.objects.filter(peer=office).exists()
    assert sum(records.totals(records.counts_by_office()).values()) == 1000
