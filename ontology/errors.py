"""The one base of all errors that Orbatlas raises on purpose."""

from __future__ import annotations


class OrbatlasError(Exception):
    """Something a person can mend: a message in plain words and, where there is one, a way out.

    `exit_code` is what the command line ends with: 1 the data was refused or is not conformant,
    2 the command was wrong, 3 the database could not be reached.
    """

    exit_code = 1

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}" if self.hint else self.message


class DeclarationError(OrbatlasError):
    """A declaration in the ontology's own files is wrong; the message names the culprit."""


class CommandError(OrbatlasError):
    """The command, or a value given to it, was wrong."""

    exit_code = 2


class UnknownTerm(OrbatlasError):
    """The graph holds something that the ontology in use does not declare."""

    def __init__(self, what: str) -> None:
        super().__init__(
            f"The graph holds {what}, which the ontology does not declare.",
            hint="It was loaded with another ontology; give the same files.",
        )
