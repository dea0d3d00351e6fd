"""Everything that the page of a grading says, in both languages."""

from typing import TypedDict

SAID = {
    "zh": {
        "checks": "还可以改的", "passed": "通过的检查", "advice": "建议", "advised": "建议", "numbers": "测量结果", "yours": "你的",
        "line": "及格线", "floor": "真图之间", "real": "真图", "attributes": "各种属性出现的比例", "over_time": "距离随训练的变化",
        "step": "步", "distance": "Fréchet 距离", "same_many": "训练途中只取少量样本来测；同样多的真图是 {floor}。",
        "pictures": "图", "printed": "你的程序打印了", "how": "这次评测", "seed": "重现", "device": "设备", "isolation": "隔离",
        "limits": "限制", "seconds": "用时", "steps": "训练步数", "data": "你自己的图片", "skipped": "跳过的文件：",
        "index": "评测报告", "file": "文件", "exercise": "练习",
        "outcome": "结果", "score": "得分",
    },
    "en": {
        "checks": "What else to mend", "passed": "Passed checks", "advice": "advice", "advised": "Advice", "numbers": "What was measured",
        "yours": "yours", "line": "passes at", "floor": "real images", "real": "real",
        "attributes": "How often each attribute is drawn", "over_time": "The distance during training", "step": "step",
        "distance": "Fréchet distance", "same_many": "On the way it is measured on fewer samples; as many real images have {floor}.",
        "pictures": "Pictures", "printed": "Your program printed", "how": "This grading", "seed": "repeat it with",
        "device": "device", "isolation": "isolation", "limits": "limits", "seconds": "took", "steps": "steps of training",
        "data": "Your own pictures", "skipped": "Files that were skipped:",
        "index": "Reports",
        "file": "file", "exercise": "exercise", "outcome": "outcome", "score": "score",
    },
}  # fmt: skip


class Metric(TypedDict):
    """What a number is called, and whether more of it is better."""

    zh: str
    en: str
    more: bool


METRICS: dict[str, Metric] = {
    "distance": {"zh": "Fréchet 距离", "en": "Fréchet distance", "more": False},
    "kernel": {"zh": "KID", "en": "KID", "more": False},
    "precision": {"zh": "precision：像真图的样本", "en": "precision: samples that look real", "more": True},
    "recall": {"zh": "recall：画得出的真图", "en": "recall: real images that could be drawn", "more": True},
    "density": {"zh": "density：样本落在真图密处", "en": "density: samples where real images are dense", "more": True},
    "coverage": {"zh": "coverage：附近有样本的真图", "en": "coverage: real images with a sample nearby", "more": True},
    "copies": {"zh": "几乎是训练图的样本", "en": "samples that are nearly training images", "more": False},
    "diversity": {"zh": "样本之间的差别（真图为 100%）", "en": "how unlike the samples are (real images 100%)", "more": True},
    "colours": {"zh": "颜色的差别（两个世界之间为 100%）", "en": "how far off the colours are (another world 100%)", "more": False},
    "exchanged": {"zh": "颜色的差别（红蓝互换后的真图为 100%）", "en": "how far off the colours are (real ones with red and blue exchanged 100%)", "more": False},
    "smoothness": {"zh": "插值的平滑程度（1 为均匀）", "en": "smoothness of interpolations (1 is even)", "more": True},
}  # fmt: skip
SHARES = ("precision", "recall", "coverage", "copies", "diversity", "colours", "exchanged")

CAPTIONS = {
    "samples": {"zh": "你的样本，种子由评测给定，没有挑选过", "en": "Your samples, under seeds of the judge's, not chosen"},
    "real": {"zh": "训练时没有用过的真图", "en": "Real images that were held out of the training"},
    "training": {"zh": "训练的经过：每一行是一个时刻，从没训练过到最后", "en": "The training: each row a moment, from untrained to the end"},
    "curves": {"zh": "损失与 Fréchet 距离", "en": "Losses and Fréchet distance"},
    "walk": {"zh": "在隐空间里走一圈", "en": "A walk through the latents, back to where it began"},
    "best": {"zh": "最像真图的样本", "en": "The samples most like real images"},
    "worst": {"zh": "最不像真图的样本", "en": "The samples least like real images"},
    "nearest": {"zh": "每个样本（上）和离它最近的训练图（下）", "en": "Each sample above the training image nearest to it"},
}  # fmt: skip
