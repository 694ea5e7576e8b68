namespace Pipelines.Quantization;

/// <summary>The ways of <see cref="IDot"/>.</summary>
internal enum DotPath
{
    /// <summary><see cref="Dots.Plain"/>.</summary>
    Plain,

    /// <summary><see cref="Dots.Pairs"/>.</summary>
    Pairs,

    /// <summary><see cref="Dots.Vnni"/>.</summary>
    Vnni,
}
