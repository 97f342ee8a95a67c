import pytest

from pasti.offices import regions


def test_a_region_has_its_name_and_its_parents():
    assert regions.name_of("32.75") == "Kota Bekasi"
    assert regions.parents("32.75.01.1001") == {
        "province": "Jawa Barat", "regency": "Kota Bekasi", "district": "Bekasi Timur", "village": "Bekasijaya",
    }  # fmt: skip


def test_a_code_that_is_not_in_the_list_may_be_an_old_one():
    assert regions.name_of("32.99") is None
    assert regions.parents("32.99.01") == {"province": "Jawa Barat", "regency": "", "district": ""}


def test_regions_are_listed_by_name():
    districts = regions.children("32.75")
    assert len(districts) == 12
    assert [d.name for d in districts] == sorted(d.name for d in districts)
    assert all(d.code.startswith("32.75.") and d.code.count(".") == 2 for d in districts)
    assert len(regions.children()) == 38


@pytest.mark.parametrize(
    ("code", "zone"),
    [
        ("11.71", "Asia/Jakarta"),
        ("31.71", "Asia/Jakarta"),
        ("32.75", "Asia/Jakarta"),
        ("61.71", "Asia/Jakarta"),
        ("62.71", "Asia/Jakarta"),
        ("51.71", "Asia/Makassar"),
        ("53.71", "Asia/Makassar"),
        ("63.71", "Asia/Makassar"),
        ("65.71", "Asia/Makassar"),
        ("73.71", "Asia/Makassar"),
        ("76.04", "Asia/Makassar"),
        ("81.71", "Asia/Jayapura"),
        ("82.71", "Asia/Jayapura"),
        ("91.71", "Asia/Jayapura"),
        ("96.71", "Asia/Jayapura"),
    ],
)
def test_the_zone_follows_the_province(code, zone):
    assert regions.time_zone_of(code) == zone


def test_every_province_has_one_of_three_zones():
    zones = [regions.time_zone_of(f"{province.code}.01") for province in regions.children()]
    assert {zone: zones.count(zone) for zone in set(zones)} == {
        "Asia/Jakarta": 18, "Asia/Makassar": 12, "Asia/Jayapura": 8,
    }  # fmt: skip
