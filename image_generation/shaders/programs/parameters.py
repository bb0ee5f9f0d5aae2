"""Parameters of a program: float literals of its text become one uniform array, so that each drawing may scale them.

The fragment shader gets them as flat inputs, which the vertex shader copies from the uniform: software drivers load a
uniform anew wherever it is used, which doubles the cost of a frame, and an input once.

    varied = parametrize(program)                     # the same program, its numbers in varied.parameters
    compiled, refused = settle(program, compile_it)   # with as many of them as the driver takes

glsl/literals.py says which literals vary; uniforms whose constants the author chose (ISF's inputs) vary as well. One
that the author wrote once is one parameter, however many passes, macros or calls it goes through.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any, Protocol, TypeVar

from image_generation.shaders.programs.glsl.literals import (
    LEAST,
    MOST,
    FreeLiteral,
    free_literals,
    steering_words,
)
from image_generation.shaders.programs.program import Parameter, Pass, Program, ProgramError, Uniform

NAME = "webgl_parameters"  # the uniform: vec4[n / 4, rounded up]
MAX_PARAMETERS = 56  # of the 60 components between shaders that every driver has, webgl_position takes four
ROUNDS = 4  # literals that are left out, one by one, before a driver's refusal is given in to

_INPUT = "webgl_varied"
ANCHOR = "in vec2 webgl_position;"  # a line that translate writes before anything of the author's


class Releasable(Protocol):
    """What holds memory of a device until it is released."""

    def release(self) -> None: ...


Compiled = TypeVar("Compiled", bound=Releasable)


@dataclass(frozen=True)
class _Choice:
    """The parameters of a program, and for each pass the literals that are theirs: (literal, origin)."""

    parameters: tuple[Parameter, ...]
    places: tuple[tuple[tuple[FreeLiteral, str], ...], ...]


def parametrize(program: Program) -> Program:
    """The program with its free literals as uniforms, MAX_PARAMETERS at most; itself where it has none.

    With every parameter at its value, it draws what the program draws (but for what a compiler folds).
    """
    choice = _choose(program)
    return _with(program, choice, {parameter.origin for parameter in choice.parameters})


def settle(program: Program, compile_it: Callable[[Program], Compiled]) -> tuple[Compiled, int]:
    """Compile a program with as many parameters as the driver takes: (what compile_it made, how many it refused).

    compile_it raises ProgramError for a text that the driver refuses. Literals at which the driver stops are left
    out, by bisection; a program that drivers refuse again and again is compiled as it was written. What results
    depends on the text and the driver alone. Raises the ProgramError of the program as it was written.
    """
    choice = _choose(program)
    left = [parameter.origin for parameter in choice.parameters]
    for refused in range(ROUNDS):
        if not left:
            break
        varied = _with(program, choice, set(left))
        try:
            return compile_it(varied), refused
        except ProgramError:
            if not refused:
                compile_it(program).release()  # else the fault is not the parameters'
        del left[_first_refused(left, lambda part: _compiles(_with(program, choice, set(part)), compile_it))]
    return compile_it(program), len(choice.parameters)


def _compiles(program: Program, compile_it: Callable[[Program], Releasable]) -> bool:
    try:
        compile_it(program).release()
    except ProgramError:
        return False
    return True


def _first_refused(origins: list[str], accepted: Callable[[list[str]], bool]) -> int:
    """Number of the first origin with which the ones before it are refused."""
    low, high = 0, len(origins)  # so many are accepted, so many are not
    while high - low > 1:
        middle = (low + high) // 2
        if accepted(origins[:middle]):
            low = middle
        else:
            high = middle
    return low


def _choose(program: Program) -> _Choice:
    places: list[tuple[tuple[FreeLiteral, str], ...]] = []
    inputs: dict[str, float] = {}
    fixed: set[str] = set()
    for stage in program.passes:
        origins = dict(stage.literals)
        found = tuple((free, origins.pop(free.offset)) for free in free_literals(stage.fragment, origins))
        places.append(found)
        fixed.update(origins.values())
        if any(uniform.varies for uniform in stage.uniforms):
            steering = steering_words(stage.fragment)
            for uniform in stage.uniforms:
                values = _components(uniform)
                inputs.update(values)
                if uniform.name in steering:
                    fixed.update(values)
    factors: dict[tuple, int] = {}
    parameters: dict[str, Parameter] = {}
    for number, found in enumerate(places):
        for free, origin in found:
            if origin in fixed or origin in parameters:
                continue
            shared = (number, free.group) if free.group is not None else (origin,)
            factor = factors.setdefault(shared, len(factors))
            parameters[origin] = Parameter(free.value, factor, origin)
    for origin, value in inputs.items():
        if origin not in fixed:
            parameters[origin] = Parameter(value, factors.setdefault((origin,), len(factors)), origin)
    return _Choice(_spread(tuple(parameters.values()), len(factors)), tuple(places))


def _numbers(uniform: Uniform) -> list[float]:
    """The author's constant; [] for a uniform whose source is no numbers."""
    numbers: Any = () if isinstance(uniform.source, str) else uniform.source
    return [float(value) for value in numbers]


def _components(uniform: Uniform) -> dict[str, float]:
    """Origin and value of each component of an author's constant that may vary; the fourth, opacity, does not."""
    if not uniform.varies or uniform.type not in ("float", "vec2", "vec4"):
        return {}
    values = _numbers(uniform)[:3]
    return {f"input:{uniform.name}:{k}": value for k, value in enumerate(values) if LEAST <= abs(value) < MOST}


def _spread(parameters: tuple[Parameter, ...], factors: int) -> tuple[Parameter, ...]:
    """At most MAX_PARAMETERS of them, evenly over the text; those of one factor stay together."""
    for count in range(min(factors, MAX_PARAMETERS), 0, -1):
        if len(parameters) <= MAX_PARAMETERS:
            break
        taken = {number * factors // count for number in range(count)}
        chosen = tuple(parameter for parameter in parameters if parameter.factor in taken)
        if len(chosen) <= MAX_PARAMETERS:
            return chosen
    return parameters[:MAX_PARAMETERS]


def _with(program: Program, choice: _Choice, origins: Collection[str]) -> Program:
    parameters = tuple(parameter for parameter in choice.parameters if parameter.origin in origins)
    if not parameters:
        return program
    slots = {parameter.origin: slot for slot, parameter in enumerate(parameters)}
    passes = tuple(
        _declared(
            stage,
            _rewritten(stage, [(f, slots[origin]) for f, origin in found if origin in slots], slots),
            slots,
        )
        for stage, found in zip(program.passes, choice.places, strict=True)
    )
    return replace(program, passes=passes, parameters=parameters)


def _slot(number: int) -> str:
    return f"{_INPUT}[{number // 4}].{'xyzw'[number % 4]}"


def _rewritten(stage: Pass, literals: list[tuple[FreeLiteral, int]], slots: Mapping[str, int]) -> str:
    """The fragment shader with these literals, and the author's constants, read from its inputs."""
    parts, done = [], 0
    for free, slot in literals:
        parts += [stage.fragment[done : free.offset], _slot(slot)]
        done = free.offset + free.length
    text = "".join([*parts, stage.fragment[done:]])
    for uniform in stage.uniforms:
        origins = _components(uniform)
        if slots.keys().isdisjoint(origins):
            continue
        values = [
            _slot(slots[origin]) if (origin := f"input:{uniform.name}:{k}") in slots else repr(value)
            for k, value in enumerate(_numbers(uniform))
        ]
        declared = f"{uniform.type} {uniform.name}"
        text = text.replace(f"uniform {declared} ;", f"{declared} = {uniform.type} ( {' , '.join(values)} ) ;")
    return text


def _declared(stage: Pass, fragment: str, slots: Mapping[str, int]) -> Pass:
    """The pass with its new fragment shader, and with the inputs that this reads."""
    if fragment == stage.fragment:
        return stage
    size = -(-len(slots) // 4)
    fragment = fragment.replace(ANCHOR, f"flat in vec4 {_INPUT}[{size}]; {ANCHOR}", 1)
    before = f"uniform vec4 {NAME}[{size}];\nflat out vec4 {_INPUT}[{size}];\nvoid main() {{\n    {_INPUT} = {NAME};"
    vertex = stage.vertex.replace("void main() {", before, 1)
    return replace(stage, vertex=vertex, fragment=fragment, literals=())
