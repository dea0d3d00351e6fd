"""What a mock interview of each role is made of, as data: areas, levels of difficulty, kinds of questions."""

from collections.abc import Mapping
from dataclasses import dataclass

from aigc_quiz.bank.question import Question, Text

# Seconds that one question is planned to take: what a candidate needs who knows it, speaks to the
# point and types at a usual pace. A plan, not a limit: only the whole interview is timed.
SECONDS: Mapping[str, float] = {"short": 210, "code": 120, "numeric": 120, "choice": 60}
KINDS = tuple(SECONDS)


@dataclass(frozen=True, slots=True)
class Area:
    """A part of an interview: some topics of the bank, and their share of the time, 0 to 1."""

    name: Text
    share: float
    topics: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Blueprint:
    """An interview for one role. The shares of areas, levels (1 to 5) and kinds each add up to 1.

    `version` rises when the shares change: scores of different versions do not compare well.
    """

    role: str
    title: Text
    areas: tuple[Area, ...]
    levels: Mapping[int, float]
    kinds: Mapping[str, float]
    version: int = 1


def kind(question: Question) -> str:
    """One of KINDS: `code` reads code, whatever its type; `choice` is all that is picked or filled in."""
    if "code_reading" in question.tags:
        return "code"
    return question.type if question.type in ("short", "numeric") else "choice"


def of_topics(blueprint: Blueprint, topics: tuple[str, ...]) -> Blueprint:
    """The blueprint with one area for each of the topics, for a bank that knows none of its own."""
    areas = tuple(Area(Text(topic, topic), 1 / len(topics), (topic,)) for topic in topics)
    return Blueprint(
        blueprint.role,
        blueprint.title,
        areas,
        blueprint.levels,
        blueprint.kinds,
        blueprint.version,
    )


def _area(zh: str, en: str, share: float, topics: str) -> Area:
    return Area(Text(zh, en), share, tuple(topics.split()))


_LEVELS = {1: 0.1, 2: 0.25, 3: 0.35, 4: 0.2, 5: 0.1}
_HARDER = {1: 0.05, 2: 0.2, 3: 0.35, 4: 0.25, 5: 0.15}

_ALL = (
    Blueprint(
        role="general",
        title=Text("通用", "General"),
        areas=(
            _area(
                "生成模型基础", "Generative models", 0.25,
                "aigc_basics gan vae_flow_autoregressive diffusion flow_matching",
            ),
            _area(
                "语言模型基础", "Language models", 0.2,
                "attention tokens_positions decoding pretraining post_training reasoning moe peft",
            ),
            _area(
                "应用", "Applications", 0.2,
                "text_tasks prompting rag agents text_to_image multimodal video_3d audio",
            ),
            _area(
                "数据、评测与风险", "Data, evaluation and risk", 0.15,
                "training_data llm_evaluation media_evaluation hallucination safety copyright_provenance",
            ),
            _area("工程与成本", "Engineering and cost", 0.1, "serving quantization distributed_training cost"),
            _area("框架与代码", "Frameworks and code", 0.1, "pytorch tensorflow_keras_jax"),
        ),
        levels={1: 0.2, 2: 0.3, 3: 0.3, 4: 0.15, 5: 0.05},
        kinds={"short": 0.4, "code": 0.1, "numeric": 0.1, "choice": 0.4},
    ),
    Blueprint(
        role="llm",
        title=Text("大语言模型", "Language models"),
        areas=(
            _area("模型结构", "Architecture", 0.25, "attention tokens_positions moe multimodal"),
            _area(
                "训练与对齐", "Training and alignment", 0.25,
                "pretraining post_training reasoning peft training_data",
            ),
            _area("应用", "Applications", 0.2, "prompting rag agents text_tasks"),
            _area("推理与部署", "Decoding and serving", 0.15, "decoding serving quantization cost"),
            _area("评测与风险", "Evaluation and risk", 0.1, "llm_evaluation hallucination safety"),
            _area("框架与代码", "Frameworks and code", 0.05, "pytorch distributed_training"),
        ),
        levels=_LEVELS,
        kinds={"short": 0.4, "code": 0.1, "numeric": 0.15, "choice": 0.35},
    ),
    Blueprint(
        role="image",
        title=Text("图像与视频生成", "Image and video generation"),
        areas=(
            _area("扩散与流", "Diffusion and flow", 0.3, "diffusion flow_matching"),
            _area("GAN、VAE 与基础", "GANs, VAEs and basics", 0.25, "gan vae_flow_autoregressive aigc_basics"),
            _area("应用与多模态", "Applications", 0.2, "text_to_image video_3d multimodal"),
            _area("评测与数据", "Evaluation and data", 0.15, "media_evaluation training_data copyright_provenance"),
            _area("框架与代码", "Frameworks and code", 0.1, "pytorch tensorflow_keras_jax peft attention"),
        ),
        levels=_LEVELS,
        kinds={"short": 0.35, "code": 0.15, "numeric": 0.15, "choice": 0.35},
    ),
    Blueprint(
        role="platform",
        title=Text("训练与推理平台", "Training and serving platform"),
        areas=(
            _area("推理服务", "Serving", 0.25, "serving decoding quantization"),
            _area("分布式训练", "Distributed training", 0.25, "distributed_training pretraining moe"),
            _area("显存、算力与成本", "Memory, compute and cost", 0.2, "cost attention peft tokens_positions"),
            _area("框架与代码", "Frameworks and code", 0.2, "pytorch tensorflow_keras_jax"),
            _area("上线与质量", "Quality in production", 0.1, "rag agents llm_evaluation safety training_data"),
        ),
        levels=_HARDER,
        kinds={"short": 0.35, "code": 0.15, "numeric": 0.25, "choice": 0.25},
    ),
)  # fmt: skip
BLUEPRINTS: Mapping[str, Blueprint] = {blueprint.role: blueprint for blueprint in _ALL}
