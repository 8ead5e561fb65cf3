"""Lists of who is entitled (免申即享清单): drawn each night, confirmed by two officers, carried out."""
