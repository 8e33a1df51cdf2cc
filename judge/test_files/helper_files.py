"""Lets tests import the modules beside the student's file, from memory.

The judge's folder is not on sys.path, so that a file written there is never run.
"""

import sys
from collections.abc import Sequence
from importlib.abc import InspectLoader, MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import spec_from_file_location
from types import CodeType, ModuleType

from .test_code import TestCode

_PACKAGE = "/__init__.py"


class HelperFiles(MetaPathFinder, TestCode, InspectLoader):
    """``files`` are the job's files, by their path in the folder."""

    def __init__(self, files: Sequence[tuple[str, bytes]], folder: str) -> None:
        self._folder = folder
        self._sources = {
            path.removesuffix(_PACKAGE).removesuffix(".py").replace("/", "."): (path, content)
            for path, content in files
            if path.endswith(".py")
        }
        self._packages = {
            ".".join(path.split("/")[:depth])
            for path, _ in self._sources.values()
            for depth in range(1, path.count("/") + 1)
        }

    def provide(self) -> None:
        if self._sources:
            sys.meta_path.insert(0, self)

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname in self._sources:
            place = f"{self._folder}/{self._sources[fullname][0]}"
            inside = [place.removesuffix(_PACKAGE)] if fullname in self._packages else None
            return spec_from_file_location(
                fullname, place, loader=self, submodule_search_locations=inside
            )
        if fullname in self._packages:
            return ModuleSpec(fullname, self, is_package=True)
        return None

    def get_source(self, fullname: str) -> str | None:
        if fullname not in self._sources:
            return None
        return self._sources[fullname][1].decode()

    def get_code(self, fullname: str) -> CodeType:
        path, content = self._sources.get(fullname, (fullname, b""))
        return compile(content, f"{self._folder}/{path}", "exec", dont_inherit=True)

    def create_module(self, spec: ModuleSpec) -> None:
        return None
