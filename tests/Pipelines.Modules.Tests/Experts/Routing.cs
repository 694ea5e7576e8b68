using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Modules.Tests.Experts;

public sealed class Routing
{
    [Fact]
    public void Loads_sum_to_the_choices_of_all_tokens()
    {
        using var model = SmallModels.CreateRough("mixtral");
        using var ids = SmallModels.Ids(batch: 3, time: 11);
        using var loss = model.loss(ids, ids);
        model.Routing!.Loads.Count.ShouldBe(2);
        foreach (var load in model.Routing.Loads) load.Tokens.sum().item<float>().ShouldBe(3 * 11 * 2);
    }

    [Fact]
    public void Loads_are_those_of_the_best_scores()
    {
        torch.manual_seed(1);
        using var moe = new Moe(8, 4, experts: 5, topK: 2);
        nn.init.normal_(moe.router.weight, 0, 1);
        using var x = torch.randn([2, 13, 8]);
        using var log = new RoutingLog();
        using var y = moe.call(x, new Pass(ScalarType.Float32, Routing: log));
        var expected = new float[5];
        for (var b = 0; b < 2; b++)
            for (var t = 0; t < 13; t++)
            {
                var logits = moe.router.weight.matmul(x[b, t]).data<float>().ToArray();
                foreach (var expert in Enumerable.Range(0, 5).OrderByDescending(e => logits[e]).Take(2)) expected[expert]++;
            }
        log.Loads.Single().Tokens.data<float>().ToArray().ShouldBe(expected);
    }

    [Theory]
    [InlineData(RouterScoring.Softmax)]
    [InlineData(RouterScoring.Sigmoid)]
    public void Adds_its_losses_as_their_equations_have_them(RouterScoring scoring)
    {
        torch.manual_seed(2);
        using var moe = new Moe(8, 4, experts: 5, topK: 2, scoring: scoring, balanceLoss: 0.25, zLoss: 0.5);
        nn.init.normal_(moe.router.weight, 0, 1);
        using var x = torch.randn([1, 7, 8]);
        var (chosen, share, z) = (new double[5], new double[5], 0.0);
        for (var t = 0; t < 7; t++)
        {
            var logits = moe.router.weight.matmul(x[0, t]).data<float>().Select(logit => (double)logit).ToArray();
            var scores = logits.Select(logit => scoring == RouterScoring.Softmax ? Math.Exp(logit) : 1 / (1 + Math.Exp(-logit))).ToArray();
            foreach (var expert in Enumerable.Range(0, 5).OrderByDescending(e => logits[e]).Take(2)) chosen[expert] += 1 / 7.0;
            for (var expert = 0; expert < 5; expert++) share[expert] += scores[expert] / scores.Sum() / 7;
            z += Math.Pow(Math.Log(logits.Sum(Math.Exp)), 2) / 7;
        }
        var balance = 5 * Enumerable.Range(0, 5).Sum(expert => chosen[expert] * share[expert]);

        using var log = new RoutingLog();
        using var y = moe.call(x, new Pass(ScalarType.Float32, Routing: log));
        using var loss = log.TakeAuxiliaryLoss()!;
        ((double)loss.item<float>()).ShouldBe(0.25 * balance + 0.5 * z, tolerance: 1e-5);
        log.AuxiliaryLoss.ShouldBe(loss.item<float>());
    }

    [Fact]
    public void Losses_of_layers_are_added_once_for_every_target_that_counts_and_only_while_training()
    {
        using var model = SmallModels.CreateRough("mixtral");
        using var ids = SmallModels.Ids(batch: 2, time: 9);
        using var targets = SmallModels.Ids(batch: 2, time: 9, seed: 3);
        targets[0, 4] = -100;
        using var training = model.loss(ids, targets);
        var added = model.Routing!.AuxiliaryLoss;
        model.eval();
        using var evaluated = model.loss(ids, targets);
        added.ShouldBeGreaterThan(0.01);
        ((double)training.item<float>() - evaluated.item<float>()).ShouldBe(17 * added, tolerance: 1e-3);
    }

    [Fact]
    public void The_balancing_loss_is_least_when_the_load_is_even()
    {
        // Two experts, four tokens: the scores say where each token goes.
        Loss([0.9f, 0.1f, 0.9f, 0.1f, 0.1f, 0.9f, 0.1f, 0.9f], [2, 2]).ShouldBe(1, tolerance: 1e-6);
        Loss([0.9f, 0.1f, 0.9f, 0.1f, 0.9f, 0.1f, 0.9f, 0.1f], [4, 0]).ShouldBe(1.8, tolerance: 1e-6);

        static double Loss(float[] scores, float[] load)
        {
            using var s = torch.tensor(scores, [4, 2]);
            using var l = torch.tensor(load);
            using var loss = RouterLosses.Balance(s, l);
            return loss.item<float>();
        }
    }

    [Fact]
    public void Biases_move_by_the_sign_of_what_is_missing_to_the_mean()
    {
        using var moe = new Moe(8, 4, experts: 4, topK: 1, balanceRate: 0.25);
        using var load = torch.tensor(new float[] { 10, 5, 5, 0 });
        moe.Balance(load);
        moe.Balance(load);
        moe.router.e_score_correction_bias!.data<float>().ToArray().ShouldBe([-0.5f, 0, 0, 0.5f]);

        using var none = new Moe(8, 4, experts: 4, topK: 1);
        Should.Throw<InvalidOperationException>(() => none.Balance(load)).Message.ShouldContain("no balance biases");
    }

    [Fact]
    public void Biases_even_out_the_load()
    {
        torch.manual_seed(3);
        using var moe = new Moe(8, 4, experts: 8, topK: 2, scoring: RouterScoring.Sigmoid, balanceRate: 0.01);
        nn.init.normal_(moe.router.weight, 0, 0.5);
        using var shift = torch.randn([8]);
        var first = Busiest(moe, shift);
        for (var step = 0; step < 300; step++) Busiest(moe, shift, balance: true);
        first.ShouldBeGreaterThan(2);
        Busiest(moe, shift).ShouldBeLessThan(1.3);

        // Tokens that lean one way overload the experts which lie there.
        static double Busiest(Moe moe, Tensor shift, bool balance = false)
        {
            using var scope = torch.NewDisposeScope();
            using var untracked = torch.no_grad();
            using var log = new RoutingLog();
            moe.call(torch.randn([4, 128, 8]) + shift, new Pass(ScalarType.Float32, Routing: log));
            var load = log.Loads.Single().Tokens;
            if (balance) moe.Balance(load);
            return load.max().item<float>() / load.mean().item<float>();
        }
    }

    [Fact]
    public void Biases_have_no_part_in_the_weights()
    {
        torch.manual_seed(4);
        using var moe = new Moe(8, 4, experts: 3, topK: 3, scoring: RouterScoring.Sigmoid, balanceRate: 1);
        foreach (var parameter in moe.parameters()) nn.init.normal_(parameter, 0, 1);
        using var x = torch.randn([1, 5, 8]);
        using var before = moe.call(x, new Pass(ScalarType.Float32));
        using var load = torch.tensor(new float[] { 3, 0, 0 });
        moe.Balance(load);
        using var after = moe.call(x, new Pass(ScalarType.Float32));
        after.ShouldBeWithin(before, 1e-6, "after");
    }
}
