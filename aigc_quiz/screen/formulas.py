r"""Makes `$...$` readable in a terminal: \frac{a}{b} becomes a/b, \theta_t becomes θ_t, x^2 becomes x²."""

import re
import unicodedata

_SYMBOLS = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "varepsilon": "ε", "zeta": "ζ",
    "eta": "η", "theta": "θ", "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν", "xi": "ξ", "pi": "π",
    "rho": "ρ", "sigma": "σ", "tau": "τ", "phi": "φ", "varphi": "φ", "chi": "χ", "psi": "ψ", "omega": "ω",
    "Gamma": "Γ", "Delta": "Δ", "Theta": "Θ", "Lambda": "Λ", "Pi": "Π", "Sigma": "Σ", "Phi": "Φ",
    "Psi": "Ψ", "Omega": "Ω", "sum": "Σ", "prod": "Π", "int": "∫", "partial": "∂", "nabla": "∇",
    "infty": "∞", "cdot": "·", "times": "×", "odot": "⊙", "otimes": "⊗", "oplus": "⊕", "pm": "±", "le": "≤",
    "leq": "≤", "ge": "≥", "geq": "≥", "ne": "≠", "neq": "≠", "approx": "≈", "sim": "~", "propto": "∝",
    "equiv": "≡", "ll": "≪", "gg": "≫", "to": "→", "rightarrow": "→", "leftarrow": "←", "Rightarrow": "⇒",
    "mapsto": "↦", "in": "∈", "notin": "∉", "subset": "⊂", "cup": "∪", "cap": "∩", "forall": "∀",
    "exists": "∃", "mid": " | ", "vert": "|", "Vert": "‖", "lVert": "‖", "rVert": "‖", "lvert": "|",
    "rvert": "|", "ell": "l", "ldots": "...", "dots": "...", "cdots": "...", "quad": "  ", "qquad": "  ",
    "top": "ᵀ", "langle": "<", "rangle": ">", "lfloor": "⌊", "rfloor": "⌋", "lceil": "⌈", "rceil": "⌉",
    "left": "", "right": "", "big": "", "Big": "", "bigl": "", "bigr": "", "Bigl": "", "Bigr": "",
    "displaystyle": "", "nolimits": "", "limits": "", "colon": ":", "star": "*", "ast": "*", "prime": "'", "succ": "≻", "prec": "≺", "varnothing": "∅", "emptyset": "∅",
    "circ": "∘",
}  # fmt: skip
_RELATIONS = frozenset(
    {
        "le",
        "leq",
        "ge",
        "geq",
        "ne",
        "neq",
        "approx",
        "sim",
        "propto",
        "equiv",
        "ll",
        "gg",
        "to",
        "in",
        "succ",
        "prec",
    }
    | {"notin", "subset", "rightarrow", "leftarrow", "Rightarrow", "mapsto", "mid"}
)
_WRAPPERS = "mathbb mathcal mathbf mathrm mathsf mathit boldsymbol bm text textbf textit operatorname underbrace"
_ACCENTS = {"hat": "\u0302", "widehat": "\u0302", "bar": "\u0304", "overline": "\u0304",
            "tilde": "\u0303", "widetilde": "\u0303", "dot": "\u0307", "vec": "\u20d7"}  # fmt: skip
_UP = str.maketrans("0123456789+-nT", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿᵀ")
_DOWN = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_RAISED = frozenset("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿᵀ₀₁₂₃₄₅₆₇₈₉")
_MATH = re.compile(r"\$\$(.+?)\$\$|\$(?!\s)([^$\n]+?)(?<!\s)\$(?!\d)", re.DOTALL)
_GROUP = r"\{([^{}]*)\}"
_ONE = (
    r"\\(?![dt]?frac|sqrt|text|math|operatorname|binom|hat|bar|tilde|wide|vec)[A-Za-z]+|[^\s\\{}\[]"
)


def readable(text: str) -> str:
    """The text with every formula between dollar signs rewritten; all else as it is."""
    return _MATH.sub(lambda found: formula(found[1] or found[2]), text)


def formula(latex: str) -> str:
    """One formula, without its dollar signs, in plain characters. Unknown commands keep their names."""
    text = re.sub(r"\\[,;:!>]|(?<!\\)~", " ", latex).replace(r"\\", "; ").replace("&", "")
    text = re.sub(r"\\(begin|end)\{\w+\*?\}", "", text)
    text = (
        text.replace(r"\{", "\x01")
        .replace(r"\}", "\x02")
        .replace(r"\|", "‖")
        .replace(r"\_", "\x03")
    )
    text = re.sub(r"\\([%#$&])", r"\1", text)
    text = re.sub(r"\s+(\\r[Vv]ert)", r"\1", text)
    text = re.sub(rf"\\(?:{_WRAPPERS.replace(' ', '|')})\s+([A-Za-z])", r"\1", text)
    # An argument of one token needs no braces in LaTeX: \frac12, \sqrt d.
    text = re.sub(rf"(\\(?:[dt]?frac|sqrt))\s*({_ONE})", r"\1{\2}", text)
    text = re.sub(rf"(\\[dt]?frac\{{[^{{}}]*\}})\s*({_ONE})", r"\1{\2}", text)
    for _ in range(12):  # from the innermost braces outwards
        before = text
        text = re.sub(rf"\\(?:{_WRAPPERS.replace(' ', '|')})\s*{_GROUP}", r"\1", text)
        text = re.sub(
            rf"\\({'|'.join(_ACCENTS)})(?![A-Za-z])\s*(?:{_GROUP}|(\\?\w+))", _accent, text
        )
        text = re.sub(rf"\^(?:{_GROUP}|({_ONE}))", _above, text)
        text = re.sub(rf"_(?:{_GROUP}|({_ONE}))", _below, text)
        text = re.sub(rf"\\[dt]?frac\s*{_GROUP}\s*{_GROUP}", _fraction, text)
        text = re.sub(rf"\\sqrt\s*{_GROUP}", _root, text)
        text = re.sub(rf"\\binom\s*{_GROUP}\s*{_GROUP}", r"C(\1, \2)", text)
        if text == before:
            break
    text = re.sub(r"\\([A-Za-z]+) ?", _symbol, text)
    text = (
        text.replace("{", "").replace("}", "").translate({1: "{", 2: "}", 3: "_", 4: "^", 5: "_"})
    )
    text = re.sub(r"(?<=\() | (?=[)\],;^_])", "", re.sub(r" {2,}", " ", text))
    return re.sub(r" ?([×·⊙]) ?", r"\1", text).strip()


def _symbol(found: re.Match[str]) -> str:
    name, before = found[1], found.string[found.start() - 1 : found.start()]
    if name in _RELATIONS:
        return f" {_SYMBOLS[name]} "
    after = found.string[found.end() : found.end() + 1]
    if name in _SYMBOLS:
        # The space behind a command only ends it, unless an operator or an exponent's end is there.
        ended = found[0].endswith(" ") and (before in ("\x04", "\x05") or after in "=+-<>/|‖")
        return _SYMBOLS[name] + (" " if ended and after else "")
    # log, exp, max, ...: a function's name stands apart from what is around it.
    apart = " " if _letter(after) or after == "\\" else ""
    return (" " if before.isalnum() or before == " " else "") + name + apart


def _letter(after: str) -> bool:
    return after.isalnum() and after not in _RAISED


def _fraction(found: re.Match[str]) -> str:
    below = _grouped(found[2])
    # `1/CHW` would be read as (1/C)HW; dx/dt is what it is.
    product = re.fullmatch(r"(?!d.$)[A-Za-z]{2,}|\d+[A-Za-zͰ-Ͽ].*", below)
    return f"{_grouped(found[1])}/{f'({below})' if product else below} "


def _root(found: re.Match[str]) -> str:
    inside = found[1].strip()
    alone = re.fullmatch(
        r"\d+(\.\d+)?|\\?[A-Za-zͰ-Ͽ\u1f00-\u1fff][\u0300-\u036f]?(\x05?\w)?|\\[A-Za-z]+(\x05\w)?",
        inside,
    )
    after = found.string[found.end() : found.end() + 1]
    unclear = "\x05" in inside and (_letter(after) or after == "\\")  # where the index would end
    return "√" + (inside if alone and not unclear else f"({inside})")


def _grouped(inside: str) -> str:
    simple = re.fullmatch(
        r"\s*((?:\\partial\s*|∂)?√?\\?[\w\x03-\x05⁰-₉'.]+(?:\([^()+-]*\))?|√\([^()]*\)|[^\s\\+\-/])\s*",
        inside,
    )
    return inside.strip() if simple else f"({inside.strip()})"


def _accent(found: re.Match[str]) -> str:
    under = formula(found[2] or found[3] or "")
    return unicodedata.normalize("NFC", under[:1] + _ACCENTS[found[1]]) + under[1:]


def _above(found: re.Match[str]) -> str:
    inside = (found[1] if found[1] is not None else found[2]).strip()
    inside = "T" if inside == r"\top" else re.sub(r"\s*\\top\b", "ᵀ", inside)
    if inside and all(letter in "0123456789+-nT" for letter in inside):
        return inside.translate(_UP)
    return "\x04" + _apart(found, inside)


def _below(found: re.Match[str]) -> str:
    inside = (found[1] if found[1] is not None else found[2]).strip()
    if inside.isdecimal() and inside.isascii():
        return inside.translate(_DOWN)
    return "\x05" + _apart(found, inside)


def _apart(found: re.Match[str], inside: str) -> str:
    """An exponent or index in brackets unless it is clear where it ends."""
    after = found.string[found.end() : found.end() + 1]
    simple = _grouped(inside)
    joined = len(inside) > 1 and simple == inside and (_letter(after) or after == "\\")
    return f"({inside})" if joined and not inside.startswith("\\") else simple
