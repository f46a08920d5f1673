"""Who can get at whose text, over every surface of the bot: pairwise combinations, and every check broken in turn."""
