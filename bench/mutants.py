"""Whether the tests of `decide` notice when it is wrong: `python -m bench.mutants [--json]`.

Every function behind `decide` is broken in every small way that `Breaker` knows, one way at a
time, and its fast tests are run until one fails. A mutant that no test notices survives, and is
told with file and line. The figure goes to `bench/mutants.json`, which `bench.policy` quotes.

Mutants are compiled in this process and put into the functions that are loaded already
(`__code__`), so that one costs milliseconds. Texts of documentation, module constants and
defaults of fields are not mutated. A mutant that takes over ten seconds of the processor counts as killed.
"""

import ast
import copy
import importlib
import inspect
import json
import signal
import sys
import types
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from _pytest.runner import runtestprotocol

from bench.rows import Row, finish

MODULES = ("decide", "resolve", "strength", "versions", "conditions", "clauses", "regimes")
TESTS = ("test_scenarios.py", "test_pairs.py", "test_decide.py", "test_trace.py")
FIGURE = Path(__file__).with_name("mutants.json")
PATIENCE_S = 10
_COMPARED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
_NAMES = {"max": "min", "min": "max", "any": "all", "all": "any"}
_ENUMS = {
    "Action": ("ALLOW", "LOG", "HOLD", "BLOCK"),
    "Held": ("YES", "MAYBE"),
    "Regime": ("PRIOR_PERMISSION", "OPT_OUT"),
    "Status": ("PROTECTED", "PUBLIC_DOMAIN", "UNKNOWN"),
    "Signal": ("NAME", "DESCRIPTION", "PICTURE"),
    "Reason": ("NO_PERMISSION", "PROHIBITED", "CONTEXT", "LOW_CONFIDENCE", "LICENSED", "LOGGED"),
}


class Breaker(ast.NodeTransformer):
    """Breaks the `at`th thing that it can break; `broken` says which, None when there is none."""

    def __init__(self, at: int) -> None:
        self.at = at
        self.count = 0
        self.broken: str | None = None

    def _is_next(self, node: ast.AST, what: str) -> bool:
        self.count += 1
        if self.count - 1 != self.at:
            return False
        self.broken = f"{getattr(node, 'lineno', 0)}: {what}"
        return True

    def visit_Compare(self, node: ast.Compare) -> ast.AST:
        for place, operator in enumerate(node.ops):
            other = _COMPARED[type(operator)]
            if self._is_next(node, f"{ast.unparse(node)}, with {other.__name__}"):
                node.ops[place] = other()
        return self.generic_visit(node)

    def visit_BoolOp(self, node: ast.BoolOp) -> ast.AST:
        if self._is_next(node, f"{ast.unparse(node)}, and/or"):
            node.op = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        return self.generic_visit(node)

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.AST:
        if isinstance(node.op, ast.Not | ast.USub) and self._is_next(node, ast.unparse(node)):
            return self.generic_visit(node.operand)
        return self.generic_visit(node)

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        swaps: dict[type[ast.operator], type[ast.operator]] = {
            ast.Add: ast.Sub,
            ast.Sub: ast.Add,
            ast.BitOr: ast.BitAnd,
            ast.BitAnd: ast.BitOr,
        }
        other = swaps.get(type(node.op))
        if other is not None and self._is_next(node, f"{ast.unparse(node)}, {other.__name__}"):
            node.op = other()
        return self.generic_visit(node)

    def visit_IfExp(self, node: ast.IfExp) -> ast.AST:
        if self._is_next(node, f"{ast.unparse(node)}, turned round"):
            node.body, node.orelse = node.orelse, node.body
        return self.generic_visit(node)

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        value = node.value
        if isinstance(value, bool) and self._is_next(node, f"not {value}"):
            return ast.Constant(not value)
        if type(value) is int and self._is_next(node, f"{value} + 1"):
            return ast.Constant(value + 1)
        if isinstance(value, str) and value and self._is_next(node, f"{value!r} otherwise"):
            return ast.Constant(f"{value}!")
        return node

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        if isinstance(node.value, ast.Name) and node.attr in _ENUMS.get(node.value.id, ()):
            members = _ENUMS[node.value.id]
            other = members[(members.index(node.attr) + 1) % len(members)]
            if self._is_next(node, f"{ast.unparse(node)}, {other}"):
                node.attr = other
        return self.generic_visit(node)

    def visit_Name(self, node: ast.Name) -> ast.AST:
        if node.id in _NAMES and self._is_next(node, f"{node.id}, {_NAMES[node.id]}"):
            node.id = _NAMES[node.id]
        return node

    def visit_Continue(self, node: ast.Continue) -> ast.AST:
        return ast.Break() if self._is_next(node, "continue, break") else node

    def visit_Return(self, node: ast.Return) -> ast.AST:
        nothing = isinstance(node.value, ast.Constant) and node.value.value is None
        if node.value and not nothing and self._is_next(node, f"{ast.unparse(node)}, nothing"):
            return ast.Return(ast.Constant(None))
        return self.generic_visit(node)

    def visit_Expr(self, node: ast.Expr) -> ast.AST:
        if isinstance(node.value, ast.Constant):
            return node  # a docstring
        if self._is_next(node, f"{ast.unparse(node)}, left out"):
            return ast.Pass()
        return self.generic_visit(node)

    def visit_AugAssign(self, node: ast.AugAssign) -> ast.AST:
        if self._is_next(node, f"{ast.unparse(node)}, left out"):
            return ast.Pass()
        return self.generic_visit(node)

    def visit_arg(self, node: ast.arg) -> ast.AST:
        return node  # annotations do nothing

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST:
        if node.value is not None:
            node.value = self.visit(node.value)
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        node.body = [self.visit(one) for one in node.body]
        return node


def functions(tree: ast.Module) -> Iterator[tuple[str, ast.FunctionDef]]:
    """The functions and methods of a module by qualified name."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            yield node.name, node
        elif isinstance(node, ast.ClassDef):
            for one in node.body:
                if isinstance(one, ast.FunctionDef):
                    yield f"{node.name}.{one.name}", one


def codes(code: types.CodeType) -> Iterator[types.CodeType]:
    """All code objects in one."""
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield constant
            yield from codes(constant)


def loaded(module: types.ModuleType, name: str) -> types.FunctionType:
    """The function that is in use under this qualified name."""
    found: object = module
    for part in name.split("."):
        found = inspect.getattr_static(found, part)
    if isinstance(found, property):
        found = found.fget
    found = getattr(found, "__func__", found)
    if not isinstance(found, types.FunctionType):
        raise TypeError(f"{name} is no function")
    return found


@contextmanager
def mutated(module: types.ModuleType, tree: ast.Module, name: str) -> Iterator[None]:
    """The module with the function of this name as the tree has it."""
    whole = compile(ast.fix_missing_locations(tree), module.__file__ or "", "exec")
    function = loaded(module, name)
    (code,) = (one for one in codes(whole) if one.co_qualname == name)
    before = function.__code__
    function.__code__ = code
    try:
        yield
    finally:
        function.__code__ = before


class Trial:
    """A pytest plugin: in place of one run of the tests, one for each mutant."""

    def __init__(self) -> None:
        self.count = 0
        self.survivors: list[str] = []

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        items = list(session.items)
        if (failing := self._first_failing(items)) is not None:
            raise pytest.UsageError(f"{failing.nodeid} fails without any mutant")
        for name in MODULES:
            module = importlib.import_module(f"guardrail.policy.{name}")
            self._try_module(module, items)
            told = f"{name}: {self.count} mutants so far, {len(self.survivors)} survived"
            print(told, file=sys.stderr, flush=True)
        return True

    def _try_module(self, module: types.ModuleType, items: list[pytest.Item]) -> None:
        path = Path(module.__file__ or "")
        source = ast.parse(path.read_text(encoding="utf-8"))
        for name, _ in functions(source):
            at = 0
            while True:
                tree = copy.deepcopy(source)
                (node,) = (one for known, one in functions(tree) if known == name)
                breaker = Breaker(at)
                breaker.visit(node)
                if breaker.broken is None:
                    break
                at += 1
                self.count += 1
                with mutated(module, tree, name):
                    killer = self._first_failing(items)
                if killer is not None and self._first_failing([killer]) is not None:
                    raise pytest.UsageError(f"{killer.nodeid} fails without a mutant as well")
                if killer is None:
                    self.survivors.append(f"{path.name}:{breaker.broken}")
                else:  # what killed one kills its neighbours: ask it first
                    items.remove(killer)
                    items.insert(0, killer)

    def _first_failing(self, items: list[pytest.Item]) -> pytest.Item | None:
        for item in items:
            signal.setitimer(signal.ITIMER_PROF, PATIENCE_S)
            reports = runtestprotocol(item, log=False, nextitem=None)
            signal.setitimer(signal.ITIMER_PROF, 0)
            if any(report.failed for report in reports):
                return item
        return None


class _TooLongError(Exception):
    """A mutant that does not end; pytest reports it as a failure."""


def _too_long(_signal: int, _frame: object) -> None:
    raise _TooLongError


def main() -> None:
    signal.signal(signal.SIGPROF, _too_long)
    folder = Path(__file__).parents[1] / "tests" / "policy"
    trial = Trial()
    quiet = ["-q", "-s", "-p", "no:randomly", "-p", "no:xdist", "--no-summary"]
    ended = pytest.main([*quiet, *(str(folder / test) for test in TESTS)], plugins=[trial])
    if ended not in {pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED}:
        sys.exit(f"the trial did not run: {ended!r}")
    killed = trial.count - len(trial.survivors)
    date = datetime.now(UTC).date().isoformat()
    figure = {
        "date": date,
        "mutants": trial.count,
        "killed": killed,
        "survivors": sorted(trial.survivors),
    }
    FIGURE.write_text(json.dumps(figure, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    for survivor in figure["survivors"] if isinstance(figure["survivors"], list) else ():
        print(f"survived: {survivor}", file=sys.stderr)
    share = killed / trial.count
    row = Row(
        name="mutants_killed",
        value=share,
        low=share,
        high=share,
        unit="share",
        bar=0.95,
        at_least=True,
    )
    finish([row], as_json="--json" in sys.argv)


if __name__ == "__main__":
    main()
