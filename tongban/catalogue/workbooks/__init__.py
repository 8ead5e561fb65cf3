"""Workbooks (工作簿): Excel files of item lists, written so that people can edit them, read with distrust."""
