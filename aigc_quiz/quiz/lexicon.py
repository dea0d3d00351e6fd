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

# One line a set of words that mean the same where they stand in a phrase. No word of a single
# letter, none that means different things in the field; an entry matches in light inflection.
SYNONYMS = """
reward model | rm | scorer | scoring model | preference model | 奖励模型 | 打分模型 | 评分模型 | 打分的模型
discriminator | critic | judge network | 判别器 | 鉴别器 | 判别网络
generator | generating network | 生成器 | 生成网络
supervised fine-tuning | supervised finetuning | sft | instruction tuning | 监督微调 | 有监督微调 | 指令微调
demonstration | human-written | 示范 | 范例 | 演示
reinforcement learning | rl | 强化学习
human label | human annotation | human judgement | human rating | annotator | 人工标注 | 人类标注 | 人工打分 | 人打的分 | 人判 | 人标
people | human | person | annotator | rater | 人工 | 人类 | 真人
approval | approve | confirm | confirmation | sign off | 确认 | 审批 | 批准 | 点头 | 同意
irreversible | cannot be undone | can't be undone | can't be rolled back | destructive | 不可逆 | 不能回退 | 无法撤销 | 不能撤回
deduplicate | dedupe | dedup | remove duplicates | near duplicate | look-alike | 去重 | 重复的合并 | 去除重复
contamination | decontaminate | leakage | leak | 去污染 | 污染 | 泄漏 | 泄露
held-out | holdout | unseen | validation set | 留出 | 验证集
hallucination | hallucinate | made up | makes things up | make things up | make stuff up | fabricate | falsehood | 幻觉 | 编造 | 瞎编 | 胡编 | 胡说 | 瞎说
abstain | refuse | decline | say i don't know | 拒答 | 不知道 | 不回答 | 拒绝回答
citation | cite | source | reference | provenance | 出处 | 来源 | 引用 | 第几页
retrieval | retrieve | search | retriever | 检索 | 召回 | 查资料 | 搜索
gold passage | right passage | correct passage | correct paragraph | 正确段落 | 标准段落 | 应命中的段落
reranker | rerank | re-rank | 重排 | 重排序
chunking | chunk size | 切块 | 分块 | 切片 | 切分
index | reindex | 索引
overfit | overfitting | memorise | memorize | parrot | 过拟合 | 死记 | 背下来 | 死记硬背 | 背熟
variety | diversity | diverse | varied | 多样性 | 多样 | 花样 | 丰富度
expensive | costly | pricey | dear | costs a lot | burns money | 昂贵 | 费钱 | 又贵 | 太贵 | 烧钱 | 花钱
cost | price | bill | money | expense | spend | 成本 | 费用 | 开销 | 花费 | 代价
latency | slow | takes long | response time | 延迟 | 时延 | 响应慢 | 响应
overlook | missed | ignored | lost | skipped | neglected | 漏掉 | 忽略 | 丢失 | 看漏 | 漏看
distract | mislead | confuse | 干扰 | 误导 | 分心
summary | summarise | summarize | condense | compact | boil down | 摘要 | 总结 | 概括 | 压缩 | 浓缩
context window | context | 上下文窗口 | 上下文 | 窗口
external store | vector store | database | vector database | 外部存储 | 外部数据库 | 向量库 | 数据库
file | notes | note | 文件 | 笔记 | 便签
subagent | sub-agent | helper | worker agent | 子智能体 | 子代理 | 子 agent
preference | taste | likes | 偏好
timestamp | date | time | 时间戳 | 时间 | 日期
supersede | overwrite | replace | update | 取代 | 覆盖 | 替换 | 更新 | 以新的为准 | 作废
stale | outdated | expired | obsolete | 过期 | 过时 | 失效 | 作废
isolate | separate | 隔离 | 分开
untrusted | not trusted | never instructions | not instructions | 不可信 | 不信任 | 不受信任 | 不当命令 | 不能当成命令
least privilege | minimal permission | fewest tools | minimum permission | 最小权限 | 权限最小 | 权限给最小 | 权限越少越好
read-only | 只读 | 只能读
sandbox | container | isolated environment | 沙箱 | 沙盒 | 容器
exfiltrate | leak data | smuggle | data theft | 外带 | 带走 | 外泄 | 泄露
allow-list | allowlist | whitelist | known addresses | 白名单
red team | red teaming | attack it ourselves | 红队 | 攻击测试
audit log | log | trace | logging | 日志 | 轨迹 | 审计 | 留痕
timeout | time limit | wall clock | 超时 | 总时长 | 时间上限
maximum steps | max steps | step limit | cap steps | ceiling on iterations | maximum iterations | 最大步数 | 步数上限 | 最多跑多少步 | 限制步数
budget | cap | ceiling | limit | 预算 | 上限 | 限额
repeated action | same call | repeats the same | 重复动作 | 重复调用 | 同样的调用
schema | declared types | json schema | 模式校验
gradient clipping | clip gradient | clip the gradient | clip gradients | cap the gradient | 梯度裁剪 | 裁剪梯度
checkpoint | ckpt | last good save | saved state | snapshot | 检查点 | 存档
roll back | rollback | go back | restart from | revert | 回滚 | 回退 | 退回
warm-up | warmup | ramp up | 预热
learning rate | lr | step size | 学习率 | 步长
gradient norm | grad norm | gradients' norm | 梯度范数 | 梯度大小
hardware | gpu fault | faulty gpu | flaky gpu | bad card | 硬件 | 坏卡
noise | static | 噪声 | 噪音
denoise | remove noise | clean up | cleaning up | 去噪 | 降噪
gaussian noise | pure noise | random noise | 高斯噪声 | 纯噪声 | 随机噪声 | 高斯噪音
step by step | bit by bit | gradually | iteratively | one step at a time | 逐步 | 一步步 | 一步一步 | 一点点 | 一点一点
mean squared error | squared error | mse | squared difference | 均方误差 | 平方误差 | 差的平方
closed form | one shot | in one go | directly to | 闭式 | 一步得到 | 直接算出
minimax | zero-sum | adversarial game | 极小极大 | 零和 | 博弈
alternate | take turns | by turns | 交替 | 轮流 | 轮着
equilibrium | nash | 均衡
distinguish | tell apart | separate | classify | spot | 区分 | 分辨 | 辨别 | 分清
real | true | genuine | 真实
fake | generated | forged | forgery | 假样本 | 生成样本
encoder | 编码器
decoder | 解码器
latent | latent variable | code | hidden variable | 潜变量 | 隐变量 | 潜向量 | 隐向量 | latent vector
latent space | 潜空间 | 隐空间
cross-attention | attend to the text | 交叉注意力
autoregressive | one after another | token by token | left to right | 自回归 | 逐个 | 一个接一个
likelihood | probability | 似然 | 概率
invertible | reversible | bijective | 可逆 | 反着算 | 双射
blurry | blurred | soft | fuzzy | 模糊
sharp | crisp | clear | 清晰 | 锐利
unstable | instability | fragile | shaky | brittle | hard to train | 不稳定 | 不稳 | 难训 | 难训练 | 容易崩
mode collapse | drop modes | missing modes | modes get lost | 模式崩溃 | 模式坍缩 | 丢模式 | 只会画几种
trajectory | path | 轨迹 | 路径 | 路线
straighten | straight | straight line | 拉直 | 掰直 | 直线
teacher | 教师 | 老师
student | pupil | 学生
perceptual loss | perceptual | lpips | 感知损失 | 感知 loss
adversarial loss | gan loss | adversarial | 对抗损失 | 对抗 loss | 对抗
per pixel | pixelwise | pixel-wise | each pixel | 逐像素 | 每个像素
average | mean | 平均 | 均值 | 中间值
classifier-free guidance | cfg | 无分类器引导
dropped condition | drop the caption | blank out | blanked out | 丢弃条件 | 丢掉条件 | 空条件
twice | two times | double | 2x | two forward passes | 两次 | 两遍 | 翻倍 | 加倍 | 一倍
extrapolate | push away | push | amplify | 外推 | 放大
prompt adherence | follow the prompt | match the prompt | 贴合 | 听话 | 图文一致 | 符合描述
kv cache | key-value cache | cached keys and values | kv 缓存 | 键值缓存
memory bandwidth | bandwidth | memory traffic | memory-bound | 带宽 | 访存
share | shared | serve | serving all | 共用 | 共享 | 合用
group | grouped | 分组 | 一组
low-rank | compressed vector | small vector | 低秩 | 降维
compress | squeeze | shrink | 压缩 | 压成 | 压到
throughput | tokens per second | 吞吐 | 吞吐量
fragmentation | fragment | fragmented | 碎片
on demand | as needed | as it grows | when needed | 按需 | 需要时
copy-on-write | 写时复制
prefix | 前缀
fixed-size block | fixed-size page | 固定大小的块 | 定长的块 | 固定大小的 block
non-contiguous | not contiguous | need not be contiguous | 不连续
prefill | 预填充
preempt | preemption | evict | evicted | kicked out | 抢占 | 踢出 | 驱逐
disaggregate | disaggregation | separate gpus | different gpus | pd 分离 | 分离部署
chunked prefill | chunk the prefill | 分块预填充 | prefill 分块
concurrency | concurrent requests | max sequences | 并发
majority vote | majority | vote | self-consistency | 多数表决 | 投票 | 少数服从多数
verifier | checker | grader | 验证器 | 校验器
chain of thought | think longer | longer reasoning | 思维链 | 想更久 | 想久一点
self-check | check itself | revise | revision | self-correct | reflect | 自我检查 | 自我修改 | 自我反思 | 回头检查
tree search | search tree | beam search | tree of partial solutions | 树搜索 | 束搜索
diminishing returns | diminishing | gains flatten | slower and slower | ever more slowly | 收益递减 | 收益越来越小 | 边际
unit test | run the tests | run the code | 单元测试 | 单测 | 跑测试 | 跑代码
program | script | code check | rule-based | 程序 | 脚本 | 规则
gamed | game | exploit | hack | hacked | loophole | 钻空子 | 钻漏洞 | 被钻 | 漏洞 | 空子
sparse | rarely succeeds | 稀疏
open-ended | essay | creative writing | chat | dialogue | 开放式 | 开放任务 | 写作 | 聊天 | 散文
preference pair | preference data | preference label | human preference | ranking | 偏好数据 | 偏好标注 | 偏好对 | 偏好
comparison | pairwise | ranking | rank | preference | 比较 | 排序 | 排个高低 | 对比
final answer | final result | outcome | 最终答案 | 最终结果 | 最后答案
each step | every step | every reasoning step | step by step | line by line | 每一步 | 每步 | 每个步骤 | 逐步 | 按步骤 | 按步
rollout | monte carlo | continuation | 采样续写 | 续写 | 多次采样
calibration data | calibration set | calibration sample | calibration | 校准数据 | 校准集 | 校准
fake quantisation | fake quantization | fake-quant | simulated quantisation | simulate quantisation | simulate quantization | 伪量化 | 模拟量化 | 假量化
straight-through | ste | 直通估计 | 直通
master weight | full-precision copy | full precision copies | high-precision weight | fp32 weight | 主权重 | 高精度权重
auxiliary loss | aux loss | balancing loss | extra loss | extra term | 辅助损失 | 辅助 loss | 损失里加一项 | 附加损失
load | utilisation | 负载
busiest | hottest | overloaded | straggler | most popular | 最忙 | 最热门 | 最挤
holds up | delay | slow down | wait for | bottleneck | 拖慢 | 等待 | 瓶颈 | 短板
router | gate | gating | 路由 | 门控
expert | 专家
all-to-all | all2all | alltoall
dropped | overflow | discarded | thrown away | 丢弃 | 丢掉 | 扔了 | 溢出
interfere | disturb | conflict | pull against | 干扰 | 冲突 | 打架
causal | peek | future token | later token | 因果 | 未来的 token | 未来 token
overlap | hide behind | concurrently | 重叠 | 掩盖 | 边算边传
activation | 激活
recomputation | checkpointing | recompute | 重计算 | 重算
pipeline bubble | bubble | idle slot | 气泡
inside a node | within a machine | single box | 机内 | 单机 | 节点内 | 机器内
across machines | between nodes | across nodes | inter-node | 跨机 | 机间 | 跨节点
optimizer state | 优化器状态
decouple | decoupled | separate | apart | outside | directly to the weights | 解耦 | 分离 | 单独
moment | momentum | moving average | 动量 | 滑动平均 | 一阶矩
bias | offset | knob | 偏置 | 偏移量 | 旋钮
norm layer | layernorm | layer norm | normalisation layer | 归一化层
temperature | 温度
sharpen | sharp | deterministic | 尖锐 | 更尖 | 确定
flatten | flat | random | 平坦 | 更平 | 随机
renormalise | renormalize | sum to one | 重新归一化 | 归一化
cumulative probability | cumulative | add up to | adds up | mass | 累计概率 | 累积概率 | 累加
adapt | adaptive | 自适应 | 不一定
repetition penalty | frequency penalty | presence penalty | 重复惩罚 | 频率惩罚
greedy | top token | most likely token | argmax | 贪心 | 贪婪
stop token | eos | end of sequence | 停止符 | 结束符
chat template | prompt template | 聊天模板 | 对话模板
feedback loop | snowball | self-reinforce | 自我强化 | 滚雪球 | 恶性循环
cycle consistency | cycle loss | round trip | back and forth | 循环一致 | 转回来
each domain | per domain | one per domain | 每个域 | 每边 | 各有一个 | 各配一个
geometry | shape | shapes | geometric | 几何 | 形状 | 形变
hide information | steganograph | 藏信息 | 信息藏 | 隐写
sketch | line drawing | lineart | line art | 线稿 | 草图
composition | layout | structure | 构图 | 布局 | 骨架
inpainting | inpaint | masked repaint | redraw the region | 局部重绘 | 重绘 | 只重画
mask | 掩码 | 遮罩 | 蒙版
composite | compositing | paste | cut out | 合成 | 贴回 | 抠图 | 抠出来
similarity | similar | 相似度 | 像不像
crop | cut off | 裁剪 | 裁掉
screenshot | screen capture | 截图 | 截屏
invisible watermark | hidden watermark | 隐形水印 | 不可见水印 | 隐水印
perceptual hash | fingerprint | hash | 感知哈希 | 指纹 | 哈希
false positive rate | fpr | false alarm | false positive | 误报率 | 误报
proves nothing | proof | doesn't prove | not prove | 不代表 | 不等于 | 不能说明 | 说明不了
side by side | pairwise | two images | two pictures | both images | 并排 | 成对 | 两两
blind | without knowing | 盲评 | 盲测 | 不知道是哪个
shuffle | 随机 | 打乱
tie | equal | draw | 平局 | 打平 | 平手
agreement | kappa | consistency between raters | 一致性 | 一致率 | 吻合
confidence interval | error bar | significance | 置信区间 | 误差范围 | 显著性
cherry-pick | 挑图
rubric | marking criteria | scoring guide | grading criteria | 评分细则 | 打分标准 | 打分表 | 评分标准
position bias | order bias | 位置偏差 | 位置偏见
verbosity | verbose | longer answer | length bias | 冗长 | 更长的答案 | 写得长 | 话多
swap | both orders | switch positions | reverse the order | 交换 | 调换 | 换个位置
own family | own style | itself | self-preference | 自家 | 自己家 | 同源 | 自己人
canary | staged roll-out | gradual rollout | ab test | a/b | 灰度 | 小流量 | 放量
monitor | keep an eye | watch | track | 监控 | 盯着 | 观测
regression | rerun | rerun the suite | ci | 回归 | 重跑
real traffic | real tickets | production logs | real users | 真实流量 | 真实工单 | 线上真实
rare | long tail | corner case | edge case | 长尾 | 罕见 | 冷门
failure | incident | bad case | 失败 | 坏例 | 翻车
serving | inference | deployment | 推理 | 服务 | 部署
fine detail | detail | fine print | 细节
ocr | reading text | read text | text in images | 文字识别
learned queries | learnable queries | trainable vectors | learnable query | 可学习的查询 | 可学习 query | 查询向量
visual token | image token | patch token | patch vector | 视觉 token | 图像 token
worker | num_workers | worker processes | 进程 | 多进程
pinned memory | pin_memory | page-locked | 锁页
prefetch | prefetch_factor | fetch ahead | 预取 | 提前多备
offline | beforehand | in advance | 离线 | 提前 | 事先
collect | gather | acquire | 收集 | 采集 | 搜集
augment | augmentation | flip and crop | 数据增强 | 增强
synthetic | synthesise | artificial | 合成
clean | scrub | filter | 清洗 | 过滤
pretrained | already been trained | transfer learning | 预训练 | 迁移学习
early stopping | stop early | 早停
flicker | flickering | 闪烁
coherence | consistency | consistent | 一致性 | 一致 | 前后一致
accumulate | pile up | compound | add up | 累积 | 积累 | 越滚越大
drift | diverge | wander off | 漂移 | 跑偏
physics | implausible | physical | 物理 | 违反常识
caption | recaption | description | 描述 | 打标 | 文案
speaker embedding | speaker vector | voiceprint | 说话人向量 | 说话人嵌入 | 声纹
codec token | discrete token | audio token | 离散 token | 码本
vocoder | hifi-gan | 声码器
phoneme | sounds | 音素
normalise | normalise text | spell out | 正则化 | 规范化
naturalness | mos | listening test | 自然度
word error rate | wer | 字错率 | 词错率
needle | needle in a haystack | 大海捞针 | 捞针
multi-hop | several hops | 多跳 | 串起来
position interpolation | yarn | ntk | 位置插值
long document | long text | long book | 长文档 | 长文本
annealing | anneal | ramp | warm up the kl | 退火
posterior | 后验
prior | 先验
ignore | disregard | doesn't listen | not use | 忽略 | 不理会 | 不看 | 无视
strong decoder | powerful decoder | decoder is so powerful | decoder is so strong | 解码器太强 | 解码器过强
word dropout | drop words | 随机丢词
discrete | vq-vae | vq | codebook | 离散
"""
