using Pipelines.Spec;
using Pipelines.Torch;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Pipelines.Training;

/// <summary>
/// AdamW whose moments take a byte a number, with a scale for each block of 256 (Dettmers et al., arXiv:2110.02861): a quarter of the
/// memory, and nearly the same steps.
/// </summary>
internal sealed class AdamW8Bit : OptimizerHelper
{
    private readonly AdamW8BitSpec spec;
    private readonly List<(double Decay, ParamGroup Group, State[] States)> groups = [];

    /// <param name="decaying">parameters that decay</param>
    /// <param name="others">parameters that do not</param>
    /// <param name="spec">peak rate, decay and betas</param>
    public AdamW8Bit(IReadOnlyList<Parameter> decaying, IReadOnlyList<Parameter> others, AdamW8BitSpec spec)
    {
        this.spec = spec;
        Add(decaying, spec.WeightDecay);
        Add(others, 0);
    }

    /// <summary>What it remembers of each parameter, in the order in which they came.</summary>
    public IEnumerable<State> States => groups.SelectMany(group => group.States);

    /// <inheritdoc/>
    public override Tensor? step(Func<Tensor>? closure = null)
    {
        var loss = closure?.Invoke();
        foreach (var (decay, group, states) in groups)
            foreach (var state in states)
            {
                using var gradient = state.Parameter.grad;
                if (gradient is null) continue;
                state.Step++;
                Fused.adamw_8bit_(
                    state.Parameter, gradient, state.Moments, state.Step, group.LearningRate, spec.Beta1, spec.Beta2, spec.Eps, decay);
            }
        return loss;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (!disposing) return;
        foreach (var state in States) state.Moments.Dispose();
    }

    private void Add(IReadOnlyList<Parameter> parameters, double decay)
    {
        var options = new OptimizerOptions { LearningRate = spec.LearningRate, InitialLearningRate = spec.LearningRate };
        var group = new ParamGroup { Parameters = parameters, Options = options };
        add_param_group(group);
        groups.Add((decay, group, [.. parameters.Select(parameter => new State(parameter))]));
    }

    /// <summary>What it remembers of a parameter.</summary>
    /// <param name="parameter">the parameter</param>
    internal sealed class State(Parameter parameter)
    {
        /// <summary>The parameter.</summary>
        public Parameter Parameter => parameter;

        /// <summary>Its moments.</summary>
        public AdamMoments8Bit Moments { get; } = new(parameter);

        /// <summary>Steps that it has had a gradient in.</summary>
        public long Step { get; set; }
    }
}
