"""The verdict on samples, told as a good reviewer would: what fell short, by how much, which picture shows it, and why."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from aigc_quiz.bank.question import Text
from aigc_quiz.grading.report import MEDALS, NOT_RUN, Check
from aigc_quiz.images.quality import Likeness, Measured
from aigc_quiz.images.traits import Gap
from aigc_quiz.jury.curves import Curves
from aigc_quiz.jury.lines import POINTS, Lines, joined
from aigc_quiz.jury.wording import missed

_NOTHING = Text("", "")


_NO_CURVES = Text(
    zh="训练时一步也没有经过题目规定的那个训练函数：没有曲线可看，也就说不出可能的原因。",
    en="No step of the training went through the function that the exercise names for it: there are no curves, and little to tell causes by.",
)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the verdict rests on, and what explains it.

    floor: the same numbers for real images. early: the distance after three steps of training. blank_draws: whether the network still draws without its weights. steps: how
    many were trained, of `usual_steps` for which the lines were set; `asked` for, or what the time allowed. own_images: the user's own, for which no line was set.
    causes: the likely reasons for a poor training, the likeliest first.
    noted: what was found before the training and did not stop it. gaps: what the samples show too seldom.
    """

    measured: Measured
    floor: Likeness
    lines: Lines
    early: float
    blank_draws: bool
    curves: Curves
    steps: int
    usual_steps: int
    asked: bool
    own_images: bool
    causes: list[Text]
    noted: list[Check]
    gaps: list[Gap]

    @property
    def final(self) -> bool:
        """Whether the lines were set for a training such as this one."""
        return self.steps == self.usual_steps and not self.own_images

    @property
    def likely(self) -> Text:
        """The likeliest cause, as a sentence: what the probes noted, else what the curves and the numbers tell.

        Nothing for a training that was shortened: that is cause enough.
        """
        if self.steps < self.usual_steps:
            return _NOTHING
        for check in self.noted:
            if not check.advice:
                return Text(
                    zh=f"最可能的原因是探针 {check.name} 已指出的：{check.message.zh}",
                    en=f"The likely cause is what the probe {check.name} found: {check.message.en}",
                )
        also = [
            Text(f"另见 {check.name} 的建议。", f"See the advice of {check.name}, too.")
            for check in self.noted
        ]
        for cause in self.causes:
            return joined(Text(f"可能的原因：{cause.zh}", f"Likely cause: {cause.en}"), *also)
        return joined(*also)


def verdicts(e: Evidence) -> Iterator[Check]:
    """The checks on the numbers, in the order in which a reviewer would look; advice comes last."""
    yield _network(e)
    yield _takes_steps(e)
    if e.own_images:
        yield from _beside_real(e)
        yield _with_cause(_diversity(e), e)
    else:
        told = False
        for check in (_distance(e), _coverage(e), _diversity(e)):
            yield _as_final(check if told else _with_cause(check, e), e)
            told |= not check.passed
        yield _as_final(_colours(e), e)
    yield _novelty(e)
    if e.gaps and e.lines.reached(e.measured)["coverage"]:
        yield _gaps(e)
    if e.steps != e.usual_steps:
        yield _other_length(e)
    if not e.curves.losses:
        yield Check("curves", passed=False, message=_NO_CURVES, points=0, advice=True)


def _check(name: str, passed: bool, *message: Text) -> Check:  # noqa: FBT001
    return Check(name, passed, _NOTHING if passed else joined(*message), POINTS[name])


def _with_cause(check: Check, e: Evidence) -> Check:
    """The first check that fails tells the likely cause; all of them fail for it."""
    return check if check.passed else replace(check, message=joined(check.message, e.likely))


def _as_final(check: Check, e: Evidence) -> Check:
    """A line is that of a training of the usual length: missed earlier or passed later, it proves nothing."""
    if e.final or (check.passed and e.steps < e.usual_steps):
        return check
    why = Text(
        zh=f"训练了 {e.steps} 步，及格线是按 {e.usual_steps} 步定的，所以这一项不作结论。",
        en=f"It trained for {e.steps} steps and the line is that of {e.usual_steps}: no verdict on this.",
    )
    return replace(check, passed=False, mistake=NOT_RUN, message=joined(why, check.message))


def _other_length(e: Evidence) -> Check:
    told = [
        Text(
            zh=f"训练了 {e.steps} 步，而不是 {e.usual_steps} 步。",
            en=f"It trained for {e.steps} steps instead of {e.usual_steps}.",
        )
    ]
    if not e.asked:
        told.append(
            Text(
                zh="--timeout 比题目给的时间少，训练按比例缩短。",
                en="The --timeout is below the exercise's own, which shortens the training in proportion.",
            )
        )
    if not e.own_images:
        told.append(
            Text(
                zh="没有奖牌；没到及格线的项目不算错，也不算过。",
                en="There is no medal, and a line that was not reached is neither passed nor failed.",
            )
            if e.steps < e.usual_steps
            else Text(
                zh=f"及格线和奖牌都是按 {e.usual_steps} 步定的，这里不适用。",
                en=f"The lines and medals are those of {e.usual_steps} steps and do not apply.",
            )
        )
    return Check("training_length", passed=False, message=joined(*told), points=0, advice=True)


def _beside_real(e: Evidence) -> Iterator[Check]:
    """On the user's own images no line was tried: the numbers, beside those of real images, as advice."""
    for name, form, zh, en in (
        ("distance", ".1f", "Fréchet 距离", "Fréchet distance"),
        ("coverage", ".0%", "coverage", "coverage"),
    ):
        mine, real = (format(getattr(one, name), form) for one in (e.measured, e.floor))
        message = Text(
            zh=f"{zh} {mine}，你的真图之间是 {real}；对你自己的图没有及格线。",
            en=f"The {en} is {mine}, that of your own real images {real}; no line is set for images of your own.",
        )
        yield Check(name, passed=False, message=message, points=0, advice=True)


def _reference(e: Evidence, name: str, form: str) -> Text:
    """`the reference solution has 22 to 30, real images 0.9`, as far as it is known."""
    floor = format(getattr(e.floor, name), ".1f" if form == ".0f" else form)
    known = e.lines.reference.get(name)
    if known is None:
        return Text(f"真图之间是 {floor}", f"real images have {floor}")
    low, high = (format(value, form) for value in known)
    return Text(
        f"参考解法为 {low} 到 {high}，真图之间是 {floor}",
        f"the reference solution has {low} to {high}, real images {floor}",
    )


def _network(e: Evidence) -> Check:
    return _check(
        "trained_network_draws",
        not e.blank_draws,
        Text(
            zh="把训练好的网络的权重全部清零，sample 画出的图仍各不相同：图不是由训练出来的网络画的。",
            en="With all weights of the trained network at zero, sample still draws different pictures: it is not the trained network that draws.",
        ),
    )


def _takes_steps(e: Evidence) -> Check:
    """A fit in closed form (principal components, say) may be good, and is not what was asked for."""
    return _check(
        "training_takes_steps",
        e.early > e.lines.distance,
        Text(
            zh=f"train(steps=3) 之后画出的图已经过了及格线（Fréchet 距离 {e.early:.1f}，至多 {e.lines.distance:g}）：三步学不会这些，图不是靠一步步的训练得来的。",
            en=f"After train(steps=3) the pictures already pass the line (a Fréchet distance of {e.early:.1f}, at most {e.lines.distance:g} passes): three steps cannot teach this, so it is not the training that the pictures come from.",
        ),
    )


def _distance(e: Evidence) -> Check:
    m, limit = e.measured, e.lines.distance
    reference = _reference(e, "distance", ".0f")
    fewer = m.precision < 0.6 * e.floor.precision
    return _check(
        "distance",
        e.lines.reached(m)["distance"],
        Text(
            zh=f"质量不够：Fréchet 距离 {m.distance:.1f}，至多 {limit:g}（{reference.zh}）。",
            en=f"Quality falls short: the Fréchet distance is {m.distance:.1f}, at most {limit:g} passes ({reference.en}).",
        ),
        Text(
            zh=f"只有 {m.precision:.0%} 的图像得像真图（真图之间 {e.floor.precision:.0%}）：见 worst.png。",
            en=f"{m.precision:.0%} of the pictures are as close to real ones as real ones are to each other (of real ones {e.floor.precision:.0%}): see worst.png.",
        )
        if fewer
        else Text(
            zh="单张图并不差，差的是整体的分布：对照 samples.png 与 real.png，看缺了哪些样子、哪些颜色。",
            en="The single pictures are not the trouble, their mix is: lay samples.png beside real.png and look for what is missing.",
        ),
    )


def _coverage(e: Evidence) -> Check:
    m, limit = e.measured, e.lines.coverage
    reference = _reference(e, "coverage", ".0%")
    gone = missed(e.gaps)
    return _check(
        "coverage",
        e.lines.reached(m)["coverage"],
        Text(
            zh=f"覆盖不够：只有 {m.coverage:.1%} 的真图附近有生成的图，至少要 {limit:.0%}（{reference.zh}）。",
            en=f"Coverage falls short: {m.coverage:.1%} of the real images have a generated one nearby, {limit:.0%} is asked ({reference.en}).",
        ),
        Text(f"几乎没画出：{gone.zh}。", f"Hardly drawn at all: {gone.en}.")
        if gone.en
        else _NOTHING,
        Text("对照 samples.png 与 real.png。", "Lay samples.png beside real.png."),
    )


def _diversity(e: Evidence) -> Check:
    m, limit = e.measured, e.lines.diversity
    return _check(
        "diversity",
        e.lines.reached(m)["diversity"],
        Text(
            zh=f"生成的图彼此太像：与最近的另一张的距离只有真图的 {m.diversity:.1%}，至少要 {limit:.0%}，见 samples.png。这是 mode collapse，或者输入的随机性大部分没有用上。",
            en=f"The pictures are too much alike: the distance to the nearest other one is {m.diversity:.1%} of that of real images, {limit:.0%} is asked; see samples.png. This is mode collapse, or most of the noise that goes in is not used.",
        ),
    )


def _colours(e: Evidence) -> Check:
    m, limit = e.measured, e.lines.colours
    return _check(
        "learned_these_colours",
        e.lines.reached(m)["learned_these_colours"],
        Text(
            zh="生成图的颜色更像把红、蓝通道互换之后的训练图：程序在某处把 RGB 当成了 BGR，见 samples.png 与 real.png。",
            en="The colours are nearer to those of the training images with red and blue exchanged: somewhere RGB is taken for BGR; see samples.png and real.png.",
        )
        if m.exchanged > e.lines.exchanged
        else Text(
            zh=f"生成图的颜色不像这批训练图：它们与训练图的差别是两个世界之间的 {m.colours:.0%}，至多 {limit:.0%}，见 samples.png 与 real.png。每次评分的训练图颜色都不同：train 真的用了传入的 images 吗？",
            en=f"The colours are not those of these training images: they differ from them by {m.colours:.0%} of what two worlds differ by, {limit:.0%} at most passes; see samples.png and real.png. Each grading has other colours: does train really use the images it is given?",
        ),
    )


def _novelty(e: Evidence) -> Check:
    m, limit = e.measured, e.lines.copies
    return _check(
        "novelty",
        e.lines.reached(m)["novelty"],
        Text(
            zh=f"新颖性不够：{m.copies:.0%} 的图能由一两张训练图拼出来：平移一点、两张混合，或各取一半（真实的新图不到 10 %），至多 {limit:.0%}，见 nearest.png（上排是你的图，下面是最近的训练图）。它背下了训练集，而不是学到了分布。",
            en=f"Novelty falls short: {m.copies:.0%} of the pictures can be had from one or two training images, moved a little, mixed or put together (fewer than 10 % of real new ones can), at most {limit:.0%} passes; see nearest.png, where each of your pictures stands above the training image nearest to it. The training set was memorised instead of its distribution learned.",
        ),
    )


def _gaps(e: Evidence) -> Check:
    gone = missed(e.gaps)
    message = Text(
        zh=f"这些几乎没画出：{gone.zh}；对照 samples.png 与 real.png。",
        en=f"Hardly drawn at all: {gone.en}; lay samples.png beside real.png.",
    )
    return Check("attributes", passed=False, message=message, points=0, advice=True)


def next_medal(e: Evidence, medal: str, *, passed: bool) -> Iterator[Check]:
    """To one who passed: what the next medal asks, and what would bring it nearer."""
    better = [one for one in e.lines.medals if one.name == medal]
    at = e.lines.medals.index(better[0]) if better else len(e.lines.medals)
    if not passed or not e.final or at == 0:
        return
    wanted, m = e.lines.medals[at - 1], e.measured
    short_zh, short_en = [], []
    if m.distance > wanted.distance:
        short_zh.append(f"距离至多 {wanted.distance:g}（你的 {m.distance:.1f}）")
        short_en.append(f"a distance of at most {wanted.distance:g} (yours {m.distance:.1f})")
    if m.coverage < wanted.coverage:
        short_zh.append(f"coverage 至少 {wanted.coverage:.0%}（你的 {m.coverage:.0%}）")
        short_en.append(f"a coverage of at least {wanted.coverage:.0%} (yours {m.coverage:.0%})")
    message = Text(
        zh=f"{MEDALS[wanted.name].zh}还差：{'，'.join(short_zh)}。",
        en=f"For a {MEDALS[wanted.name].en}: {' and '.join(short_en)}.",
    )
    yield Check(
        "next_medal", passed=False, message=joined(message, *e.causes[:1]), points=0, advice=True
    )


def out_of_time(message: Text, done: int, steps: int, *, emulates: bool) -> Text:
    """A time limit that struck while training: how far it came, and whether bfloat16 may be to blame."""
    if not done:
        more = Text(
            zh="训练一步也没有经过被观察的函数，不知道走了多远。",
            en="No step of the training was seen, so how far it came is not known.",
        )
    else:
        more = Text(
            zh=f"训练到第 {done} 步（共 {steps} 步）。机器慢就用 --timeout 给更多时间。",
            en=f"The training had done {done} of {steps} steps. Where the machine is slow, give it more time by --timeout.",
        )
    hint = Text("", "")
    if emulates:
        hint = Text(
            zh="这个处理器没有 bfloat16 指令：文件里提到的 bfloat16 若真的用上了，就是模拟出来的，比 float32 慢许多倍。",
            en=" This processor has no instructions for bfloat16, which the file names: where it computes in it, it is emulated and many times slower than float32.",
        )
    return Text(f"{message.zh}\n{more.zh}{hint.zh}", f"{message.en}\n{more.en}{hint.en}")
