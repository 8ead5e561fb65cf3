"""The editor of definitions (定义编辑): forms and tables made from the published schema."""
