"""The socket that a server listens on."""

from __future__ import annotations

import socket

from amts.errors import InputError


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that others can connect to.

    Args:
        host: the address.
        port: its port; 0: any that is free.

    Raises:
        InputError: the address is unknown or taken.
    """
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        listening = socket.create_server((host, port), family=family, backlog=2048)
    except (OSError, UnicodeError) as error:
        reason = getattr(error, "strerror", None) or "that is no address"
        msg = f"cannot listen on {host}, port {port} ({reason}): choose another with --host or --port"
        raise InputError(msg) from error
    # Connections inherit it. Without it, all answers but the first wait 40 ms for more to be sent with them.
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listening
