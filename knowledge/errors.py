"""Faults that a person can put right. Anything else is a bug and keeps its traceback."""


class InsightsError(Exception):
    """One line saying what is wrong and, where there is one, the command or setting that fixes it."""


class UnreadableDocument(InsightsError):
    """A file that cannot be taken into the library; the rest of a run goes on without it."""


class LibraryBusy(InsightsError):
    """Another process is changing the library."""


class IndexOutOfDate(InsightsError):
    """The indexes were built with another embedding model or index format."""
