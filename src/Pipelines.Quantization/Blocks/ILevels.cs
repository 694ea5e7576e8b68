namespace Pipelines.Quantization;

/// <summary>What codes stand for, where that is not the number that they are.</summary>
internal interface ILevels
{
    /// <summary>Every level, ascending.</summary>
    static abstract ReadOnlySpan<sbyte> Ascending { get; }
}
