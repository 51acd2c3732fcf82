"""How many contacts come in the next weeks, how sure that is, and how many agents they need."""
