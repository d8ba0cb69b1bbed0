"""Expected trouble, told in one line with a way out.

CitecheckError
├── UsageError    options or arguments that make no sense
├── ConfigError   a configuration that cannot be read, or makes no sense
├── ReadError     a path that cannot be read
└── WriteError    an output that cannot be written
"""


class CitecheckError(Exception):
    """Base class: the message is one line for the user and says what to do."""


class UsageError(CitecheckError):
    """Options or arguments that make no sense."""


class ConfigError(CitecheckError):
    """A configuration that cannot be read, or makes no sense."""


class ReadError(CitecheckError):
    """A path that cannot be read, or holds no text."""


class WriteError(CitecheckError):
    """An output that cannot be written."""
