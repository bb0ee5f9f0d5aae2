"""The grammar of the composer: what a program can be made of, one module a kind of node."""

# Part of a program's identity: any change of what is written, but comments, makes another grammar.
GRAMMAR_VERSION = 3  # of composed:N
GRAMMARS = (3, 4, 5)  # 4: composed4:N; 5: composed5:N
