"""The grammar of the composer: what a program can be made of, one module a kind of node."""
