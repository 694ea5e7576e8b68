using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Modules;

/// <summary>
/// A mixture of gated feed-forwards (Shazeer et al. 2017; Jiang et al. 2024 for Mixtral; Dai et al. 2024 for experts that are
/// fine-grained or shared): a router chooses a few experts for each token, and their results are summed by its weights. Only the
/// chosen experts compute, and no token is dropped. A block that has it keeps its activations, since its auxiliary loss and its loads are
/// those of the first run.
/// </summary>
public class Moe : SequenceLayer, ISingleRun
{
    private readonly TopKGating gating;
    private readonly Dropout drop;

    /// <param name="dim">width of the residual stream</param>
    /// <param name="hidden">inner width of each expert</param>
    /// <param name="experts">experts to choose from</param>
    /// <param name="topK">experts of each token</param>
    /// <param name="names">what the parts are called; <see cref="MoeNames.Default"/> when null</param>
    /// <param name="scoring">how router logits become scores</param>
    /// <param name="normalize">whether the weights of the chosen experts are divided by their sum</param>
    /// <param name="routedScale">factor of the weights</param>
    /// <param name="groups">equal groups that the experts form; divides <paramref name="experts"/></param>
    /// <param name="topGroups">groups that a token may choose from</param>
    /// <param name="sharedHidden">inner width of the expert that every token goes to; 0 for none</param>
    /// <param name="balanceRate">
    /// how far a step moves the biases that steer tokens to experts with less than the mean load (Wang et al., arXiv:2408.15664); 0
    /// for no such biases
    /// </param>
    /// <param name="balanceLoss">coefficient of the load-balancing loss (Fedus et al., arXiv:2101.03961)</param>
    /// <param name="zLoss">coefficient of the router's z-loss (Zoph et al., arXiv:2202.08906)</param>
    /// <param name="dropout">probability of dropping a channel of the result</param>
    /// <param name="device">where the parameters live; the CPU when null</param>
    /// <param name="bias">whether the router and the experts have biases</param>
    /// <param name="swigluLimit">
    /// where the experts' gate and up are clamped, and their product is (up + 1) · gate · σ(1.702 · gate) (OpenAI 2025, gpt-oss); 0 for
    /// neither
    /// </param>
    /// <exception cref="ArgumentException">the groups do not divide the experts, or leave fewer than a token chooses</exception>
    public Moe(
        int dim, int hidden, int experts, int topK, MoeNames? names = null, RouterScoring scoring = RouterScoring.Softmax,
        bool normalize = true, double routedScale = 1, int groups = 1, int topGroups = 1, int sharedHidden = 0,
        double balanceRate = 0, double balanceLoss = 0, double zLoss = 0, double dropout = 0, Device? device = null,
        bool bias = false, double swigluLimit = 0)
        : base(nameof(Moe))
    {
        if (groups < 1 || experts % groups != 0)
            throw new ArgumentException($"{experts} experts do not form {groups} equal groups", nameof(groups));
        if (topGroups < 1 || topGroups > groups)
            throw new ArgumentException($"{topGroups} of {groups} groups cannot be chosen", nameof(topGroups));
        if (topK < 1 || topK > experts / groups * topGroups)
            throw new ArgumentException($"{topK} of {experts / groups * topGroups} experts cannot be chosen", nameof(topK));
        names ??= MoeNames.Default;
        gating = new TopKGating(experts, topK, scoring, normalize, routedScale, groups, topGroups);
        (BalanceRate, BalanceLoss, ZLoss) = (balanceRate, balanceLoss, zLoss);
        router = this.Register(names.Router, new Router(dim, experts, balanceRate > 0, device, bias));
        this.experts = this.Register("experts", new BlockList<Expert>(experts, () => new Expert(dim, hidden, names, device, bias, swigluLimit)));
        if (sharedHidden > 0) shared = this.Register(names.Shared, new Expert(dim, sharedHidden, MoeNames.Default, device, bias, swigluLimit));
        drop = this.Register("drop", new Dropout(dropout));
    }

    /// <summary>[experts, dim].</summary>
    public readonly Router router;

    /// <summary>dim → hidden → dim each.</summary>
    public readonly BlockList<Expert> experts;

    /// <summary>The expert of all tokens, or null.</summary>
    public readonly Expert? shared;

    /// <summary>Experts of each token.</summary>
    public int TopK => gating.TopK;

    /// <summary>How far a step moves the balance biases; 0 when there are none.</summary>
    public double BalanceRate { get; }

    /// <summary>Coefficient of the load-balancing loss.</summary>
    public double BalanceLoss { get; }

    /// <summary>Coefficient of the router's z-loss.</summary>
    public double ZLoss { get; }

    /// <inheritdoc/>
    protected override bool ReadsRows => true;

    /// <param name="x">[batch, time, dim]</param>
    /// <param name="pass">has the log where loads and losses of the routing are noted while training</param>
    /// <returns>[batch, time, dim]</returns>
    public override Tensor forward(Tensor x, Pass pass)
    {
        using var scope = torch.NewDisposeScope();
        var rows = x.flatten(0, 1);                                          // [tokens, dim]
        var logits = router.call(rows);                                      // [tokens, experts]
        var scores = gating.Scores(logits);                                  // [tokens, experts]
        var chosen = gating.Choose(scores, router.e_score_correction_bias);  // [tokens, top_k]
        using var dispatch = new Dispatch(chosen, experts.Count);
        if (pass.Routing is { } log) Note(log, logits, scores, dispatch);
        var results = Compute(dispatch.Gather(rows), dispatch.Counts);       // [tokens · top_k, dim]
        var mixed = dispatch.Scatter(results, gating.Weights(scores, chosen));
        if (shared is not null) mixed = mixed + shared.call(rows);           // [tokens, dim]
        return drop.call(mixed.view_as(x)).MoveToOuterDisposeScope();
    }

    /// <summary>Moves the balance biases of experts with less than the mean load up a step, and of those with more down.</summary>
    /// <param name="load">tokens of each expert in an optimizer step, [experts]</param>
    /// <exception cref="InvalidOperationException">there are no balance biases</exception>
    public void Balance(Tensor load)
    {
        var biases = router.e_score_correction_bias ?? throw new InvalidOperationException("this layer has no balance biases");
        using var scope = torch.NewDisposeScope();
        using var untracked = torch.no_grad();
        biases.add_((load.mean() - load).sign(), BalanceRate);
    }

    /// <summary>Each expert on its own rows of those that lie one expert after another, [tokens · top_k, dim].</summary>
    private Tensor Compute(Tensor sorted, long[] counts)
    {
        var parts = sorted.split(counts);
        var results = new List<Tensor>(counts.Length);
        for (var i = 0; i < counts.Length; i++)
            if (counts[i] > 0) results.Add(experts[i].call(parts[i]));
        return torch.cat(results);
    }

    private void Note(RoutingLog log, Tensor logits, Tensor scores, Dispatch dispatch)
    {
        var load = dispatch.Load();
        var balance = BalanceLoss > 0 ? RouterLosses.Balance(scores, load) * BalanceLoss : null;
        var z = ZLoss > 0 ? RouterLosses.Z(logits) * ZLoss : null;
        log.Add(this, load, balance is not null && z is not null ? balance + z : balance ?? z);
    }
}
