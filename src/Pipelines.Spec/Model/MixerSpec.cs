namespace Pipelines.Spec;

/// <summary>What mixes information across time.</summary>
public abstract record MixerSpec : PartSpec;

/// <summary>No mixer: the block works on each token alone.</summary>
public sealed record NoMixer : MixerSpec
{
    /// <inheritdoc/>
    public override string Word => "none";

    /// <inheritdoc/>
    public override IEnumerable<PartSetting> Settings => [];
}
