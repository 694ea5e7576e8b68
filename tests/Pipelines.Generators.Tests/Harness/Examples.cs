namespace Pipelines.Generators.Tests.Harness;

/// <summary>Pipeline files that tests start from.</summary>
internal static class Examples
{
    public const string Quickstart = """
        # The walk from documents to text.
        pipeline: quickstart
        seed: 1337

        data:
          docs: { source: dotnet-docs, validation: 2% }

        models:
          docs-lm:
            family: llama
            vocab: tokenizer          # whatever the tokenizer stage makes
            dim: 192
            layers: 6
            heads: 6
            kv_heads: 2
            context: 256

        stages:
          tokenizer: { kind: bpe, data: docs, vocab: 4096 }
          pretrain:
            model: docs-lm
            tokenizer: tokenizer
            data: docs
            tokens: 1.5M
            batch: 16
          generate: { from: pretrain, prompts: ["Gets or sets the"] }
        """;

    public const string Gpt = """
        pipeline: gpt
        data:
          docs: { source: dotnet-docs }
        models:
          docs-gpt: { family: gpt2, vocab: tokenizer, dim: 192, layers: 6, heads: 6, context: 256 }
        stages:
          tokenizer: { kind: bpe, data: docs, vocab: 4096 }
          pretrain: { model: docs-gpt, tokenizer: tokenizer, data: docs, tokens: 1.5M, batch: 16 }
        """;

    /// <summary>The quickstart's model, in C#.</summary>
    public const string Tiny = """
        using Pipelines.Spec;

        namespace Quickstart;

        [Model(Family.Llama, Dim = 192, Layers = 6, Heads = 6, KvHeads = 2, Context = 256, Vocab = 4096)]
        public partial class DocsLm;
        """;
}
