"""Companies and society (社会应用): their applications, tokens, quotas and what they are told."""
