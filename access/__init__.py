"""Who may do what: members and their roles, passwords, sessions, and the log of what was asked and released."""
