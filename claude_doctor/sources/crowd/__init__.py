"""What others see: answer → posts → people in a window → a level → one word.

`filter` (which titles report an outage), `counting` (how unusual so many people are), `fusion`
(all sources together), `shapes` (what the sources send), `chart` and `paid` (Downdetector's page
and its API), `by_praw` (Reddit with credentials), `long` (a list too long to read), `refusals`
(what is no answer), and `source`, which puts the cache around a source and its answer on the
sheet.
"""
