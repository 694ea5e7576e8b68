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

    /// <summary>A mixer and a feed-forward of one's own.</summary>
    public const string OwnBlocks = """
        #pragma warning disable CS1591, CS9113
        using Pipelines.Modules;
        using Pipelines.Spec;
        using static TorchSharp.torch;

        namespace Own;

        [Block("long_conv", Rule = "kernel % 2 == 1", Weights = "dim * dim")]
        public sealed class LongConv : SequenceLayer
        {
            private readonly Linear proj;

            public LongConv(int dim, int kernel = 5, double decay = 0.5, bool gated = false, Device? device = null)
                : base(nameof(LongConv)) => proj = this.Register("proj", new Linear(dim, dim, device: device));

            public override Tensor forward(Tensor x, Pass pass) => proj.call(x);
        }

        [Block("halving")]
        public sealed class Halving(int dim, int kernel, Device? device = null) : TokenLayer(nameof(Halving))
        {
            public override Tensor forward(Tensor x) => x / (2 * kernel + dim);
        }
        """;

    /// <summary>A verifier of one's own.</summary>
    public const string OwnVerifier = """
        #pragma warning disable CS1591
        using System.Threading;
        using Pipelines.Verification;

        namespace Own;

        [Verifier("polite")]
        public sealed class Polite : IVerifier
        {
            public Verdict Verify(Answer answer, CancellationToken cancellation) => new(answer.Text.Contains("please") ? 1 : 0);
        }
        """;

    /// <summary>A pipeline that names it.</summary>
    public const string Judged = """
        pipeline: judged
        data:
          docs: { source: dotnet-docs }
          sums: { source: arithmetic }
        models:
          docs-lm: { family: llama, vocab: tokenizer, dim: 192, layers: 6, heads: 6, context: 256 }
        stages:
          tokenizer: { kind: bpe, data: docs, vocab: 4096, special_tokens: ["<|endoftext|>", "<|im_start|>", "<|im_end|>"] }
          pretrain: { model: docs-lm, data: docs, tokens: 1.5M }
          sft: { from: pretrain, data: sums, template: chatml }
          evaluate: { from: sft, tasks: [{ verified: { data: sums, rewards: [number, { polite: { weight: 0.5 } }] } }] }
        """;

    /// <summary>A pipeline that names the blocks.</summary>
    public const string OwnPipeline = """
        pipeline: own
        data:
          docs: { source: dotnet-docs }
        models:
          own-lm:
            vocab: tokenizer
            dim: 192
            context: 256
            heads: 6
            layers:
              - { mixer: { long_conv: { decay: 0.25 } }, ffn: swiglu, repeat: 2 }
              - { mixer: attention, ffn: { halving: { kernel: 3 } } }
              - { mixer: { long_conv: { kernel: 7, gated: true } }, ffn: { halving: { kernel: 3 } } }
        stages:
          tokenizer: { kind: bpe, data: docs, vocab: 4096 }
          pretrain: { model: own-lm, data: docs, tokens: 1.5M, batch: 16 }
        """;
}
