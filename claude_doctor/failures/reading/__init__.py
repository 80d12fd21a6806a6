"""How `reader` works: cut the text into statements, judge each, weigh them against each other."""
