"""The catalogue's rows, split by whose side they are on. `errors` puts them together."""
