"""The law of definitions (定义的规则): reading, checking, compiling; plain Python."""
