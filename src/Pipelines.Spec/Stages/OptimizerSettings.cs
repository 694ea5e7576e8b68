using Pipelines.Spec.Settings;

namespace Pipelines.Spec;

/// <summary>The settings of optimizers. A new one is a section and its word.</summary>
internal static class OptimizerSettings
{
    private static readonly NumberKind Rates = new(new(0, 100, MinOpen: true));

    private static readonly NumberKind Decays = new(new(0, 1, MaxOpen: true));

    private static readonly Setting<double> LearningRate = Setting.Derived(
        "lr", Rates, OptimizerDefaults.LearningRates, "The peak learning rate").Known("learning_rate");

    private static readonly Setting<double> WeightDecay = Setting.Derived(
        "weight_decay", new NumberKind(new(0, 10)), OptimizerDefaults.WeightDecays,
        "Decoupled decay of matrices; norms and biases are left alone");

    private static readonly Setting<double> Beta1 = Setting.Default(
        "beta1", Decays, "0.9", "Decay of the mean of gradients").Known("adam_beta1");

    private static readonly Setting<double> Beta2 = Setting.Derived(
        "beta2", Decays, OptimizerDefaults.Beta2s, "Decay of the mean of their squares").Known("adam_beta2");

    private static readonly Setting<double> Eps = Setting.Default(
        "eps", new NumberKind(new(0, 1, MinOpen: true)), "1e-8", "Added to the root of that mean").Known("adam_epsilon", "epsilon");

    private static readonly Setting<double> SgdRate = Setting.Default(
        "lr", Rates, "0.1", "The peak learning rate").Known("learning_rate");

    private static readonly Setting<double> Momentum = Setting.Default(
        "momentum", Decays, "0.9", "Share of the last update that is kept");

    /// <summary>Any optimizer.</summary>
    public static readonly ChoiceKind<OptimizerDraft> Optimizer = new(
        "an optimizer",
        [
            new("adamw", new(
                "optimizer.adamw", "adamw", "AdamW (Loshchilov and Hutter 2019)", [LearningRate, WeightDecay, Beta1, Beta2, Eps],
                values => defaults => new AdamWSpec(
                    values.Get(LearningRate, defaults.LearningRate), values.Get(WeightDecay, defaults.WeightDecay),
                    values.Get(Beta1), values.Get(Beta2, defaults.Beta2), values.Get(Eps)))),
            new("adamw_8bit", new(
                "optimizer.adamw_8bit", "adamw_8bit",
                "AdamW that keeps its means in 8 bits, with a scale for each block of numbers (Dettmers et al. 2022)",
                [LearningRate, WeightDecay, Beta1, Beta2, Eps],
                values => defaults => new AdamW8BitSpec(
                    values.Get(LearningRate, defaults.LearningRate), values.Get(WeightDecay, defaults.WeightDecay),
                    values.Get(Beta1), values.Get(Beta2, defaults.Beta2), values.Get(Eps)))),
            new("sgd", new(
                "optimizer.sgd", "sgd", "Stochastic gradient descent", [SgdRate, WeightDecay, Momentum],
                values => defaults => new SgdSpec(
                    values.Get(SgdRate), values.Get(WeightDecay, defaults.WeightDecay), values.Get(Momentum)))),
        ]);
}
