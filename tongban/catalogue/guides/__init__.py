"""Guides and manuals (指南与手册): what is published, and the day of each change, ready for a page."""
