namespace Pipelines.Runtime.Sweeping;

/// <summary>Runs a stage with some settings of its own.</summary>
internal interface ITrialRunner
{
    /// <param name="stage">the stage; what it needs and is not done runs too</param>
    /// <param name="overrides">settings: <c>path=value</c></param>
    /// <param name="parent">the run that it is part of</param>
    /// <param name="log">the file that gets what it says</param>
    /// <param name="cancellation">ends it where it can go on later</param>
    /// <returns>null where it came to its end, else why it did not</returns>
    Task<string?> RunAsync(string stage, IReadOnlyList<string> overrides, string parent, string log, CancellationToken cancellation);
}
