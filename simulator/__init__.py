"""A fake Meta and a fake Twilio: their APIs, signed webhooks posted back over HTTP, and a phone to play customers.

It is a door that knows no other door and no action: it talks to the console over HTTP alone, so that
the demo runs the real transport code end to end. Its reading of the wire format is its own on
purpose; sharing code with ``transports/whatsapp_cloud`` would let one mistake hide on both sides.

It writes only its own tables (``simulator/models``), as a foreign system would its own database;
so the rule that every write goes through an action does not reach here.

What goes wrong on purpose is in `faults` (switched on for the next so many, or until switched off), what
happens by itself in `events`. Not imitated: rate limits (they are faults), calls, groups, flows,
rates (prices are named, not summed).
"""
