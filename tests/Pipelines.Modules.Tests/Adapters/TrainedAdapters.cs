using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Modules.Tests.Adapters;

public sealed class TrainedAdapters
{
    public static TheoryData<string, string, ScalarType> Cases => new()
    {
        { "llama", "lora", ScalarType.BFloat16 },
        { "llama", "dora", ScalarType.Float32 },
        { "llama", "qlora", ScalarType.BFloat16 },
        { "gpt2", "lora", ScalarType.Float32 },
        { "mixtral", "lora", ScalarType.Float32 },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Learn_one_batch_by_heart_and_leave_the_model_alone(string family, string kind, ScalarType type)
    {
        using var model = SmallModels.Create(family);
        model.ComputeType = type;
        using (torch.no_grad()) model.HeadWeight.mul_(5);    // fresh and frozen as it is, its logits could not tell tokens apart
        using var tokens = SmallModels.Ids(batch: 2, time: 17);
        using var ids = tokens.narrow(1, 0, 16);
        using var targets = tokens.narrow(1, 1, 16);
        using var adapter = AdapterSet.Attach(model, AttachedModels.Options(kind) with { Rank = 8, Alpha = 16 });
        var before = model.state_dict().ToDictionary(entry => entry.Key, entry => entry.Value.clone());
        var optimizer = torch.optim.AdamW(adapter.parameters(), lr: 1e-2);
        var loss = double.PositiveInfinity;
        for (var step = 0; step < 300 && loss > 0.2; step++)    // tokens change experts, so that rounding decides how many it takes
        {
            optimizer.zero_grad();
            using var sum = model.loss(ids, targets);
            using var mean = sum / 32;
            mean.backward();
            optimizer.step();
            loss = mean.item<float>();
        }
        loss.ShouldBeLessThanOrEqualTo(0.2);
        foreach (var (name, tensor) in model.state_dict())
            if (!name.EndsWith("e_score_correction_bias", StringComparison.Ordinal)) tensor.HasTheBytesOf(before[name]).ShouldBeTrue(name);
        foreach (var parameter in model.parameters()) parameter.grad.ShouldBeNull();
    }

    [Theory]
    [InlineData("lora")]
    [InlineData("dora")]
    public void Have_the_gradients_of_their_formula(string kind)
    {
        torch.manual_seed(3);
        using var scope = torch.NewDisposeScope();
        var model = SmallModels.CreateRough("gpt2");
        var adapter = AttachedModels.AttachRough(model, AttachedModels.Options(kind) with { Targets = ["c_attn"] });
        var projection = AdapterTargets.Of(model, ["c_attn"])[0].Projection;
        var x = torch.randn([3, 5, 32]);
        var direction = torch.randn([3, 5, 96]);
        (projection.call(x) * direction).sum().backward();

        var parameters = adapter.parameters().Take(kind == "dora" ? 3 : 2).ToArray();
        var copies = parameters.Select(p => p.detach().to_type(ScalarType.Float64).requires_grad_()).ToArray();
        var weight = projection.weight.detach().t().to_type(ScalarType.Float64);
        var delta = torch.matmul(copies[1], copies[0]) * 2;
        var product = torch.matmul(x.to_type(ScalarType.Float64), (weight + delta).t());
        if (kind == "dora") product = product * (copies[2] / (weight + delta).detach().square().sum([1L]).sqrt());
        ((product + projection.bias!.detach().to_type(ScalarType.Float64)) * direction.to_type(ScalarType.Float64)).sum().backward();
        for (var i = 0; i < parameters.Length; i++) parameters[i].ShouldHaveGradient(copies[i].grad!, 1e-5, $"parameter {i}");
        model.Dispose();
        adapter.Dispose();
    }
}
