using Pipelines.Models;
using Pipelines.Tokenizers;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Families.Tests;

/// <summary>
/// Every family computes what a plain implementation computes from its checkpoint's own <c>config.json</c> and weights: so names,
/// shapes, configuration and mathematics are those of Hugging Face's class.
/// </summary>
public sealed class EqualsPlainPyTorch
{
    public static TheoryData<string> AtHuggingFace => FamilyPage.AtHuggingFace;

    [Theory]
    [MemberData(nameof(AtHuggingFace))]
    public void Logits_loss_and_every_gradient(string family)
    {
        var folder = Directory.CreateTempSubdirectory("parity-").FullName;
        using var model = FamilyPage.BuildRough(family);
        model.eval();
        var tokenizer = BpeTrainer.Train(["a text"], new BpeTrainerOptions { VocabSize = 257 });
        HuggingFaceFolder.Write(Path.Combine(folder, "checkpoint"), model, FamilyPage.Read(family), TextFiles.Of(tokenizer));
        using var ids = randint(FamilyPage.Vocab, [2, 17]);
        using var targets = randint(FamilyPage.Vocab, [2, 17]);
        targets[1, 16] = -100;
        var expected = PythonReference.Run(Path.Combine(folder, "checkpoint"), model, ids, targets);

        using var logits = model.call(ids);
        using var loss = model.loss(ids, targets);
        loss.backward();

        logits.ShouldBeWithin(expected["logits"], 1e-5, "logits");
        loss.ShouldBeWithin(expected["loss"], 1e-5, "loss");
        var gradients = expected.Where(entry => entry.Key.StartsWith("grad.", StringComparison.Ordinal)).ToList();
        var greatest = gradients.Max(gradient => Greatest(gradient.Value));
        foreach (var (name, parameter) in model.named_parameters())
        {
            if (!expected.TryGetValue($"grad.{name}", out var gradient)) continue;
            using var grad = parameter.grad;
            // Where terms cancel, as in the decay of a state space, plain single precision is no closer to the truth either.
            // What depends on nothing, such as a key's bias under a softmax, has a gradient of rounding errors alone.
            if (Greatest(gradient) < 1e-9 * greatest) Greatest(grad.ShouldNotBeNull(name)).ShouldBeLessThan(1e-5 * greatest, name);
            else grad.ShouldNotBeNull(name).ShouldBeWithin(gradient, Math.Max(2e-5, 4 * expected[$"rounding.{name}"].item<double>()), name);
        }
        foreach (var tensor in expected.Values) tensor.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private static double Greatest(Tensor tensor)
    {
        using var magnitudes = tensor.detach().abs();
        using var greatest = magnitudes.max();
        using var wide = greatest.to_type(ScalarType.Float64);
        return wide.item<double>();
    }
}
