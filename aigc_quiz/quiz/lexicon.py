"""Words of the field, in both languages: which mean the same, and which are set against each other."""

# One line a set of alternatives, `/` between the things, `|` between the names of one thing.
CONTRASTS = """
generator|生成器|生成网络|g / discriminator|判别器|鉴别器|critic|d
encoder|编码器 / decoder|解码器
prior|先验 / posterior|后验
outcome reward|orm|结果奖励|结果监督 / process reward|prm|过程奖励|过程监督
ptq|post-training quantization|post-training quantisation|训练后量化|后训练量化 / qat|quantization-aware|quantisation-aware|量化感知
mha|multi-head / mqa|multi-query / gqa|grouped-query / mla
adamw|decoupled / l2|l2 regularization|l2 正则|adam+l2
clip / siglip
mlp|llava|linear projector|projector / q-former|qformer|blip-2
temperature|温度 / top-k|top k / top-p|top p|nucleus
controlnet / lora|dreambooth / ip-adapter|ipadapter / inpainting|inpaint|重绘
tensor parallel|tensor parallelism|tp|张量并行 / pipeline|pipeline parallelism|pp|流水线|流水线并行 / data parallel|data parallelism|fsdp|zero|dp|数据并行 / context parallel|context parallelism|cp|上下文并行|序列并行
data parallel|ddp / fsdp
dpo / ppo
rag|retrieval|检索|检索增强 / fine-tune|fine-tuning|finetune|finetuning|fine tuning|微调
in training|during training|training|训练时|训练阶段|训练的时候 / in sampling|sampling|at inference|采样时|采样阶段|推理时|生成时
high noise|高噪声|噪声大 / low noise|低噪声|噪声小
autoregressive|自回归 / vae|vaes|变分自编码器 / gan|gans|生成对抗网络 / diffusion|flow matching|扩散|流匹配 / normalizing flow|normalising flow|标准化流|归一化流|流模型
progressive|progressive distillation|渐进 / dmd|distribution matching|分布匹配 / add|ladd|adversarial distillation|对抗蒸馏 / reflow
map-reduce|mapreduce|chunking|分块 / refine|running update|逐块|滚动
static batching|static batch|静态批 / continuous batching|连续批 / paging|paged|pagedattention|分页
first|firstly|第一步|第一阶段 / second|secondly|第二步|第二阶段 / third|thirdly|第三步|第三阶段
prefill|预填充 / decode|decoding|解码
precision|精确率 / recall|召回率
"""
