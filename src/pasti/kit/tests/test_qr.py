from pasti.kit import qr


def test_a_code_is_a_picture_that_needs_no_file():
    assert qr.data_uri("https://example.id/antrean/nomor/x/").startswith("data:image/svg+xml")


def test_each_content_has_its_own_code():
    assert qr.data_uri("a") == qr.data_uri("a") != qr.data_uri("b")
