"""How submissions come in: rules, then the vault, in one transaction with their audit event."""
