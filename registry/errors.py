"""Everything that can go wrong unexpectedly. Each error says what happened and what to do.

RegistryError
├── SettingsError       the installation is not configured as it must be
│   └── PermissionRefused this account may not do what was asked
├── StorageError        the database cannot do what was asked
│   └── MigrationError  the schema is not the one this version knows
├── AccountError        an organisation, account or key is named that is not there
│   └── DutyError       this person may not do this, or not beside what they do already
├── DataError           a file does not hold what it must
├── ServerError         the registry cannot listen where it was told to
├── PolicyError         the release policy cannot be read
├── SnapshotError       a snapshot is damaged or does not follow its predecessor
├── ExportError         a row of a view has no place in a table, or a format is not installed
├── ApprovalMissing     a publication lacks the approval of different people
├── RegistryUnreachable a client could not reach a registry, or was answered unexpectedly
│   └── AccessRefused   a registry does not know the API key, or revoked it
├── SealingError        a sealed group would break a law
└── CountingError       what is public of a group and what is stored of it do not agree

Expected refusals (a wrong row, a missing permission) are values, never exceptions.
"""


class RegistryError(Exception):
    """An unexpected fault: `what` happened, and the `remedy` for the person who reads it."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(f"{what} {remedy}")
        self.what = what
        self.remedy = remedy


class SettingsError(RegistryError):
    """The installation is not configured as it must be."""


class PermissionRefused(SettingsError):
    """This account may not do what was asked."""


class StorageError(RegistryError):
    """The database cannot do what was asked."""


class MigrationError(StorageError):
    """The schema in the database is not the one this version knows."""


class AccountError(RegistryError):
    """An organisation, account or key is named that is not there."""


class DutyError(AccountError):
    """This person may not do this, or not beside what they do already."""


class DataError(RegistryError):
    """A file does not hold what it must."""


class ServerError(RegistryError):
    """The registry cannot listen where it was told to."""


class PolicyError(RegistryError):
    """The release policy cannot be read."""


class SnapshotError(RegistryError):
    """A snapshot is damaged or does not follow its predecessor."""


class ExportError(RegistryError):
    """A row of a view has no place in a table, or what writes a format is not installed."""


class ApprovalMissing(RegistryError):
    """A publication lacks the approval of different people."""


class RegistryUnreachable(RegistryError):
    """A client could not reach a registry, or was answered unexpectedly."""


class AccessRefused(RegistryUnreachable):
    """A registry does not know the API key, or revoked it."""


class SealingError(RegistryError):
    """A sealed group would break a law."""


class CountingError(RegistryError):
    """What is public of a group and what is stored of its members do not agree."""
