"""`pasti numbers` gives another node of the office a block of its own, once; that node is made with it."""

from pasti.site.tests.program import options, pasti, rows, sentence


def test_a_second_node_is_made_with_the_block_that_the_first_gave(node, tmp_path):
    given = pasti(node, "numbers", "give", "Laptop 1")
    assert given.returncode == 0, given.stderr
    grant = given.stdout.split()[0]
    assert "Laptop 1" in pasti(node, "numbers", "list").stdout
    assert pasti(node, "numbers", "give", "Laptop 2").stdout.split()[0] != grant
    laptop = tmp_path / "laptop"
    made = pasti(laptop, "init", "--numbers", grant, *options(laptop))
    assert made.returncode == 0, made.stderr
    assert rows(laptop, "SELECT block FROM offices_office") == [(grant[5:7],)]
    assert rows(node, "SELECT block FROM offices_office") == [("",)]
    assert "this node" in pasti(laptop, "numbers", "list").stdout
    sentence(pasti(laptop, "numbers", "give", "Laptop 3"))


def test_a_mistyped_grant_makes_no_node(tmp_path):
    folder = tmp_path / "laptop"
    assert "3275-57-3" in sentence(pasti(folder, "init", "--numbers", "3275-57-3", *options(folder)))
    assert rows(folder, "SELECT count(*) FROM link_thisnode") == [(0,)]


def test_a_centre_gives_no_numbers(tmp_path):
    folder = tmp_path / "centre"
    made = pasti(folder, "init", "--role", "centre", *options(folder, name="Pusat", region="", admin="tono"))
    assert made.returncode == 0, made.stderr
    assert "centre" in sentence(pasti(folder, "numbers", "give", "x", PASTI_ROLE="centre"))
