"""Where settings come from: flags win over the environment, that over configuration files, those over the defaults.

A document's own settings (`select`, `ignore`, `style`, `severity`, `[[ignore]]`) come from the configuration file
that is nearest above it; what is one for the whole run (links, exit status, which files) from the one that is
nearest above the first path.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from citecheck.config.files import ConfigFile, absolute, find, matches, read, shown
from citecheck.errors import ConfigError, UsageError
from citecheck.settings import Settings

__all__ = ["Configuration", "Setting", "configure"]

_OF_DOCUMENTS = ("select", "ignore", "ignores", "style", "severity", "overrides")


class Setting(NamedTuple):
    """A setting in force, for `citecheck config`."""

    key: str
    value: object
    source: str
    """`--timeout`, `CITECHECK_TIMEOUT`, `pyproject.toml:12` or `default`."""


class Configuration:
    """The settings of a run, and of each document in it; files are read when they are first needed."""

    def __init__(
        self,
        run: Settings,
        file: ConfigFile | None,
        given: Mapping[str, object],
        environment: Mapping[str, str],
        sources: Mapping[str, str],
        *,
        fixed: bool,
    ) -> None:
        """`given` are the fields that flags and environment give; `fixed` says that `file`, or none, is everybody's."""
        self.run = run
        """What holds for the whole run."""
        self.file = file
        """The configuration of the run."""
        self.given = given
        self._environment = environment
        self._fixed = fixed
        self._sources = sources
        """Where the fields that are not at their default come from."""
        self._files: dict[Path, tuple[ConfigFile | None, Settings]] = {}

    def of(self, path: str) -> Settings:
        """The settings for a document, by its path as reported; raises ConfigError."""
        document = absolute(path)
        settings = self._near(document.parent)[1]
        matching = [each for each in settings.overrides if matches(document, each.pattern, Path(each.folder))]
        if not matching:
            return settings
        values: dict[str, Any] = {}
        for override in matching:
            values |= override.values
        return settings._replace(**{name: value for name, value in values.items() if name not in self.given})

    def settings(self) -> Iterator[Setting]:
        """Every setting of the run with its source, in the order of the table of options."""
        from citecheck.config.options import OPTIONS

        for option in OPTIONS:
            source = self._sources.get(option.field, "default")
            value = getattr(self.run, option.field)
            if option.key == "ignore" and self.file and self.run.ignores and "ignore" not in self.given:
                value = self.file.table["ignore"]
            yield Setting(option.key, value, source)
        if self.file:
            # As they are written: secrets are named there, and not told.
            for key in ("severity", "overrides", "hosts"):
                if key in self.file.table:
                    yield Setting(key, self.file.table[key], self.file.where((key,)))

    def notices(self, *, links: bool) -> Iterator[str]:
        """What a person should know about the configuration of a run, which checked `links` or not."""
        if self.file and links and self.run.hosts:
            from citecheck.config.tables import missing_variables

            for variable in dict.fromkeys(missing_variables(self.file, self._environment)):
                yield f"{shown(self.file.path)}: the environment has no {variable}, so it is not sent"
        taken = f"taken from {shown(self.file.path)}" if self.file else "and the first path has no configuration"
        ours = self.file.table if self.file else {}
        for file in {file.path: file for file, _ in self._files.values() if file}.values():
            others = [key for key in file.table if key.replace("-", "_") not in _OF_DOCUMENTS]
            if any(key not in ours or file.table[key] != ours[key] for key in others):
                yield f"{shown(file.path)}: {', '.join(others)}: one for the whole run, {taken}"

    def _near(self, folder: Path) -> tuple[ConfigFile | None, Settings]:
        known = self._files.get(folder)
        if known is None:
            file = self.file if self._fixed else find(folder)
            same = file is self.file or (file and self.file and file.path == self.file.path)
            known = self._files[folder] = (file, self.run if same else self._settings_by(file))
        return known

    def _settings_by(self, file: ConfigFile | None) -> Settings:
        values = _values(file, self._environment)
        usual = Settings()
        names = [name for name in _OF_DOCUMENTS if name not in self.given]
        own: dict[str, Any] = {name: values.get(name, getattr(usual, name)) for name in names}
        return self.run._replace(**own)


def configure(
    flags: Mapping[str, object],
    first: str = ".",
    *,
    file: str = "",
    no_config: bool = False,
    environment: Mapping[str, str] = os.environ,
) -> Configuration:
    """The configuration of a run.

    `flags` are the fields that the command line gives, as values of Settings; `first` is the first path;
    `file` names the configuration file in place of those found. Raises ConfigError and UsageError.
    """
    if file and no_config:
        raise UsageError("--config and --no-config exclude each other: give one of them")
    found = None
    if file:
        found = read(Path(file).absolute(), must_be=True)
    elif not no_config:
        start = absolute(first)
        found = find(start if os.path.isdir(start) else start.parent)  # noqa: PTH112  # Path.is_dir may raise
    values = _values(found, environment)
    by_environment = dict(_from_environment(environment))
    given = {name: value for name, (value, _) in by_environment.items()} | dict(flags)
    sources = {name: found.where((_key_of(found, name),)) for name in values if found}
    sources |= {name: variable for name, (_, variable) in by_environment.items()}
    sources |= {name: f"--{name.replace('_', '-')}" for name in flags}
    settings = Settings(**{**values, **given})  # type: ignore[arg-type]
    if "exclude" in given:
        settings = settings._replace(exclude_from="")
    if "cache" in flags and "no_cache" not in flags:
        settings = settings._replace(no_cache=False)  # a flag wins
    return Configuration(settings, found, given, environment, sources, fixed=bool(file) or no_config)


def _values(file: ConfigFile | None, environment: Mapping[str, str]) -> dict[str, object]:
    if file is None:
        return {}
    from citecheck.config.tables import values_of  # most projects have no configuration

    return values_of(file, environment)


def _key_of(file: ConfigFile, name: str) -> str:
    key = "ignore" if name == "ignores" else "exclude" if name == "exclude_from" else name
    return key if key in file.table else key.replace("_", "-")


def _from_environment(environment: Mapping[str, str]) -> Iterator[tuple[str, tuple[object, str]]]:
    if not any(name.startswith("CITECHECK_") for name in environment):
        return
    from citecheck.config.options import OPTIONS

    for option in OPTIONS:
        if text := environment.get(option.variable):  # an empty one is none: workflows cannot leave one out
            try:
                yield option.field, (option.kind.from_text(text), option.variable)
            except ValueError as error:
                raise ConfigError(f"{option.variable}: {error}") from error
