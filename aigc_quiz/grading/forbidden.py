"""Finding forbidden library names in a submission's text, however they are spelled there."""

import ast
from collections.abc import Sequence


def uses(tree: ast.Module, names: Sequence[str]) -> list[tuple[str, int]]:
    """(dotted name, line) of each use, in the order of the text.

    Follows `import a.b as c`, `from a import b as c`, assignments of one name to another, attribute
    chains, `getattr(x, "name")`, `__import__("a")` and `importlib.import_module("a.b")`. Code under
    `if __name__ == "__main__":` never runs here and is not looked at.
    """
    reader = _Reader(names)
    reader.visit(tree)
    return sorted(set(reader.found), key=lambda use: use[1])


class _Reader(ast.NodeVisitor):
    def __init__(self, names: Sequence[str]) -> None:
        self.names = frozenset(names)
        self.methods = {
            name.rpartition(".")[2]: name for name in names if name.startswith("torch.Tensor.")
        }
        self.alias: dict[str, str] = {}
        # What a dotted name begins with when it is no method of an object.
        self.libraries = {name.partition(".")[0] for name in names}
        self.found: list[tuple[str, int]] = []

    def visit_If(self, node: ast.If) -> None:
        test = node.test
        compared = test.left if isinstance(test, ast.Compare) else test
        if not (isinstance(compared, ast.Name) and compared.id == "__name__"):
            self.generic_visit(node)

    def visit_Import(self, node: ast.Import) -> None:
        for name in node.names:
            self.libraries.add(name.name.partition(".")[0])
            if name.asname:
                self.alias[name.asname] = name.name
            self._note(name.name, node.lineno)

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        self.libraries.add((node.module or "").partition(".")[0])
        for name in node.names:
            dotted = f"{node.module}.{name.name}"
            if name.name == "*":
                for known in self.names:
                    owner, _, last = known.rpartition(".")
                    if owner == node.module:
                        self.alias[last] = known
                continue
            self.alias[name.asname or name.name] = dotted

    def visit_Assign(self, node: ast.Assign) -> None:
        self.generic_visit(node)
        dotted = self._dotted(node.value)
        if dotted:
            for target in node.targets:
                if isinstance(target, ast.Name):
                    self.alias[target.id] = dotted

    def visit_Name(self, node: ast.Name) -> None:
        if isinstance(node.ctx, ast.Load):
            self._note(self.alias.get(node.id, node.id), node.lineno)

    def visit_Attribute(self, node: ast.Attribute) -> None:
        dotted = self._dotted(node)
        if dotted:
            self._note(dotted, node.lineno)
        if node.attr in self.methods and dotted.partition(".")[0] not in self.libraries:
            self.found.append((self.methods[node.attr], node.lineno))
        self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        dotted = self._dotted(node)
        if dotted:
            self._note(dotted, node.lineno)
        self.generic_visit(node)

    def _note(self, dotted: str, line: int) -> None:
        if dotted in self.names:
            self.found.append((dotted, line))

    def _dotted(self, node: ast.expr) -> str:
        """The library name that an expression stands for; empty when it is none."""
        if isinstance(node, ast.Name):
            return self.alias.get(node.id, node.id)
        if isinstance(node, ast.Attribute):
            owner = self._dotted(node.value)
            return f"{owner}.{node.attr}" if owner else ""
        if isinstance(node, ast.Call):
            called = self._dotted(node.func)
            texts = [_text(argument) for argument in node.args]
            if called in {"__import__", "importlib.import_module"} and texts and texts[0]:
                return texts[0].partition(".")[0] if called == "__import__" else texts[0]
            if called == "getattr" and len(texts) >= 2 and texts[1]:
                owner = self._dotted(node.args[0])
                return f"{owner}.{texts[1]}" if owner else ""
        return ""


def _text(node: ast.expr) -> str:
    """A string that can be read off without running anything: literals and their sums."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        left, right = _text(node.left), _text(node.right)
        return left + right if left and right else ""
    return ""
