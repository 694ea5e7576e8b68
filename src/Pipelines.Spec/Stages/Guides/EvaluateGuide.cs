namespace Pipelines.Spec;

/// <summary>What the page of <c>kind: evaluate</c> shows beside its settings.</summary>
internal static class EvaluateGuide
{
    public static readonly StageGuide Guide = new(
        "One table for any number of stages, so that it shows what each was good for: how well held-out documents are predicted, "
        + "and how tasks are done.",
        """
        stages:
          evaluate:
            from: [pretrain, sft]
            tasks:
              - answers: { data: questions }                                        # loss of the answers
              - choice: { data: preferences }                                       # the better of two is likelier
              - verified: { data: sums, rewards: [number], samples: 4, k: [1, 4] }  # pass@1 and pass@4
              - win_rate: { data: questions, reward: reward, against: pretrain }    # which answer a reward model prefers
        """,
        [
            Rules.EncoderBaseline, Rules.BothWays, Rules.WrongExamples, Rules.LongerThanContext, Rules.UnknownVerifier, Rules.BadPattern,
        ],
        [
            "[Verifiers](../verifiers.md): what judges the answers of `verified`",
            "[In CI](../ci.md): how a change is held against the numbers",
        ]);
}
