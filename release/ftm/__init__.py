"""The current graph as FollowTheMoney: its facts, as far as that model can hold them."""
