using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Pipelines.Torch.Tests;

/// <summary>Twenty steps on the same gradients as PyTorch's optimizers.</summary>
public sealed class Optimizers
{
    private static readonly Dictionary<string, Func<Parameter[], optim.Optimizer>> cases = new()
    {
        ["torch.optim.AdamW(p, lr=0.1, weight_decay=0)"] = p => optim.AdamW(p, lr: 0.1),
        ["torch.optim.AdamW(p, lr=0.01, weight_decay=0.1, betas=(0.8, 0.95), eps=1e-6)"] =
            p => optim.AdamW(p, 0.01, 0.8, 0.95, 1e-6, 0.1),
        ["torch.optim.AdamW(p, lr=0.01, weight_decay=0.1, amsgrad=True)"] = p => optim.AdamW(p, 0.01, weight_decay: 0.1, amsgrad: true),
        ["torch.optim.AdamW(p, lr=0.01, weight_decay=0.1, maximize=True)"] = p => optim.AdamW(p, 0.01, weight_decay: 0.1, maximize: true),
        ["torch.optim.AdamW([{'params': p[:1], 'weight_decay': 0.3, 'lr': 0.05}, {'params': p[1:]}], lr=0.01, weight_decay=0)"] =
            p => optim.AdamW([new AdamW.ParamGroup(p[..1], lr: 0.05, weight_decay: 0.3), new AdamW.ParamGroup(p[1..], lr: 0.01)], lr: 0.01),
        ["torch.optim.SGD(p, lr=0.1)"] = p => optim.SGD(p, 0.1),
        ["torch.optim.SGD(p, lr=0.1, momentum=0.9, dampening=0.1, weight_decay=0.01)"] = p => optim.SGD(p, 0.1, 0.9, 0.1, 0.01),
        ["torch.optim.SGD(p, lr=0.1, momentum=0.9, nesterov=True)"] = p => optim.SGD(p, 0.1, 0.9, nesterov: true),
        ["torch.optim.SGD(p, lr=0.1, momentum=0.9, maximize=True)"] = p => optim.SGD(p, 0.1, 0.9, maximize: true),
    };

    public static TheoryData<string> Expressions => [.. cases.Keys];

    [Theory, MemberData(nameof(Expressions))]
    public void Steps_equal_PyTorch(string expression)
    {
        var p = Parameters();
        using var optimizer = cases[expression](p);
        for (var i = 0; i < 20; i++) Step(optimizer, p, i);
        using var all = nn.utils.parameters_to_vector(p);
        all.ShouldBePython(
            $"""
            p = [torch.linspace(-1, 1, 12).reshape(3, 4).requires_grad_(), torch.linspace(2, 3, 5).requires_grad_()]
            o = {expression}
            for i in range(20):
                o.zero_grad()
                ((p[0] * p[0]).sum() * (i % 3 - 1) + (p[1] * (i + 1)).sin().sum() + p[0].sum()).backward()
                o.step()
            result = torch.cat([q.reshape(-1) for q in p])
            """,
            1e-6);
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(1000)]
    public void Clipping_equals_PyTorch(double most)
    {
        var p = Parameters();
        ((p[0] * p[0]).sum() + (p[1] * 3).sin().sum()).backward();
        var norm = nn.utils.clip_grad_norm_(p, most);
        const string source =
            """
            p = [torch.linspace(-1, 1, 12).reshape(3, 4).requires_grad_(), torch.linspace(2, 3, 5).requires_grad_()]
            ((p[0] * p[0]).sum() + (p[1] * 3).sin().sum()).backward()
            n = torch.nn.utils.clip_grad_norm_(p, MOST)
            result = torch.cat([n.reshape(1)] + [q.grad.reshape(-1) for q in p])
            """;
        using var all = cat([tensor(new[] { (float)norm }), p[0].grad!.reshape(-1), p[1].grad!.reshape(-1)]);
        all.ShouldBePython(source.Replace("MOST", most.ToString(System.Globalization.CultureInfo.InvariantCulture)));
    }

    [Fact]
    public void Gradients_are_limited_by_value()
    {
        using var p = nn.Parameter(tensor(new[] { -3f, 0.1f, 3f }));
        using (var y = p.pow(2).sum()) y.backward();
        nn.utils.clip_grad_value_([p], 1);
        using var gradient = p.grad!;
        gradient.data<float>().ToArray().ShouldBe([-1f, 0.2f, 1f]);
    }

    [Fact]
    public void Nothing_to_clip_has_norm_zero()
    {
        using var p = nn.Parameter(ones(1));
        nn.utils.clip_grad_norm_([p], 1).ShouldBe(0);
    }

    [Fact]
    public void State_goes_on_bit_for_bit_in_another_optimizer()
    {
        var (a, b) = (Parameters(), Parameters());
        using var first = optim.AdamW(a, 0.1, weight_decay: 0.1);
        for (var i = 0; i < 5; i++) Step(first, a, i);
        using (no_grad()) for (var i = 0; i < a.Length; i++) b[i].copy_(a[i]);
        using var second = optim.AdamW(b, lr: 7);
        second.load_state_dict(first.state_dict());
        for (var i = 5; i < 10; i++)
        {
            Step(first, a, i);
            Step(second, b, i);
        }
        for (var i = 0; i < a.Length; i++) b[i].Equals(a[i]).ShouldBeTrue();
    }

    [Fact]
    public void State_can_be_read_and_written_tensor_by_tensor()
    {
        var p = Parameters();
        using var optimizer = optim.AdamW(p, 0.1);
        Step(optimizer, p, 1);
        var state = (AdamW.State)optimizer.state_dict().State[1];
        state.step.ShouldBe(1);
        state.exp_avg.shape.ShouldBe([5]);
        state.exp_avg.zero_();
        state.step = 100;
        ((AdamW.State)optimizer.state_dict().State[1]).exp_avg.sum().item<float>().ShouldBe(0);
    }

    [Fact]
    public void A_parameter_without_a_gradient_stays()
    {
        var p = Parameters();
        using var optimizer = optim.AdamW(p, 0.1, weight_decay: 0.5);
        using (var y = p[0].sum()) y.backward();
        using var before = p[1].clone();
        optimizer.step();
        p[1].Equals(before).ShouldBeTrue();
    }

    [Fact]
    public void A_step_leaves_nothing_behind()
    {
        var p = Parameters();
        using var optimizer = optim.AdamW(p, 0.1, amsgrad: true);
        Step(optimizer, p, 0);
        var before = Tensor.TotalCount;
        Step(optimizer, p, 1);
        Tensor.TotalCount.ShouldBe(before);
    }

    [Fact]
    public void A_learning_rate_is_set_by_group()
    {
        using var optimizer = optim.SGD(Parameters(), 0.5);
        foreach (var group in optimizer.ParamGroups) group.LearningRate = 0;
        var p = optimizer.parameters().First();
        using var before = p.clone();
        using (var y = p.sum()) y.backward();
        optimizer.step();
        p.Equals(before).ShouldBeTrue();
    }

    [Theory]
    [InlineData(-1.0, 0.9)]
    [InlineData(0.1, 1.5)]
    public void Settings_out_of_range_are_refused(double rate, double beta1) =>
        Should.Throw<ArgumentException>(() => optim.AdamW(Parameters(), rate, beta1));

    private static Parameter[] Parameters() =>
        [linspace(-1, 1, 12).reshape(3, 4).AsParameter(), linspace(2, 3, 5).AsParameter()];

    private static void Step(optim.Optimizer optimizer, Parameter[] p, int i)
    {
        using var scope = NewDisposeScope();
        optimizer.zero_grad();
        ((p[0] * p[0]).sum() * (i % 3 - 1) + (p[1] * (i + 1)).sin().sum() + p[0].sum()).backward();
        optimizer.step();
    }
}
