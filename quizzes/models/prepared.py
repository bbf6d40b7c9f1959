"""Statements whose SQL is written once.

Django writes the SQL of a query anew each time it runs, which takes several times as long as the
database does with it. The few statements behind every question and every answer are written once,
for each kind of database; what changes from run to run stands in slots:

    _given = PreparedQuery(lambda: Answer.objects.filter(attempt=Slot("attempt", UUIDField())))
    _given.rows(attempt=attempt.pk)

Only values may differ between runs, never the shape: ``None`` in a slot that is compared equals
nothing, as NULL does in SQL. Ids, however many, stand in ``Slots``.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper
from django.db.models import sql
from django.db.models.constants import OnConflict
from django.db.models.sql.compiler import SQLCompiler

Row = TypeVar("Row")


WIDEST: Final = 64  # bits of an integer in either database, one of them for the sign


class TooLarge(ValueError):
    """A number that no column holds, such as one that somebody typed into an address."""


class Slot(models.Value):
    """Stands in a statement for the value of this name; ``output_field`` is the field that turns
    the value into what the database keeps."""

    def __init__(self, name: str, output_field: "models.Field[Any, Any]") -> None:
        super().__init__(name, output_field)

    def as_sql(self, *args: Any, **kwargs: Any) -> Any:
        return "%s", [self]

    def filled(self, values: Mapping[str, Any], connection: BaseDatabaseWrapper) -> Any:
        value = values[self.value]
        if isinstance(value, int) and value.bit_length() >= WIDEST:
            raise TooLarge(self.value)
        return self.output_field.get_db_prep_save(value, connection)


def column_slots(model: type[models.Model], *names: str) -> dict[str, Any]:
    """For each of these columns, or for all but the key, a slot with its name."""
    columns = [field for field in model._meta.concrete_fields if not field.primary_key]
    chosen = [field for field in columns if not names or field.attname in names]
    return {field.attname: Slot(field.attname, field) for field in chosen}


class Slots(Slot):
    """Stands for any number of ids: ``filter(pk__in=Slots("cards"))``. The database takes the list
    apart; the two have other words for it."""

    def __init__(self, name: str) -> None:
        super().__init__(name, models.BigIntegerField())

    def as_sqlite(self, *args: Any, **kwargs: Any) -> Any:
        return "(SELECT value FROM json_each(%s))", [self]

    def as_postgresql(self, *args: Any, **kwargs: Any) -> Any:
        # Of an array the planner sees how long it is.
        return "(SELECT unnest(translate(%s, '[]', '{}')::bigint[]))", [self]

    def filled(self, values: Mapping[str, Any], connection: BaseDatabaseWrapper) -> Any:
        return json.dumps([id for id in values[self.value] if id.bit_length() < WIDEST])


class _Statement:
    """SQL with its parameters, some of which are slots."""

    def __init__(self, text: str, parameters: Iterable[Any]) -> None:
        self.text = text
        self.parameters = tuple(parameters)

    def filled(self, values: Mapping[str, Any], connection: BaseDatabaseWrapper) -> list[Any]:
        return [
            given.filled(values, connection) if isinstance(given, Slot) else given
            for given in self.parameters
        ]


class PreparedQuery(Generic[Row]):
    """``rows`` gives what the queryset would: instances with what they select, or values."""

    def __init__(self, build: Callable[[], "models.QuerySet[Any, Row]"]) -> None:
        self.build = build
        self.kept: dict[str, _Rows] = {}

    def rows(self, **values: Any) -> list[Row]:
        connection = connections[DEFAULT_DB_ALIAS]
        kept = self.kept.get(connection.vendor)
        if kept is None:
            kept = self.kept[connection.vendor] = _Rows(self.build(), connection)
        try:
            return list(kept.read(values, connection))
        except TooLarge:
            return []  # no row holds it


class PreparedUpdate:
    """``run`` changes the rows of a queryset, and returns how many."""

    def __init__(self, build: Callable[[], "models.QuerySet[Any]"], **changes: Any) -> None:
        self.build = build
        self.changes = changes
        self.kept: dict[str, _Statement] = {}

    def run(self, **values: Any) -> int:
        with _executed(self.kept, self._write, values) as cursor:
            return int(cursor.rowcount)

    def _write(self, connection: BaseDatabaseWrapper) -> _Statement:
        query: Any = self.build().query.chain(sql.UpdateQuery)
        query.add_update_values(self.changes)
        return _Statement(*query.get_compiler(connection=connection).as_sql())


class PreparedInsert:
    """``run`` inserts the rows that ``build`` returns, and returns the key of the first. With
    ``update`` and ``unique``, a row that is there already in the ``unique`` fields gets the
    ``update`` fields instead; with ``ignore`` a row that meets another in any unique field is left
    out, and the key is None."""

    def __init__(
        self,
        build: Callable[[], Sequence[models.Model]],
        *,
        unique: Sequence[str] = (),
        update: Sequence[str] = (),
        ignore: bool = False,
    ) -> None:
        self.build = build
        self.ignore = ignore
        self.unique = unique
        self.update = update
        self.kept: dict[str, _Statement] = {}

    def run(self, **values: Any) -> Any:
        with _executed(self.kept, self._write, values) as cursor:
            row = cursor.fetchone()
            return row[0] if row else None

    def _write(self, connection: BaseDatabaseWrapper) -> _Statement:
        rows = self.build()
        known = rows[0]._meta
        conflict = OnConflict.UPDATE if self.update else OnConflict.IGNORE if self.ignore else None
        query = sql.InsertQuery(
            type(rows[0]),
            on_conflict=conflict,
            update_fields=[known.get_field(name) for name in self.update],
            unique_fields=[known.get_field(name) for name in self.unique],
        )
        fields = [field for field in known.local_concrete_fields if field is not known.auto_field]
        query.insert_values(fields, list(rows))
        compiler = query.get_compiler(connection=connection)
        compiler.returning_fields = [known.pk]
        [(text, parameters)] = compiler.as_sql()
        return _Statement(text, parameters)


@contextmanager
def _executed(
    kept: dict[str, _Statement],
    write: Callable[[BaseDatabaseWrapper], _Statement],
    values: Mapping[str, Any],
) -> Iterator[CursorWrapper]:
    connection = connections[DEFAULT_DB_ALIAS]
    statement = kept.get(connection.vendor)
    if statement is None:
        statement = kept[connection.vendor] = write(connection)
    with connection.cursor() as cursor:
        cursor.execute(statement.text, statement.filled(values, connection))
        yield cursor


class _Rows:
    """A queryset with its SQL, and with how its columns become values."""

    def __init__(self, queryset: "models.QuerySet[Any, Any]", connection: BaseDatabaseWrapper):
        self.queryset = queryset
        self.compiler: SQLCompiler = queryset.query.get_compiler(connection=connection)
        self.statement = _Statement(*self.compiler.as_sql())
        columns = [column[0] for column in self.compiler.select]
        self.converters = self.compiler.get_converters(columns)

    def read(self, values: Mapping[str, Any], connection: BaseDatabaseWrapper) -> Iterator[Any]:
        parameters = self.statement.filled(values, connection)
        with connection.cursor() as cursor:
            cursor.execute(self.statement.text, parameters)
            found = cursor.fetchall()
        # Django's own iterables make instances and tuples of them.
        reader: Any = self.queryset._iterable_class
        return iter(reader(_Found(self, found)))


class _Found:
    """Rows that are read already, for an iterable that expects a queryset, its query and its
    compiler: it is all three."""

    def __init__(self, rows: _Rows, found: list[Any]) -> None:
        self.rows = rows
        self.found = found
        self.db = DEFAULT_DB_ALIAS

    @property
    def query(self) -> "_Found":
        return self

    def get_compiler(self, *args: Any, **kwargs: Any) -> "_Found":
        return self

    def execute_sql(self, *args: Any, **kwargs: Any) -> list[Any]:
        return self.found

    def results_iter(self, *args: Any, **kwargs: Any) -> Iterator[Any]:
        rows = self.rows
        if not rows.converters:
            return iter(self.found)
        return iter(rows.compiler.apply_converters(self.found, rows.converters))

    def __getattr__(self, name: str) -> Any:
        for told in (self.rows.compiler, self.rows.queryset, self.rows.queryset.query):
            if hasattr(told, name):
                return getattr(told, name)
        raise AttributeError(name)
