"""`a ? b = c : d = e` with the parentheses that WebGL's grammar implies and some drivers want to see."""

from __future__ import annotations

_ASSIGN = frozenset({"=", "+=", "-=", "*=", "/=", "%=", "<<=", ">>=", "&=", "^=", "|="})
_OPEN, _CLOSE = frozenset("([{"), frozenset(")]}")

Token = tuple[str, int]


def parenthesize_choices(tokens: list[Token]) -> list[Token]:
    """Put the branches of ?: that assign into parentheses.

    The grammar (GLSL ES 1.00, section 9: conditional_expression) takes an expression between ? and :, and an
    assignment expression after it.
    """
    if not any(text == "?" for text, _ in tokens):
        return tokens
    opened: dict[int, int] = {}  # how many parentheses open before, and close after, a token
    closed: dict[int, int] = {}
    # Each open ?: [index after ?, assigned before :, index after : or -1, assigned after :]; None marks brackets.
    stack: list[list[int] | None] = []

    def finish(branch: list[int], end: int) -> None:
        if branch[3] and branch[2] >= 0:
            opened[branch[2]] = opened.get(branch[2], 0) + 1
            closed[end - 1] = closed.get(end - 1, 0) + 1

    def finish_all(end: int) -> None:
        """End the ?: whose last branch ends here: all down to the last bracket or open first branch."""
        while stack and stack[-1] is not None and stack[-1][2] >= 0:
            finish(stack.pop(), end)

    for k, (text, _) in enumerate(tokens):
        if text in _OPEN:
            stack.append(None)
        elif text in _CLOSE or text == ";":
            finish_all(k)
            while stack and stack[-1] is not None:  # a ? without its : : leave it to the driver
                stack.pop()
            if text != ";" and stack:
                stack.pop()
        elif text == "?":
            stack.append([k + 1, 0, -1, 0])
        elif text == ":":
            finish_all(k)
            if stack and stack[-1] is not None:
                branch = stack[-1]
                branch[2] = k + 1
                if branch[1]:
                    opened[branch[0]] = opened.get(branch[0], 0) + 1
                    closed[k - 1] = closed.get(k - 1, 0) + 1
        elif text == ",":
            finish_all(k)
        elif text in _ASSIGN and stack and stack[-1] is not None:
            stack[-1][1 if stack[-1][2] < 0 else 3] = 1
    finish_all(len(tokens))
    if not opened:
        return tokens
    result: list[Token] = []
    for k, token in enumerate(tokens):
        result += [("(", token[1])] * opened.get(k, 0)
        result.append(token)
        result += [(")", token[1])] * closed.get(k, 0)
    return result
