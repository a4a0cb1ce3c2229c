"""Files of sponsors, read into what intake accepts. Nothing here needs a registry or a network."""
