"""No test touches the memory of the person who runs it, nor that of another test."""

from __future__ import annotations

from pathlib import Path

import platformdirs
import pytest


@pytest.fixture(autouse=True, scope="session")
def no_shared_memory(tmp_path_factory: pytest.TempPathFactory) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(autouse=True)
def memory_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The cache folder of this test alone, not made before it is used."""
    folder = tmp_path / ".cache-of-the-test"
    monkeypatch.setattr(platformdirs, "user_cache_dir", lambda *_args, **_more: str(folder))
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder))
    return folder
