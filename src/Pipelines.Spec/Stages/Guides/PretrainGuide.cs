namespace Pipelines.Spec;

/// <summary>What the page of <c>kind: pretrain</c> shows beside its settings.</summary>
internal static class PretrainGuide
{
    public static readonly StageGuide Guide = new(
        "A model learns a language, or whatever its documents are made of. Takes most of all computing time; "
        + "what it makes goes on with text, and does not answer questions yet.",
        """
        stages:
          pretrain:
            model: small
            data: docs
            tokens: 3M
            optimizer: { adamw: { lr: 3e-3 } }
            schedule: { wsd: { warmup: 5%, decay: 20% } }
        """,
        [
            Rules.NoTokenizer, Rules.VocabularyMismatch, Rules.TooFewTokens, Rules.ScheduleTooLong, Rules.CrossAttention, Rules.NoMask,
            Rules.WrongExamples,
        ],
        [
            "[Data](../data.md): where documents come from",
            "[Families](../families/README.md): which models there are",
            "[What a stage that trains records](../tracking.md#what-a-stage-that-trains-records)",
        ]);
}
