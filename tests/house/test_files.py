"""Every column that names a file of people is known to who sweeps them, so that no file is lost or stays."""

from django.apps import apps

from pasti.kit import blobs


def test_every_column_of_file_names_is_referred_from():
    columns = {
        (model, field.name)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if field.name in ("sha256", "content", "first_page") and model.__module__.startswith("pasti.")
    }
    assert len(columns) >= 6
    assert columns == {(model, field) for model, field, _only in blobs._references}


def test_every_column_of_file_names_is_indexed():
    """Somebody asks for each file that goes whether anybody still needs it."""
    found = {
        (model, field): any(index.fields[:1] == [field] and index.condition is None for index in model._meta.indexes)
        for model, field, _only in blobs._references
    }
    assert [f"{model.__name__}.{field}" for (model, field), indexed in found.items() if not indexed] == []
