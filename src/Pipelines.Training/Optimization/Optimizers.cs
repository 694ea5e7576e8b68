using Pipelines.Modules;
using Pipelines.Spec;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Pipelines.Training;

/// <summary>Makes the optimizer that a spec asks for.</summary>
internal static class Optimizers
{
    /// <summary>
    /// An optimizer over named parameters in two groups: those that decay, and the others (Loshchilov and Hutter 2019; Brown et al. 2020
    /// for the split).
    /// </summary>
    /// <param name="spec">which optimizer, with its peak rate</param>
    /// <param name="parameters">what it updates, in <see cref="Grouped"/>'s order</param>
    public static OptimizerHelper Create(OptimizerSpec spec, IReadOnlyList<(string Name, Parameter Parameter, bool Decays)> parameters)
    {
        var decaying = parameters.Where(named => named.Decays).Select(named => named.Parameter).ToArray();
        var others = parameters.Where(named => !named.Decays).Select(named => named.Parameter).ToArray();
        return spec switch
        {
            AdamWSpec adamw => optim.AdamW(
                [
                    new AdamW.ParamGroup(decaying, new AdamW.Options { weight_decay = adamw.WeightDecay }),
                    new AdamW.ParamGroup(others, new AdamW.Options { weight_decay = 0 }),
                ],
                adamw.LearningRate, adamw.Beta1, adamw.Beta2, adamw.Eps),
            AdamW8BitSpec adamw => new AdamW8Bit(decaying, others, adamw),
            SgdSpec sgd => optim.SGD(
                [
                    new SGD.ParamGroup(decaying, new SGD.Options { weight_decay = sgd.WeightDecay }),
                    new SGD.ParamGroup(others, new SGD.Options { weight_decay = 0 }),
                ],
                sgd.LearningRate, sgd.Momentum),
            _ => throw new NotSupportedException($"no optimizer is known for {spec.GetType().Name}"),
        };
    }

    /// <summary>
    /// The parameters of a model that are trained, those that decay first: the order of the optimizer's state. Those of two dimensions and
    /// more (matrices, embeddings) decay unless their part says otherwise, vectors (norms, biases) do not.
    /// </summary>
    public static IReadOnlyList<(string Name, Parameter Parameter, bool Decays)> Grouped(nn.Module model)
    {
        var undecayed = model.modules().OfType<IUndecayed>().SelectMany(part => part.Undecayed).ToHashSet();
        return
        [
            .. model.named_parameters()
                .Where(named => named.parameter.requires_grad)
                .Select(named => (named.name, named.parameter, named.parameter.dim() >= 2 && !undecayed.Contains(named.parameter)))
                .OrderBy(named => named.Item3 ? 0 : 1),
        ];
    }
}
