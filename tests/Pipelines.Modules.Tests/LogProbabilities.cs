using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Modules.Tests;

/// <summary>What a model says about given tokens, beside its logits and its loss.</summary>
public sealed class LogProbabilities
{
    public static TheoryData<string> Families => SmallModels.Families;

    [Theory]
    [MemberData(nameof(Families))]
    public void Are_the_log_softmax_of_the_logits_at_the_targets(string family)
    {
        using var model = SmallModels.CreateRough(family);
        model.eval();
        using var scope = NewDisposeScope();
        var (ids, targets) = (SmallModels.Ids(2, 9), SmallModels.Ids(2, 9, seed: 3));
        targets[1, 4] = -100;
        var counts = targets.ge(0).to_type(ScalarType.Float64);
        var logs = model.call(ids).to_type(ScalarType.Float64).log_softmax(-1);
        var (actual, entropy) = model.log_probs(ids, targets);

        actual.ShouldBeWithin(logs.gather(2, targets.clamp(0, SmallModels.Vocab).unsqueeze(2)).squeeze(2) * counts, 1e-6, "log p");
        entropy.ShouldBeWithin(-(logs.exp() * logs).sum(-1) * counts, 1e-6, "entropy");
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void Their_negative_sum_is_the_loss_with_its_gradients(string family)
    {
        using var model = SmallModels.CreateRough(family);
        model.eval();
        using var scope = NewDisposeScope();
        var (ids, targets) = (SmallModels.Ids(2, 9), SmallModels.Ids(2, 9, seed: 3));
        targets[0, 0] = -100;
        var loss = model.loss(ids, targets);
        loss.backward();
        var expected = model.named_parameters().ToDictionary(entry => entry.name, entry => entry.parameter.grad?.to_type(ScalarType.Float64));
        model.zero_grad();
        var sum = model.log_probs(ids, targets).LogProbs.sum().neg();
        sum.backward();

        sum.ShouldBeWithin(loss, 1e-6, "loss");
        foreach (var (name, parameter) in model.named_parameters())
            if (expected[name] is { } gradient) parameter.ShouldHaveGradient(gradient, 1e-5, name);
    }

    [Fact]
    public void Rows_of_hidden_states_have_the_logits_of_their_places()
    {
        using var model = SmallModels.CreateRough("gemma2");
        using var scope = NewDisposeScope();
        var ids = SmallModels.Ids(2, 9);
        var rows = model.hidden(ids).flatten(0, 1).index_select(0, tensor(new long[] { 3, 11 }));
        var whole = model.call(ids).flatten(0, 1).index_select(0, tensor(new long[] { 3, 11 }));

        model.logits(rows).ShouldBeWithin(whole, 1e-6, "logits");
        rows.IsInvalid.ShouldBeFalse();
    }

    [Fact]
    public void A_scalar_head_gives_each_token_one_number_in_float32()
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        using var head = new ScalarHead(6);
        var hidden = randn(2, 3, 6).to_type(ScalarType.BFloat16);
        var scores = head.call(hidden);

        head.state_dict().Keys.ShouldBe(["score.weight"]);
        scores.dtype.ShouldBe(ScalarType.Float32);
        scores.ShouldBeWithin((hidden.to_type(ScalarType.Float32) * head.score.weight).sum(-1), 1e-6, "scores");
        head.score.weight.requires_grad.ShouldBeTrue();
    }

    [Fact]
    public void A_head_that_begins_at_zero_expects_nothing_and_learns_from_the_first_return()
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        using var head = ScalarHead.Zero(6);
        var hidden = randn(2, 3, 6);
        var values = head.call(hidden);
        values.ShouldBeWithin(zeros(2, 3), 0, "values");

        (values - 1).square().sum().backward();
        head.score.weight.grad!.ShouldBeWithin(-2 * hidden.sum([0, 1]).unsqueeze(0), 1e-5, "gradient");
    }
}
