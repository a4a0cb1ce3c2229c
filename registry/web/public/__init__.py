"""The public pages: what stands on them, and the handlers that serve them."""
