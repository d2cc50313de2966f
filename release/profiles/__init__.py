"""Release profiles: what may leave, and how. The TOML files here are the profiles; reading.py checks them."""
