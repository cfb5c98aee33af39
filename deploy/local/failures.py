"""Why a platform could not be started or stopped on this machine; each message says what a person can do about it."""

from __future__ import annotations


class CannotRun(RuntimeError):
    """The platform could not be started or stopped."""


class PortTaken(CannotRun):
    """A port is in use by somebody else; the message names it, the setting that moves it, and the holder."""


class InvalidPort(CannotRun):
    """A setting asks for something that is no port."""


class JarsUnavailable(CannotRun):
    """A jar of Kafka could be neither found nor downloaded, or is not the one that was locked."""


class NotReady(CannotRun):
    """A process did not get ready; the message has the end of its log. Everything was stopped again."""


class SupervisionFailed(CannotRun):
    """supervisord did not start, or did not stop."""
