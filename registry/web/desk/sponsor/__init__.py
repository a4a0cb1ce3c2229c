"""The sponsor workspace: what a data manager sees and does without a command line."""
