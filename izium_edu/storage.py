"""Static files under names that change with their contents, compressed once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.contrib.staticfiles.storage import ManifestStaticFilesStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage

_IMPORTS = ManifestStaticFilesStorage._js_module_import_aggregation_patterns[1]  # type: ignore[attr-defined]


class StaticStorage(CompressedManifestStaticFilesStorage):
    """Our modules import one another by name, so those names have to change too; libraries mention
    imports in comments, of files that they do not ship.

    Compressed is what learners load. Most of the work would go into the administrator's pages
    and parts of libraries that nobody asks for, and `make run` would wait for it.
    """

    patterns = (*ManifestStaticFilesStorage.patterns, ("quizzes/*.js", _IMPORTS))

    def compress_files(self, paths: Iterable[str]) -> Iterator[tuple[str, str]]:
        yield from super().compress_files(
            [path for path in paths if not path.startswith(("admin/", "django_htmx/ext/"))]
        )
