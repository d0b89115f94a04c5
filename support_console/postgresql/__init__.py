"""Django's PostgreSQL engine for servers that vanish: ``ENGINE = "support_console.postgresql"``.

A server that is lost closes nothing: a cable is pulled, a proxy hangs, a host freezes. What the kernel finds out, the
settings ask it to (keepalives, `tcp_user_timeout`), and what a lost *client* leaves on the server ends by the
session limits there. This engine adds what neither can: it gives up an answer that does not come although the
bytes were taken.
"""

from support_console.postgresql.options import options

ENGINE = "support_console.postgresql"

__all__ = ["ENGINE", "options"]
