"""The rules of ratings (好差评); plain Python."""
