"""The standards of item data (事项数据标准): GB/T 39046-2020 and the national aggregation tables.

One declared list of fields says for each column where it stands in a definition; reading and
writing of packages, workbooks and checks all follow it.
"""
