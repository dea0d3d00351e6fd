"""What the values of the attributes are called."""

from aigc_quiz.bank.question import Text
from aigc_quiz.images.traits import Gap

# As in aigc_quiz.images: hair.py, eyes.py, mouth.py, wear.py.
_VALUES: dict[str, tuple[tuple[str, str], ...]] = {
    "hair_style": (
        ("光头", "bald heads"),
        ("偏分短发", "swept short hair"),
        ("波波头", "bobs"),
        ("长发", "long hair"),
        ("卷发", "curls"),
        ("刺猬头", "spiky hair"),
        ("丸子头", "buns"),
        ("双马尾", "pigtails"),
    ),
    "eyes": (
        ("圆眼", "round eyes"),
        ("豆豆眼", "dot eyes"),
        ("笑眯眯的眼", "happy closed eyes"),
        ("困倦的眼", "sleepy eyes"),
    ),
    "mouth": (
        ("微笑", "smiles"),
        ("大笑", "laughs"),
        ("露齿笑", "grins"),
        ("惊讶的圆嘴", "round open mouths"),
        ("歪嘴笑", "smirks"),
    ),
    "glasses": (
        ("不戴眼镜", "faces without glasses"),
        ("圆眼镜", "round glasses"),
        ("方眼镜", "square glasses"),
        ("墨镜", "sunglasses"),
    ),
    "hat": (
        ("不戴帽子", "bare heads"),
        ("毛线帽", "beanies"),
        ("鸭舌帽", "caps"),
        ("王冠", "crowns"),
    ),
    "blush": (("没有腮红", "cheeks without blush"), ("腮红", "blushing cheeks")),
}
_COLOURS: dict[str, tuple[str, str]] = {
    "background": ("背景色", "background colour"),
    "skin": ("肤色", "skin colour"),
    "hair_colour": ("发色", "hair colour"),
    "iris": ("虹膜颜色", "iris colour"),
    "shirt": ("衣服颜色", "shirt colour"),
}


def named(attribute: str, value: int) -> Text:
    """What a value of an attribute is called; colours differ from world to world and have numbers."""
    if attribute in _VALUES:
        return Text(*_VALUES[attribute][value])
    zh, en = _COLOURS[attribute]
    return Text(zh=f"第 {value + 1} 种{zh}", en=f"{en} no. {value + 1}")


def missed(gaps: list[Gap], most: int = 3) -> Text:
    """The worst gaps as one phrase: `crowns (real 16 %, yours 1 %), ...`; empty if there is none."""
    told = [(named(gap.attribute, gap.value), gap) for gap in gaps[:most]]
    return Text(
        zh="、".join(
            f"{name.zh}（真图 {gap.real:.0%}，你的 {gap.made:.0%}）" for name, gap in told
        ),
        en=", ".join(
            f"{name.en} (real {gap.real:.0%}, yours {gap.made:.0%})" for name, gap in told
        ),
    )
