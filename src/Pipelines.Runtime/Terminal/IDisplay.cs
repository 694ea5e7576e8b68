using Pipelines.Runtime.Graph;

namespace Pipelines.Runtime.Terminal;

/// <summary>What the person in front of the program sees of its run.</summary>
internal interface IDisplay
{
    /// <summary>Shows a stage while <paramref name="body"/> runs it, on the calling thread.</summary>
    /// <param name="stage">which</param>
    /// <param name="width">of the longest name of a stage, so that lines align</param>
    /// <param name="body">is given where to report to; returns the result in a line</param>
    void During(Stage stage, int width, Func<IStageProgress, string> body);

    /// <summary>Says that a stage was done before.</summary>
    void Cached(Stage stage, int width);

    /// <summary>Says what may be wrong, without stopping.</summary>
    void Warn(string message);
}

/// <summary>Where a stage reports how far it is; called on the stage's own thread.</summary>
internal interface IStageProgress
{
    /// <summary>How far it is.</summary>
    /// <param name="fraction">in [0, 1]</param>
    /// <param name="facts">what to say beside it: <c>step 271/366</c>, <c>loss 3.12</c></param>
    void Report(double fraction, params ReadOnlySpan<string> facts);

    /// <summary>Says something worth knowing that stays.</summary>
    void Note(string text);

    /// <summary>A part of the stage's result that people want to see as it comes, such as generated text.</summary>
    void Stream(string text);

    /// <summary>Says what may be wrong, without stopping.</summary>
    void Warn(string message);
}
