using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Pipelines.Runtime.Commands;
using Pipelines.Runtime.Terminal;

namespace Pipelines.Runtime.Tests;

/// <summary>
/// The tests' program with a training that stands still after a step until it is told to go on: whoever kills it then, or tells it to stop,
/// is not late.
/// </summary>
internal static partial class HeldTraining
{
    /// <summary>The first argument of such a program; the second is the step.</summary>
    public const string Option = "--held-after";

    /// <summary>What it says when it stands still. A line on its input lets it go on.</summary>
    public const string Word = "held";

    /// <summary>Runs it.</summary>
    public static Task<int> RunAsync(string step, string[] args)
    {
        var progress = new ProgressThatHolds(long.Parse(step, CultureInfo.InvariantCulture));
        return new PipelineProgram(new TinyPipeline(), Workspace.OfProgram(), new ProgramOutput(progress, Console.Error, IsTerminal: true)).RunAsync(args);
    }

    /// <summary>A terminal, to which the thread that trains writes how far it is.</summary>
    private sealed partial class ProgressThatHolds(long after) : TextWriter
    {
        private bool hasHeld;

        public override Encoding Encoding => Encoding.UTF8;

        public override void Write(char value)
        {
        }

        public override void Write(string? value)
        {
            if (hasHeld || Step().Match(value ?? "") is not { Success: true } found) return;
            if (long.Parse(found.Groups[1].ValueSpan, CultureInfo.InvariantCulture) <= after) return;
            hasHeld = true;
            Console.Out.WriteLine(Word);
            Console.In.ReadLine();
        }

        [GeneratedRegex(@"step (\d+)/")]
        private static partial Regex Step();
    }
}
