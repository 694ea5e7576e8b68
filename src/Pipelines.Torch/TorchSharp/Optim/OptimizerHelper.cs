using static TorchSharp.torch;
using static TorchSharp.torch.optim;

namespace TorchSharp.Modules;

/// <summary>What the optimizers share: groups, per-parameter state, and its way in and out.</summary>
public abstract class OptimizerHelper : Optimizer
{
    /// <summary>The settings of a group that does not give its own.</summary>
    protected OptimizerOptions _defaults = null!;

    private protected readonly Dictionary<Parameter, OptimizerState> _state = new(ReferenceEqualityComparer.Instance);

    /// <summary>No groups yet.</summary>
    public OptimizerHelper()
    {
    }

    /// <summary>The settings of each group and the state of each parameter: the optimizer's own, not copies.</summary>
    public virtual StateDictionary state_dict()
    {
        var dictionary = new StateDictionary();
        foreach (var group in _parameter_groups)
        {
            var indices = new List<int>();
            dictionary.Options.Add(group.Options);
            dictionary.StateIndexRef.Add(indices);
            foreach (var parameter in group.Parameters)
            {
                indices.Add(dictionary.State.Count);
                dictionary.State.Add(_state[parameter]);
            }
        }
        return dictionary;
    }

    /// <summary>Copies settings and state from <paramref name="state_dict"/>.</summary>
    /// <exception cref="ArgumentException">it has another number of groups or parameters</exception>
    public virtual void load_state_dict(StateDictionary state_dict)
    {
        var mine = this.state_dict();
        if (state_dict.Options.Count != mine.Options.Count)
            throw new ArgumentException($"{state_dict.Options.Count} parameter groups in the state, {mine.Options.Count} in the optimizer");
        if (state_dict.State.Count != mine.State.Count)
            throw new ArgumentException($"{state_dict.State.Count} parameters in the state, {mine.State.Count} in the optimizer");
        for (var i = 0; i < mine.Options.Count; i++)
            if (mine.Options[i] != state_dict.Options[i]) mine.Options[i].LoadStateDict(state_dict.Options[i]);
        for (var i = 0; i < mine.State.Count; i++)
            if (mine.State[i] != state_dict.State[i]) mine.State[i].LoadStateDict(state_dict.State[i]);
    }

    /// <summary>Runs <paramref name="body"/> on each group without recording, after the closure with recording.</summary>
    protected Tensor? _step<T>(Action<T> body, Func<Tensor>? loss_closure = null)
        where T : ParamGroup
    {
        Tensor? loss = null;
        if (loss_closure is not null)
        {
            using var recording = enable_grad();
            loss = loss_closure();
        }
        using var still = no_grad();
        using var scope = NewDisposeScope();
        foreach (var group in _parameter_groups) body((T)group);
        return loss;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (!disposing) return;
        foreach (var state in _state.Values) (state as IDisposable)?.Dispose();
    }
}

/// <summary>The settings of a parameter group.</summary>
public class OptimizerOptions
{
    /// <summary>The rate of the next step; null takes the optimizer's.</summary>
    public double? LearningRate { get; set; }

    /// <summary>The rate that schedules take as their base.</summary>
    public double InitialLearningRate { get; set; }

    /// <summary>Copies the settings of <paramref name="source"/>.</summary>
    public virtual void LoadStateDict(OptimizerOptions source)
    {
        InitialLearningRate = source.InitialLearningRate;
        LearningRate = source.LearningRate;
    }
}

/// <summary>What an optimizer remembers of a parameter.</summary>
public abstract class OptimizerState
{
    /// <summary>The parameter.</summary>
    protected Parameter _parameter;

    /// <summary>Remembers nothing yet.</summary>
    protected OptimizerState(Parameter parameter) => _parameter = parameter;

    /// <summary>Copies what <paramref name="source"/> remembers.</summary>
    public abstract void LoadStateDict(OptimizerState source);

    /// <summary>Starts anew.</summary>
    public abstract void Initialize(OptimizerOptions options);

    /// <summary>Moves it to a device.</summary>
    public virtual void to(Device device)
    {
    }
}

/// <summary>Parameters that share their settings.</summary>
public class ParamGroup : ILearningRateController
{
    /// <summary>The parameters.</summary>
    public IEnumerable<Parameter> Parameters { get; set; } = [];

    /// <summary>Their settings.</summary>
    public OptimizerOptions Options { get; set; } = null!;

    /// <inheritdoc/>
    public double LearningRate { get => Options.LearningRate!.Value; set => Options.LearningRate = value; }

    /// <inheritdoc/>
    public double InitialLearningRate { get => Options.InitialLearningRate; set => Options.InitialLearningRate = value; }
}

/// <summary>Parameters that share settings of a known type.</summary>
public class ParamGroup<TOptions> : ParamGroup
    where TOptions : OptimizerOptions
{
    /// <summary>An empty group.</summary>
    public ParamGroup()
    {
    }

    /// <summary>A group of <paramref name="parameters"/>; null settings are the optimizer's.</summary>
    public ParamGroup(IEnumerable<Parameter> parameters, TOptions? options = null)
    {
        Parameters = parameters;
        base.Options = options!;
    }

    /// <summary>Their settings.</summary>
    public new TOptions Options { get => (TOptions)base.Options; set => base.Options = value; }
}
