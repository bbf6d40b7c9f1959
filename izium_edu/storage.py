"""Static files under names that change with their contents, compressed once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticStorage(CompressedManifestStaticFilesStorage):
    """Compress what learners load, and leave the administrator's pages as they are.

    Two thirds of the work would go into files that hardly anybody opens, and `make run` would
    wait for it.
    """

    # Modules import one another by name: those names have to change too.
    support_js_module_import_aggregation = True

    def compress_files(self, paths: Iterable[str]) -> Iterator[tuple[str, str]]:
        yield from super().compress_files([path for path in paths if not path.startswith("admin/")])
