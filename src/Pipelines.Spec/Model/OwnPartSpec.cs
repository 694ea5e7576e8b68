using System.Globalization;

namespace Pipelines.Spec;

/// <summary>A class of the user's own with <c>[Block]</c> as a mixer.</summary>
/// <param name="Block">its declaration</param>
/// <param name="Values">its settings, in the order of its constructor</param>
public sealed record OwnMixerSpec(BlockDeclaration Block, EquatableArray<OwnSetting> Values) : MixerSpec
{
    /// <inheritdoc/>
    public override string Word => Block.Name;

    /// <inheritdoc/>
    public override IEnumerable<PartSetting> Settings => Values.Select(value => new PartSetting(value.Key, value.Value));
}

/// <summary>A class of the user's own with <c>[Block]</c> as a feed-forward.</summary>
/// <param name="Block">its declaration</param>
/// <param name="Values">its settings, in the order of its constructor</param>
public sealed record OwnFeedForwardSpec(BlockDeclaration Block, EquatableArray<OwnSetting> Values) : FeedForwardSpec
{
    /// <inheritdoc/>
    public override int Hidden { get => 0; init { } }

    /// <inheritdoc/>
    public override string Word => Block.Name;

    /// <inheritdoc/>
    public override IEnumerable<PartSetting> Settings => Values.Select(value => new PartSetting(value.Key, value.Value));
}

/// <summary>A setting of a user's block.</summary>
/// <param name="Key">its key in YAML</param>
/// <param name="Value">its value as YAML writes it; the declaration says of what type</param>
public sealed record OwnSetting(string Key, string Value);

/// <summary>
/// A user's block as the validator sees it: what its class and constructor say. The generator reads it from the class; a program
/// carries it along.
/// </summary>
/// <param name="Name">its word in YAML</param>
/// <param name="Class">its class, with its namespace</param>
/// <param name="Mixes">whether it is a mixer (a <c>SequenceLayer</c>) rather than a feed-forward (a <c>TokenLayer</c>)</param>
/// <param name="Parameters">the settings that its constructor takes between <c>int dim</c> and the device</param>
/// <param name="Rule">what must hold of its settings, such as <c>dim % groups == 0</c>; empty for nothing</param>
/// <param name="Weights">how many weights it has, such as <c>dim * dim + kernel * dim</c></param>
public sealed record BlockDeclaration(
    string Name, string Class, bool Mixes, EquatableArray<BlockParameter> Parameters, string Rule, string Weights) : IDeclaration
{
    /// <summary>
    /// What <see cref="Rule"/> and <see cref="Weights"/> may name: <c>dim</c>, and the settings that are whole numbers or flags.
    /// </summary>
    public IEnumerable<string> Names =>
        [Width, .. Parameters.Where(parameter => parameter.Type != "double").Select(parameter => parameter.Key)];

    private const string Width = "dim";

    /// <summary>How many weights it has in a stream of width <paramref name="dim"/>; none where it does not say.</summary>
    /// <exception cref="BlockExpressionException"><see cref="Weights"/> is no number, divides by zero, or passes 64 bits</exception>
    public long WeightsOf(int dim, EquatableArray<OwnSetting> settings) =>
        Weights.Length == 0 ? 0 : BlockExpression.Parse(Weights, Names).Number(Numbers(dim, settings));

    /// <summary>The values of <see cref="Names"/>.</summary>
    internal IReadOnlyDictionary<string, long> Numbers(int dim, EquatableArray<OwnSetting> settings)
    {
        var numbers = new Dictionary<string, long> { [Width] = dim };
        foreach (var setting in settings)
            if (Names.Contains(setting.Key)) numbers[setting.Key] = Number(setting.Value);
        return numbers;
    }

    private static long Number(string value) => value switch
    {
        "true" => 1,
        "false" => 0,
        _ => long.Parse(value, CultureInfo.InvariantCulture),
    };
}

/// <summary>A setting of a user's block.</summary>
/// <param name="Key">its key in YAML: <c>kernel_size</c></param>
/// <param name="Name">its name in the constructor: <c>kernelSize</c></param>
/// <param name="Type"><c>int</c>, <c>double</c> or <c>bool</c></param>
/// <param name="Default">its default as YAML writes it, or null when it must be given</param>
public sealed record BlockParameter(string Key, string Name, string Type, string? Default);
