"""The canvas: source fields, drawn wires, target fields.

`content`, `rows`, `joins`, `filtering`, `nets`, `lanes`, `routing`, `strokes` and `drawing` are plain computation and know
nothing of Textual; `pane`, `gutter` and `canvas` are the widgets that draw what those say.
"""
