using static TorchSharp.torch;

namespace Pipelines.Modules.Tests.Parity;

/// <summary>The emitted models compute what an independent implementation computes from the same weights.</summary>
public sealed class EqualsPlainPyTorch
{
    private const double Tolerance = 1e-5;

    [Theory]
    [InlineData("llama", """{"layers": 2, "heads": 4, "kv_heads": 2, "theta": 500, "eps": 1e-5}""")]
    [InlineData("untied llama", """{"layers": 2, "heads": 4, "kv_heads": 2, "theta": 500, "eps": 1e-5}""")]
    [InlineData("gpt2", """{"layers": 2, "heads": 4, "eps": 1e-5}""")]
    public void Logits_loss_and_every_gradient(string family, string sizes)
    {
        using var model = SmallModels.CreateRough(family);
        using var ids = SmallModels.Ids(batch: 3, time: 37);
        using var targets = SmallModels.Ids(batch: 3, time: 37, seed: 5);
        targets[0, 4] = -100;
        targets[2, 36] = -100;
        var expected = PythonReference.Run(family.Split(' ')[^1], model, ids, targets, sizes);

        using var logits = model.call(ids);
        using var loss = model.loss(ids, targets);
        loss.backward();

        logits.ShouldBeWithin(expected["logits"], Tolerance, "logits");
        loss.ShouldBeWithin(expected["loss"], Tolerance, "loss");
        var parameters = model.named_parameters().ToList();
        expected.Count.ShouldBe(parameters.Count + 2);
        foreach (var (name, parameter) in parameters)
        {
            using var grad = parameter.grad;
            grad.ShouldNotBeNull(name).ShouldBeWithin(expected[$"grad.{name}"], Tolerance, name);
        }
        foreach (var tensor in expected.Values) tensor.Dispose();
    }
}
