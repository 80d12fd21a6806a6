"""Reading a Statuspage: answer → page → facts → one sentence.

`page` (the shape, and reading an answer by its form), `from_json` and `from_html` (the two
forms), `words` (what an incident's text names), `incident` (what one incident is worth),
`reading` (what the page is worth), `sentence` (the line for the reader); and `ways`, the only part
that fetches.
"""
