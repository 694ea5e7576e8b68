namespace Pipelines.Spec;

/// <summary>What the page of <c>kind: bpe</c> shows beside its settings.</summary>
internal static class BpeGuide
{
    public static readonly StageGuide Guide = new(
        "Text becomes tokens: the 256 bytes, and the pairs of tokens that stand together most often. "
        + "Every model that is trained from scratch begins with one; imported models bring theirs.",
        """
        stages:
          tokenizer:
            kind: bpe
            data: docs
            vocab: 4096
            special_tokens: ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]   # the last two are what chatml needs
        """,
        [Rules.VocabularyTooSmall, Rules.NoMask, Rules.WrongExamples],
        [
            "[Chat templates](../chat-templates.md): which special tokens a template needs",
        ]);
}
