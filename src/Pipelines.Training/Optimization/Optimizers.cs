using Pipelines.Spec;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Pipelines.Training;

/// <summary>Makes the optimizer that a spec asks for.</summary>
internal static class Optimizers
{
    /// <summary>
    /// An optimizer over named parameters in two groups: those of two dimensions and more (matrices, embeddings) decay, the others (norms,
    /// biases) do not (Loshchilov and Hutter 2019; Brown et al. 2020 for the split).
    /// </summary>
    /// <param name="spec">which optimizer, with its peak rate</param>
    /// <param name="parameters">what it updates, in <see cref="Grouped"/>'s order</param>
    public static OptimizerHelper Create(OptimizerSpec spec, IReadOnlyList<(string Name, Parameter Parameter)> parameters)
    {
        var matrices = parameters.Where(named => Decays(named.Parameter)).Select(named => named.Parameter).ToArray();
        var vectors = parameters.Where(named => !Decays(named.Parameter)).Select(named => named.Parameter).ToArray();
        return spec switch
        {
            AdamWSpec adamw => optim.AdamW(
                [
                    new AdamW.ParamGroup(matrices, new AdamW.Options { weight_decay = adamw.WeightDecay }),
                    new AdamW.ParamGroup(vectors, new AdamW.Options { weight_decay = 0 }),
                ],
                adamw.LearningRate, adamw.Beta1, adamw.Beta2, adamw.Eps),
            SgdSpec sgd => optim.SGD(
                [
                    new SGD.ParamGroup(matrices, new SGD.Options { weight_decay = sgd.WeightDecay }),
                    new SGD.ParamGroup(vectors, new SGD.Options { weight_decay = 0 }),
                ],
                sgd.LearningRate, sgd.Momentum),
            _ => throw new NotSupportedException($"no optimizer is known for {spec.GetType().Name}"),
        };
    }

    /// <summary>The parameters of a model that are trained, those that decay first: the order of the optimizer's state.</summary>
    public static IReadOnlyList<(string Name, Parameter Parameter)> Grouped(nn.Module model) =>
        [.. model.named_parameters().Where(named => named.parameter.requires_grad).OrderBy(named => Decays(named.parameter) ? 0 : 1)];

    private static bool Decays(Parameter parameter) => parameter.dim() >= 2;
}
