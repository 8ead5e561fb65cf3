"""The tables of the room catalogue (事项目录)."""
