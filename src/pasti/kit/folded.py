"""A column beside a name, by which the name is found however it is written, the same on every database."""

from typing import Any

from django.db import models

from pasti.kit import typed


class FoldedField(models.TextField):  # type: ignore[type-arg]
    """Holds another column of its row without accents, apostrophes and capitals (`typed.folded`).

    It follows that column whenever the row is saved.
    """

    def __init__(self, of: str, **kwargs: Any) -> None:
        self.of = of
        super().__init__(**{"blank": True, "default": "", "editable": False, **kwargs})

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, [self.of, *args], kwargs

    def pre_save(self, model_instance: models.Model, add: bool) -> str:  # noqa: FBT001 - Django's own shape
        folded = typed.folded(getattr(model_instance, self.of))
        setattr(model_instance, self.attname, folded)
        return folded


class Folded(models.Model):
    """A row with such a column: a save that names the name writes the column too."""

    class Meta:
        abstract = True

    def save(self, *args: Any, update_fields: Any = None, **kwargs: Any) -> None:
        super().save(*args, update_fields=self._with_folded(update_fields), **kwargs)

    def _with_folded(self, update_fields: Any) -> Any:
        if update_fields is None:
            return None
        named = set(update_fields)
        columns = (field for field in self._meta.concrete_fields if isinstance(field, FoldedField))
        return named | {column.name for column in columns if column.of in named}


def found_by(rows: models.QuerySet[Any], asked: str, column: str) -> models.QuerySet[Any]:
    """Return the rows whose folded column holds every word that somebody looks for, each in any place."""
    words = typed.words_of(asked)
    if asked.strip() and not words:
        return rows.none()
    for word in words:
        rows = rows.filter(**{f"{column}__contains": word})
    return rows
