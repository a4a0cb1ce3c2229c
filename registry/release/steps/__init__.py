"""The steps of publication between vault and snapshot."""
