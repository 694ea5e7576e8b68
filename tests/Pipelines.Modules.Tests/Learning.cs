using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Modules.Tests;

public sealed class Learning
{
    public static TheoryData<string> Families => SmallModels.Families;

    [Theory]
    [MemberData(nameof(Families))]
    public void One_batch_is_learnt_by_heart(string family)
    {
        using var model = SmallModels.Create(family);
        using var tokens = SmallModels.Ids(batch: 2, time: 17);
        using var ids = tokens.narrow(1, 0, 16);
        using var targets = tokens.narrow(1, 1, 16);
        var optimizer = torch.optim.AdamW(model.parameters(), lr: 1e-2);
        var loss = double.PositiveInfinity;
        for (var step = 0; step < 120; step++)
        {
            optimizer.zero_grad();
            using var sum = model.loss(ids, targets);
            using var mean = sum / 32;
            mean.backward();
            optimizer.step();
            loss = mean.item<float>();
        }
        loss.ShouldBeLessThan(0.05);
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void The_loss_of_fresh_weights_is_that_of_a_guess(string family)
    {
        using var model = SmallModels.Create(family);
        using var ids = SmallModels.Ids(batch: 4, time: 32);
        using var targets = SmallModels.Ids(batch: 4, time: 32, seed: 9);
        using var sum = model.loss(ids, targets);
        (sum.item<float>() / 128.0).ShouldBe(Math.Log(SmallModels.Vocab), tolerance: 0.35);
    }

    [Theory]
    [MemberData(nameof(SmallModels.Unrouted), MemberType = typeof(SmallModels))]
    public void Computing_in_bfloat16_is_close_to_float32(string family)
    {
        using var model = SmallModels.CreateRough(family);
        using var ids = SmallModels.Ids(batch: 2, time: 24);
        using var targets = SmallModels.Ids(batch: 2, time: 24, seed: 4);
        using var wide = model.call(ids);
        var wideGradients = Gradients(model, ids, targets);

        model.ComputeType = ScalarType.BFloat16;
        using var narrow = model.call(ids);
        var narrowGradients = Gradients(model, ids, targets);

        narrow.dtype.ShouldBe(ScalarType.Float32);
        narrow.ShouldBeWithin(wide, 0.05, "logits");
        foreach (var (name, gradient) in narrowGradients)
        {
            gradient.dtype.ShouldBe(ScalarType.Float32, name);
            gradient.ShouldBeWithin(wideGradients[name], 0.08, name);
        }
        Should.Throw<ArgumentException>(() => model.ComputeType = ScalarType.Int64);
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void Targets_of_minus_100_do_not_count(string family)
    {
        using var model = SmallModels.Create(family);
        using var ids = SmallModels.Ids(batch: 1, time: 8);
        using var targets = SmallModels.Ids(batch: 1, time: 8, seed: 3);
        using var logits = model.call(ids);
        model.eval();    // routing adds to the loss while training
        targets[0, 2] = -100;
        targets[0, 5] = -100;

        using var logProbabilities = nn.functional.log_softmax(logits, -1);
        var expected = 0.0;
        for (var t = 0; t < 8; t++)
            if (t is not (2 or 5)) expected -= logProbabilities[0, t, targets[0, t].item<long>()].item<float>();

        using var loss = model.loss(ids, targets);
        ((double)loss.item<float>()).ShouldBe(expected, tolerance: 1e-4);
    }

    private static Dictionary<string, Tensor> Gradients(Decoder model, Tensor ids, Tensor targets)
    {
        model.zero_grad();
        using var loss = model.loss(ids, targets);
        loss.backward();
        return model.named_parameters().ToDictionary(entry => entry.name, entry => entry.parameter.grad!.clone());
    }
}
