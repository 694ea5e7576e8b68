using static TorchSharp.torch;

namespace Pipelines.Modules.Tests.Parity;

/// <summary>The emitted models compute what an independent implementation computes from the same weights.</summary>
public sealed class EqualsPlainPyTorch
{
    private const double Tolerance = 1e-5;
    private const string DeepSeek = """
        {"layers": 2, "heads": 4, "nope": 6, "kv_rank": 12, "theta": 500, "eps": 1e-6,
         "scaling": {"kind": "yarn", "factor": 4, "original_context": 16, "beta_fast": 4, "beta_slow": 1,
                     "mscale": 0.7, "mscale_all_dim": 0.9}}
        """;

    [Theory]
    [InlineData("llama", """{"layers": 2, "heads": 4, "kv_heads": 2, "theta": 500, "eps": 1e-5}""")]
    [InlineData("untied llama", """{"layers": 2, "heads": 4, "kv_heads": 2, "theta": 500, "eps": 1e-5}""")]
    [InlineData("gpt2", """{"layers": 2, "heads": 4, "eps": 1e-5}""")]
    [InlineData("mistral", """
        {"layers": 2, "heads": 4, "kv_heads": 2, "theta": 500, "eps": 1e-5, "window": 5,
         "scaling": {"kind": "llama3", "factor": 8, "low_frequency": 1, "high_frequency": 4, "original_context": 16}}
        """)]
    [InlineData("qwen3", """{"layers": 2, "heads": 4, "kv_heads": 2, "theta": 500, "eps": 1e-5}""")]
    [InlineData("gemma2", """
        {"layers": 2, "heads": 4, "kv_heads": 2, "theta": 500, "eps": 1e-6, "window": 6, "softcap": 3, "scale": 0.4, "logit_softcap": 8}
        """)]
    [InlineData("latent", DeepSeek)]
    [InlineData("direct latent", DeepSeek)]
    public void Logits_loss_and_every_gradient(string family, string sizes)
    {
        using var model = SmallModels.CreateRough(family);
        using var ids = SmallModels.Ids(batch: 3, time: 37);
        using var targets = SmallModels.Ids(batch: 3, time: 37, seed: 5);
        targets[0, 4] = -100;
        targets[2, 36] = -100;
        ShouldEqual(Script(family), model, ids, targets, sizes);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Bert(bool padded)
    {
        using var model = SmallModels.CreateBert();
        using var ids = SmallModels.Ids(batch: 3, time: 23);
        using var targets = SmallModels.Ids(batch: 3, time: 23, seed: 5);
        using var kept = SmallModels.Ids(batch: 3, time: 23, seed: 6) < SmallModels.Vocab * 3 / 4;
        targets.masked_fill_(kept, -100);
        long[] lengths = padded ? [23, 9, 16] : [23, 23, 23];
        using var segments = SmallModels.Segments(lengths, time: 23);
        for (var row = 0; row < 3; row++)
            for (var t = lengths[row]; t < 23; t++) targets[row, t] = -100;
        var padding = padded ? $", \"padding\": [{string.Join(", ", lengths)}]" : "";
        ShouldEqual("bert", model, ids, targets, $$"""{"layers": 2, "heads": 4, "eps": 1e-12{{padding}}}""", padded ? segments : null);
    }

    private static string Script(string family) => family switch
    {
        "mistral" or "qwen3" => "llama",
        _ => family.Split(' ')[^1],
    };

    private static void ShouldEqual(
        string script, LanguageModel model, Tensor ids, Tensor targets, string sizes, Tensor? segments = null)
    {
        var expected = PythonReference.Run(script, model, ids, targets, sizes);

        using var loss = model.loss(ids, targets, segments);
        loss.backward();

        if (segments is null)
        {
            using var logits = model.call(ids);
            logits.ShouldBeWithin(expected["logits"], Tolerance, "logits");
        }
        loss.ShouldBeWithin(expected["loss"], Tolerance, "loss");
        var parameters = model.named_parameters().ToList();
        expected.Count.ShouldBe(parameters.Count + 2);
        foreach (var (name, parameter) in parameters) parameter.ShouldHaveGradient(expected[$"grad.{name}"], Tolerance, name);
        foreach (var tensor in expected.Values) tensor.Dispose();
    }
}
