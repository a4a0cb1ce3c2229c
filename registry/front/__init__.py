"""What stands in front of an application: who asks, how often, under which name, how slowly.

It knows nothing of what is asked; the whole registry and a public node use the same.
"""
