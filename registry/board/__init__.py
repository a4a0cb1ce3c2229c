"""What people of the registry decide: what waits for them, what a publication would change."""
