using Pipelines.Models.Tests.HuggingFace;
using Pipelines.Models.Tests.LlamaCpp;
using Pipelines.Modules;
using Pipelines.Spec;
using Pipelines.Tokenizers;
using Pipelines.Tokenizers.Tests;
using TorchSharp;

namespace Pipelines.Models.Tests.Gguf;

/// <summary>
/// A text goes into llama.cpp and comes out of it as it does here: tokenizer, model and all, from one file. The model has learned a text
/// by heart, so that no rounding decides what it says.
/// </summary>
public sealed class LlamaContinuesText : IDisposable
{
    private const int Continued = 64;
    private const string Text = "The reader returns the next line of a file, or null where it ends. <|endoftext|>Ångström 12 345: "
        + "it closes the file when it is disposed, and throws where it was closed before; naïve readers, though, read on.\n";

    private readonly ConfigFiles files = new();
    private readonly Tokenizer tokenizer = SampleTokenizers.Train(Splitter.Qwen2, "<|endoftext|>");

    public void Dispose() => files.Dispose();

    [LlamaFact]
    public void The_same_64_tokens_and_their_text_in_every_type()
    {
        var spec = GgufSamples.Read(
            "text", $"{{ family: llama, dim: 256, layers: 1, heads: 4, hidden: 256, context: 256, vocab: {tokenizer.VocabSize} }}");
        using var model = Learned(spec);
        QuantizationType[] types =
            [QuantizationType.F32, QuantizationType.F16, QuantizationType.Q8_0, QuantizationType.Q4_0, QuantizationType.Q4_K_M];
        foreach (var type in types)
        {
            GgufModel.Write(files["text.gguf"], model, spec, new ModelText(tokenizer, TextFiles.TokensOf(tokenizer), Chat: null), type);
            using var file = ModelFolder.Open(files["text.gguf"]);
            using var read = file.LoadModel();
            using var llama = LlamaModel.Open(files["text.gguf"]);
            var ids = llama.Tokenize(Text[..40]);
            ids.ShouldBe(file.LoadTokenizer().Encode(Text[..40]));
            var ours = read.Greedy(ids, Continued);
            llama.Greedy(ids, Continued).ShouldBe(ours, type.ToString());
            llama.Detokenize(ours).ShouldBe(file.LoadTokenizer().DecodeBytes(ours));
        }
    }

    private LanguageModel Learned(ModelSpec spec)
    {
        torch.manual_seed(1);
        var model = ModelBuilder.Build(spec, spec.Vocab.Size);
        var tokens = tokenizer.Encode(Text);
        using var ids = GreedyDecoding.Row([.. tokens[..^1]]);
        using var targets = GreedyDecoding.Row([.. tokens[1..]]);
        var optimizer = torch.optim.AdamW(model.parameters(), lr: 5e-3);
        for (var step = 0; step < 40; step++)
        {
            using var loss = model.loss(ids, targets);
            optimizer.zero_grad();
            loss.backward();
            optimizer.step();
        }
        model.eval();
        return model;
    }
}
