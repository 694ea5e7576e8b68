namespace Pipelines.Quantization;

/// <summary>What is taken off codes, which have no sign in panels.</summary>
internal interface IPanelOffset
{
    /// <summary>Codes stand for what they are less 2 to this, unless there are minimums.</summary>
    static abstract int ZeroBits { get; }

    /// <summary>Whether blocks have minimums beside their scales.</summary>
    static abstract bool Minimums { get; }
}
