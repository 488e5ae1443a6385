"""How a sheet that people made is recognised: one header matcher, one row classifier, forms as declarations.

A form says which columns it has (with the aliases of the record declarations), which rows are items and what must tie.
Nothing here opens a file: a sheet arrives as rows of plain cells.
"""
