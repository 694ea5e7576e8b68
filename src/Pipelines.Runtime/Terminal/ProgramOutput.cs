namespace Pipelines.Runtime.Terminal;

/// <summary>Where the program writes.</summary>
/// <param name="Out">results</param>
/// <param name="Error">errors and warnings</param>
/// <param name="IsTerminal">whether a person watches, rather than a file or pipe</param>
internal sealed record ProgramOutput(TextWriter Out, TextWriter Error, bool IsTerminal)
{
    /// <summary>The console's.</summary>
    public static ProgramOutput OfConsole() =>
        new(Console.Out, Console.Error, !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("TERM") is not "dumb");

    /// <summary>Whether a person watches who has not turned colours off.</summary>
    public bool HasColors => IsTerminal && Environment.GetEnvironmentVariable("NO_COLOR") is not { Length: > 0 };

    /// <summary>Shows the run of stages.</summary>
    public IDisplay Display() => IsTerminal
        ? new RichDisplay(Out, () => Console.WindowWidth, HasColors)
        : new PlainDisplay(Out, Error);
}
