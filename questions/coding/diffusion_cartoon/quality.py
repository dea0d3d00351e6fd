"""Stage 2: the numbers, and what the curves tell of causes. The judging itself is `aigc_quiz.jury`."""

from aigc_quiz.bank.question import Text
from aigc_quiz.images.quality import Measured
from aigc_quiz.jury import Lines, Medal, Training
from aigc_quiz.jury.curves import Curves

# From docs/diffusion.md; every number that a message tells comes from here. A face is as good, whichever model drew
# it: the lines are the GAN's but for coverage and colours.
LINES = Lines(
    distance=64.0,
    coverage=0.15,
    diversity=0.4,
    colours=0.85,
    copies=0.25,
    medals=(
        Medal("gold", distance=23.0, coverage=0.75),
        Medal("silver", distance=32.0, coverage=0.60),
        Medal("bronze", distance=45.0, coverage=0.40),
    ),
    reference={"distance": (15.4, 18.1), "coverage": (0.93, 0.96)},
)
NOISY = 1.25  # diversity: noise drives pictures apart
STILL = 0.97  # the loss at the end over the loss early on, from which it did not fall


def causes(curves: Curves, measured: Measured, lines: Lines) -> list[Text]:
    """What may have gone wrong, from the curves and the numbers; the likeliest first, and always something to try."""
    return [*_seen(curves), *_usual(measured)]


def _seen(curves: Curves) -> list[Text]:
    if (step := curves.not_finite) is not None:
        return [
            Text(
                zh=f"从第 {step} 步起损失是 NaN 或无穷大：检查学习率、除以 b(t) 或 a(t) 时分母为 0 的地方、按 t 加权的权重。",
                en=f"From step {step} on the loss is NaN or infinite: look at the learning rate, at divisions by a(t) or b(t) where they are 0, and at weights that depend on t.",
            )
        ]
    found = []
    early, late = curves.loss("loss", after=0.05, until=0.15), curves.loss("loss", after=0.8)
    if late > STILL * early:
        found.append(
            Text(
                zh=f"损失没有下降（开头 {early:.3g}，最后 {late:.3g}）：学习率太小或太大，或者网络太弱。",
                en=f"The loss did not fall ({early:.3g} early on, {late:.3g} at the end): the learning rate is too small or too large, or the network too weak.",
            )
        )
    moments = curves.distance
    if len(moments) > 2 and moments[-1] > 1.3 * min(moments[1:-1]):
        found.append(
            Text(
                zh=f"训练途中直接用当时的权重采样，距离曾到 {min(moments[1:-1]):.0f}，而最后返回的网络是 {moments[-1]:.0f}：EMA 的衰减太接近 1(一千步还没追上)，或者 train 返回的不是训练好的那个网络。",
                en=f"Sampling with the weights of the moment reached a distance of {min(moments[1:-1]):.0f} on the way, the network that train returned has {moments[-1]:.0f}: the EMA's decay is too near 1 to catch up within a thousand steps, or train returns another network than the one it trained.",
            )
        )
    return found


def _usual(measured: Measured) -> list[Text]:
    if measured.diversity < 0.5:
        return [
            Text(
                zh="图都差不多：采样的噪声（起点，或祖先采样每一步的噪声）太小，或者网络只学到了平均脸；确认每一步都取不同的训练图、抽新的噪声。",
                en="The pictures are much alike: too little noise in sampling (at its start, or in each ancestral step), or a network that learnt the mean face; make sure that each step takes other images and new noise.",
            )
        ]
    if measured.diversity > NOISY:
        return [
            Text(
                zh="图里有噪点：采样步数太少（祖先采样要几十到上百步，DDIM、Heun 少得多），或者网络预测的是噪声——t 接近 1 时，噪声的误差除以接近 0 的 a(t) 才得到原图。改为预测 v 或速度，或者让损失在那里更重。",
                en="The pictures are noisy: sampling takes too few steps (ancestral sampling needs dozens to hundreds, DDIM and Heun far fewer), or the network predicts the noise, whose error is divided by a(t), nearly 0 near t = 1, to guess the picture. Predict v or the velocity, or let the loss weigh more there.",
            )
        ]
    if measured.precision < 0.4:
        return [
            Text(
                zh="一千步里没有学到清楚的图：在 16x16 上多放几个残差块、学习率升温再降到 0、用 EMA 权重采样；再检查采样步数是不是太少。",
                en="A thousand steps taught it too little: more residual blocks at 16x16, a learning rate that warms up and falls to 0, sampling from an EMA of the weights; and see whether sampling takes too few steps.",
            )
        ]
    return [
        Text(
            zh="图清楚但还不够像：t 多抽中间的（logit-normal），一步里让 t 分层均匀，采样换 Heun，网络加宽。",
            en="The pictures are clear but not close enough: draw more of the times from the middle (logit-normal), spread them evenly over a batch, sample by Heun's method, widen the network.",
        )
    ]


TRAINING = Training(
    lines=LINES,
    step_name="training_loss",
    losses=("loss",),
    causes=causes,
    samples=1024,  # a sample costs ten passes through the network, not one
    blank="unlike",
    glances=(0, 0.1, 0.25, 0.5, 0.75),
    glanced=128,
)
