"""Workbooks out: a template made by openpyxl, rows streamed into its sheet XML.

openpyxl knows styles, page set-up, validations and names; it is slow and hungry with rows. So it makes an empty
workbook that holds all of the former, and the rows are written as text between the halves of its sheets: ten times as
fast, in the memory of one block of rows.
"""
