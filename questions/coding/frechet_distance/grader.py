from collections.abc import Iterator

import torch
from torch import Tensor

from aigc_quiz.grading import Check, Submission, Text, close, expect, first_fault, parts

from . import slips

FULL, DEFICIENT = 1e-7, 1e-5  # the errors that the statement allows


def grade(submission: Submission) -> Iterator[Check]:
    def features(
        n: int, d: int, *, rank: int | None = None, scale: float = 1.0, shift: float = 1.0
    ) -> Tensor:
        """(n, d) float64 features, correlated, around a mean of their own."""
        mixing = submission.normal(rank or d, d, dtype=torch.float64) / d**0.5
        spread = submission.normal(n, rank or d, dtype=torch.float64) @ mixing
        return scale * (spread + shift * submission.normal(d, dtype=torch.float64))

    yield from statistics(submission, "mean", "covariance", features(9, 5), features(40, 7))
    yield from statistics(
        submission, "mean_few_samples", "covariance_few_samples", features(2, 4), features(6, 11)
    )
    yield from statistics(submission, "mean_one_feature", "covariance_one_feature", features(8, 1))
    yield from statistics(
        submission,
        "mean_float32_features",
        "covariance_float32_features",
        features(30, 6, shift=300.0).float(),
    )

    def compare(
        check: str,
        *cases: tuple[slips.Gaussian, slips.Gaussian],
        allowed: float,
        zh: str,
        en: str,
    ) -> Check:
        def checks() -> Iterator[Check]:
            for one, two in cases:
                given = one[0], slips.covariance(one[1]), two[0], slips.covariance(two[1])
                want = slips.distance(one, two)
                yield close(
                    check,
                    submission.call("frechet_distance", *given),
                    want,
                    rtol=allowed,
                    # With full rank the error is relative; near 0 the traces are its measure.
                    atol=allowed * (slips.size(one, two) if allowed == DEFICIENT else 0.0),
                    hint=Text(zh, en),
                    mistakes=slips.distance_slips(one, two),
                )

        with submission.naming(check):
            return first_fault(checks())

    def drawn(n: int, d: int, **options: float) -> slips.Gaussian:
        return slips.gaussian(features(n, d, **options))

    yield compare(
        "distance",
        (drawn(30, 5), drawn(20, 5)),
        (drawn(60, 12, scale=3.0), drawn(60, 12)),
        (drawn(9, 1), drawn(9, 1)),
        allowed=FULL,
        zh="d^2 = ||m1 - m2||^2 + Tr(C1) + Tr(C2) - 2 Tr((C1 C2)^(1/2))。只差一点点，多半是对角线上加了 eps，或用了 float32：都不应该。",
        en="d^2 = ||m1 - m2||^2 + Tr(C1) + Tr(C2) - 2 Tr((C1 C2)^(1/2)). A tiny difference means an eps on the diagonal or float32; neither belongs here.",
    )
    mean = drawn(4, 6)[0]
    yield compare(
        "means_or_covariances_only",
        ((mean, drawn(20, 6)[1]), (mean, drawn(20, 6, scale=2.0)[1])),
        ((mean, 1e-3 * drawn(20, 6)[1]), (mean + 2, 1e-3 * drawn(20, 6)[1])),
        allowed=FULL,
        zh="均值相同时只剩协方差的差别，协方差很小时只剩均值的差别。",
        en="With equal means only the covariances tell, with tiny covariances only the means.",
    )
    yield compare(
        "rank_deficient",
        (drawn(5, 16), drawn(7, 16)),
        (drawn(40, 10, rank=3), drawn(40, 10)),
        (drawn(40, 10), drawn(3, 10)),
        allowed=DEFICIENT,
        zh="协方差不满秩：特征值有的是 0，舍入后可能是 -1e-17，开方前要 clamp(min=0)；也不能求逆或做 Cholesky。",
        en="The covariances are rank-deficient: some eigenvalues are 0, after rounding perhaps -1e-17, so clamp(min=0) before the root; no inverse, no Cholesky.",
    )
    apart = torch.zeros(2, 8, 8, dtype=torch.float64)
    apart[0, :4, :4], apart[1, :4, 4:] = (drawn(5, 4)[1][:4] for _ in range(2))
    turn = torch.linalg.qr(submission.normal(8, 8, dtype=torch.float64))[0]
    yield compare(
        "orthogonal_ranges",
        ((mean[:1].repeat(8), apart[0] @ turn), (mean[1:2].repeat(8), apart[1] @ turn)),
        ((mean, 0 * drawn(9, 6)[1]), (mean + 1, drawn(9, 6)[1])),
        allowed=DEFICIENT,
        zh="C1 C2 = 0 时平方根一项是 0，距离是均值一项加两个迹。",
        en="Where C1 C2 = 0 the root term is 0, and the distance is the mean term plus both traces.",
    )
    one, two = drawn(25, 8), drawn(4, 8)
    yield compare(
        "equal_gaussians",
        (one, one),
        (two, two),
        allowed=DEFICIENT,
        zh="与自己的距离是 0。",
        en="The distance to itself is 0.",
    )
    yield compare(
        "small_covariances",
        (drawn(30, 6, scale=1e-3), drawn(30, 6, scale=1e-3)),
        (drawn(4, 6, scale=1e-3), drawn(5, 6, scale=1e-3)),
        allowed=DEFICIENT,
        zh="特征缩小 1000 倍，距离缩小 100 万倍：没有地方可以加 1e-6。",
        en="Features a thousand times smaller have a distance a million times smaller: there is no room for an added 1e-6.",
    )

    yield from whole(
        submission,
        (features(30, 6), features(45, 6, scale=1.5)),
        (features(20, 5).float(), features(20, 5)),
        (features(6, 9, shift=0.2), features(4, 9, shift=0.2)),
    )

    unchanged = True
    with submission.naming("inputs_unchanged"):
        for function, given in (
            ("gaussian_statistics", (features(9, 4),)),
            ("fid", (features(9, 4), features(8, 4))),
            ("frechet_distance", (one[0], slips.covariance(one[1])) * 2),
        ):
            submission.call(function, *given)
            unchanged &= submission.inputs_unchanged()
    yield expect(
        "inputs_unchanged",
        unchanged,
        Text(
            zh="不要原地修改输入：输入已是 float64 时 .double() 不复制。",
            en="Do not modify inputs in place: .double() makes no copy of what is float64 already.",
        ),
    )


def statistics(
    submission: Submission, of_mean: str, of_covariance: str, *batches: Tensor
) -> Iterator[Check]:
    """One check for the means of all batches, one for their covariances."""
    with submission.naming(of_mean):
        claims = [parts(submission.call("gaussian_statistics", x), 2) for x in batches]
    yield first_fault(
        close(
            of_mean,
            mean,
            slips.gaussian(x)[0],
            rtol=1e-10,
            hint=Text(
                zh="返回 (mean, cov)；mean 是 (d,)，float64，对样本求平均。",
                en="Return (mean, cov); mean is (d,), float64, the average over samples.",
            ),
            mistakes=slips.mean_slips(x),
        )
        for x, (mean, _) in zip(batches, claims, strict=True)
    )
    yield first_fault(
        close(
            of_covariance,
            cov,
            slips.covariance(slips.gaussian(x)[1]),
            rtol=1e-9,
            hint=Text(
                zh="cov 是 (d, d)，float64：先换成 float64，减去均值，再除以 N - 1。",
                en="cov is (d, d), float64: convert to float64, subtract the mean, divide by N - 1.",
            ),
            mistakes=slips.covariance_slips(x),
        )
        for x, (_, cov) in zip(batches, claims, strict=True)
    )


def whole(submission: Submission, *pairs: tuple[Tensor, Tensor]) -> Iterator[Check]:
    def checks() -> Iterator[Check]:
        for real, fake in pairs:
            one, two = slips.gaussian(real), slips.gaussian(fake)
            yield close(
                "fid",
                submission.call("fid", real, fake),
                slips.distance(one, two),
                rtol=FULL,
                atol=DEFICIENT * slips.size(one, two) if len(real) <= real.shape[1] else 0.0,
                hint=Text(
                    zh="两组特征各自的统计量，再求 d^2；N 可以不同，float32 的特征先换成 float64。",
                    en="The statistics of each set, then d^2; N may differ, and float32 features become float64 first.",
                ),
                mistakes=slips.fid_slips(real, fake),
            )

    with submission.naming("fid"):
        yield first_fault(checks())
