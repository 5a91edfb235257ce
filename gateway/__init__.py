"""The gateway: REST, WebSockets and the web client in front of the three services; keeps no state."""
