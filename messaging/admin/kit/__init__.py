"""The kit of the admin: rights, base classes, rendering."""
