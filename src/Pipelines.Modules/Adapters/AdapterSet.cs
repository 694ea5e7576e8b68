using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Modules;

/// <summary>
/// An adapter beside the frozen weights of a model. Its parameters, under the names that PEFT's files have
/// (<c>base_model.model.&lt;path&gt;.lora_A.weight</c>), are what is trained and saved. Several may stand beside one model, each under a
/// name of its own; what those that are active add is summed. Disposing it leaves the model as it was, but for weights that went into
/// NF4, which stay there.
/// </summary>
public sealed class AdapterSet : nn.Module
{
    private readonly FrozenBase frozen;
    private readonly List<LowRank> parts = [];
    private readonly long baseNumbers;
    private int disabled;

    private AdapterSet(LanguageModel model, AdapterOptions options, string name)
        : base(nameof(AdapterSet))
    {
        (Model, Options, Name, frozen) = (model, options, name, FrozenBase.Of(model));
        if (frozen.Sets.Any(other => other.Name == name))
            throw new ArgumentException($"an adapter '{name}' is attached to {model.GetName()} already", nameof(name));

        var targets = AdapterTargets.Of(model, options.Targets);
        if (targets.FirstOrDefault(target => target.Projection.Packed is not null) is { Path: { } packed })
            throw new ArgumentException(
                $"{packed} of {model.GetName()} is packed; an adapter learns beside weights of full precision", nameof(model));
        baseNumbers = Numbers(model);
        foreach (var (path, projection) in targets)
        {
            if (options.Quantized && projection.Quantized is null) projection.Quantize(frozen.Learns(projection.weight));
            Stand(new LowRank(this, path, projection));
        }
        frozen.Add(this);
    }

    /// <summary>What it stands beside.</summary>
    public LanguageModel Model { get; }

    /// <summary>What it was attached with.</summary>
    public AdapterOptions Options { get; }

    /// <summary>Its name among the adapters of its model.</summary>
    public string Name { get; }

    /// <summary>Whether it adds its part; true at first.</summary>
    public bool Active { get; set; } = true;

    /// <summary>What it adds beside each projection, in the model's order.</summary>
    public IReadOnlyList<AdapterRow> Rows => [.. parts.Select(Row)];

    /// <summary>Numbers that are trained.</summary>
    public long Trainable => parameters().Sum(parameter => parameter.numel());

    /// <summary>Numbers of the model and of this adapter.</summary>
    public long Total => baseNumbers + Trainable;

    /// <summary>Whether it adds its part now.</summary>
    internal bool IsActive => Active && disabled == 0;

    /// <summary>
    /// Freezes the weights of <paramref name="model"/> and puts an adapter beside those that <paramref name="options"/> name. What the
    /// model computes stays the same until the adapter is trained. A and B are drawn from torch's generator.
    /// </summary>
    /// <param name="model">the model</param>
    /// <param name="options">which projections, and how</param>
    /// <param name="name">its name among the adapters of this model</param>
    /// <exception cref="AdapterTargetException">a target matches nothing: what it could match is in the message</exception>
    /// <exception cref="ArgumentException">the model has an adapter of this name, or a weight among the targets is packed</exception>
    public static AdapterSet Attach(LanguageModel model, AdapterOptions options, string name = "default")
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Rank, 1);
        return new AdapterSet(model, options, name);
    }

    /// <summary>The adapters that stand beside the weights of <paramref name="model"/> now, the earliest first.</summary>
    public static IReadOnlyList<AdapterSet> Of(LanguageModel model) => [.. FrozenBase.Of(model).Sets];

    /// <summary>Until the result is disposed, this adapter adds nothing: the model computes as before it was attached.</summary>
    public IDisposable Disabled() => new Scope(this);

    /// <summary>
    /// Makes the adapter part of the weights, W ← W + s·B·A, and takes it away: the model computes the same by itself, and its weights
    /// learn again when this was the last adapter. What was in NF4 is of full precision afterwards.
    /// </summary>
    public void Merge()
    {
        foreach (var part in parts)
        {
            using var whole = part.Projection.Base();
            using var merged = part.Merged(whole);
            part.Projection.Replace(merged);
        }
        Dispose();
        if (frozen.Sets.Count > 0) frozen.Freeze();
    }

    /// <inheritdoc/>
    protected override void RegisterComponents()
    {
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            foreach (var part in parts) part.Projection.Remove(part);
            parts.Clear();
            frozen.Remove(this);
        }
        base.Dispose(disposing);
    }

    private void Stand(LowRank part)
    {
        var prefix = $"base_model.model.{part.Path}.";
        register_parameter(prefix + "lora_A.weight", part.A);
        register_parameter(prefix + "lora_B.weight", part.B);
        if (part.Magnitude is { } magnitude) register_parameter(prefix + "lora_magnitude_vector", magnitude);
        part.Projection.Add(part);
        parts.Add(part);
    }

    private static long Numbers(LanguageModel model) =>
        model.parameters().Sum(parameter => parameter.numel()) +
        model.modules().OfType<Projection>().Sum(projection => projection.Quantized is { } weight ? weight.Rows * weight.Columns : 0);

    private static AdapterRow Row(LowRank part)
    {
        var trainable = part.A.numel() + part.B.numel() + (part.Magnitude?.numel() ?? 0);
        var projection = part.Projection;
        return new(part.Path, projection.Inputs, projection.Outputs, (int)part.A.shape[0], part.Scale, trainable, projection.Turned);
    }

    private sealed class Scope : IDisposable
    {
        private AdapterSet? set;

        public Scope(AdapterSet set)
        {
            this.set = set;
            set.disabled++;
        }

        public void Dispose()
        {
            if (set is not null) set.disabled--;
            set = null;
        }
    }
}
