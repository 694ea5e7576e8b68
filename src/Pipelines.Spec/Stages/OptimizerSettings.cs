using Pipelines.Spec.Settings;

namespace Pipelines.Spec;

/// <summary>The settings of optimizers. A new one is a section and its word.</summary>
internal static class OptimizerSettings
{
    private static readonly Setting<double> WeightDecay = Setting.Default(
        "weight_decay", new NumberKind(new(0, 10)), "0.1", "Decoupled decay of matrices; norms and biases are left alone");

    private static readonly Setting<double> AdamWRate = Rate("3e-4");

    private static readonly Setting<double> Beta1 = Setting.Default(
        "beta1", new NumberKind(new(0, 1, MaxOpen: true)), "0.9", "Decay of the mean of gradients");

    private static readonly Setting<double> Beta2 = Setting.Default(
        "beta2", new NumberKind(new(0, 1, MaxOpen: true)), "0.95", "Decay of the mean of their squares");

    private static readonly Setting<double> Eps = Setting.Default(
        "eps", new NumberKind(new(0, 1, MinOpen: true)), "1e-8", "Added to the root of that mean");

    private static readonly Setting<double> SgdRate = Rate("0.1");

    private static readonly Setting<double> Momentum = Setting.Default(
        "momentum", new NumberKind(new(0, 1, MaxOpen: true)), "0.9", "Share of the last update that is kept");

    /// <summary>Any optimizer.</summary>
    public static readonly ChoiceKind<OptimizerSpec> Optimizer = new(
        "an optimizer",
        [
            new("adamw", new(
                "optimizer.adamw", "adamw", "AdamW (Loshchilov and Hutter 2019)", [AdamWRate, WeightDecay, Beta1, Beta2, Eps],
                values => new AdamWSpec(
                    values.Get(AdamWRate), values.Get(WeightDecay), values.Get(Beta1), values.Get(Beta2), values.Get(Eps)))),
            new("sgd", new(
                "optimizer.sgd", "sgd", "Stochastic gradient descent", [SgdRate, WeightDecay, Momentum],
                values => new SgdSpec(values.Get(SgdRate), values.Get(WeightDecay), values.Get(Momentum)))),
        ]);

    private static Setting<double> Rate(string yaml) => Setting.Default(
        "lr", new NumberKind(new(0, 100, MinOpen: true)), yaml, "The peak learning rate");
}
