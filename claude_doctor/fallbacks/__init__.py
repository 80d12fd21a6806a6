"""Where else to send a call meanwhile: other Claude models, clouds, providers, local models.

`said` (what a peer's page says), `table` (the routes, as data), one file a kind of page (`claude`,
`statuspages`, `google`, `aws`, `azure`, `openrouter`, `mistral`, `local`), `peers` (all of them, as
probes for the runner), and `ranking`, pure: evidence and settings give the list.
"""
