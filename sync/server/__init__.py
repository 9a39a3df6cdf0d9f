"""The hub: one program, embedded, on a LAN, for a team, for a company."""
