namespace Pipelines.Spec;

/// <summary>What the page of <c>kind: generate</c> shows beside its settings.</summary>
internal static class GenerateGuide
{
    public static readonly StageGuide Guide = new(
        "The quickest look at what a model has learned. The texts are the stage's report.",
        """
        stages:
          generate:
            from: sft
            prompts: ["What does String.Trim do?"]
            sampling: { temperature: 0.5, max_tokens: 64 }
        """,
        [Rules.BothWays, Rules.SeveralTypes],
        [
            "[Serve](../serve.md): the same for many, over HTTP",
            "[Structured output](../structured-output.md): answers of a given form",
        ]);
}
