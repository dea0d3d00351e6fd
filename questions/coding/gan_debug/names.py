"""Which names a program reads that something must define: by its text, nothing is run."""

import symtable


def read(source: str) -> list[str]:
    """The global names that some line reads, sorted; those that only a `global` statement makes are left out."""
    try:
        table = symtable.symtable(source, "submission", "exec")
    except SyntaxError:
        return []
    wanted: set[str] = set()
    made: set[str] = set()
    rest = [table]
    while rest:
        here = rest.pop()
        rest += here.get_children()
        for symbol in here.get_symbols():
            outside = here is table or symbol.is_global()
            if outside and symbol.is_referenced():
                wanted.add(symbol.get_name())
            if symbol.is_declared_global() and symbol.is_assigned():
                made.add(symbol.get_name())
    return sorted(name for name in wanted - made if not name.startswith("__"))
