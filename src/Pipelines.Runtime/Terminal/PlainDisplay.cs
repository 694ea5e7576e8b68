using System.Diagnostics;
using Pipelines.Runtime.Graph;

namespace Pipelines.Runtime.Terminal;

/// <summary>Plain lines, for files, pipes and build logs: one every few seconds.</summary>
/// <param name="output">results and progress</param>
/// <param name="errors">warnings</param>
internal sealed class PlainDisplay(TextWriter output, TextWriter errors) : IDisplay
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    public void During(Stage stage, int width, Func<IStageProgress, string> body)
    {
        var progress = new Progress(this, $" {stage.Name.PadRight(width)}  ");
        var started = Stopwatch.GetTimestamp();
        string result;
        try
        {
            result = body(progress);
        }
        finally
        {
            progress.EndLine();
        }
        output.WriteLine($" {stage.Name.PadRight(width)}  done in {Quantity.Clock(Stopwatch.GetElapsedTime(started))}  {result}");
        output.Flush();
    }

    public void Cached(Stage stage, int width) => output.WriteLine($" {stage.Name.PadRight(width)}  cached");

    public void Warn(string message) => errors.WriteLine($"warning: {message}");

    private void Write(string text)
    {
        output.Write(text);
        output.Flush();
    }

    private sealed class Progress(PlainDisplay display, string prefix) : IStageProgress
    {
        private long last = Stopwatch.GetTimestamp();
        private bool inLine;

        public void Report(double fraction, params ReadOnlySpan<string> facts)
        {
            if (Stopwatch.GetElapsedTime(last) < Interval) return;
            last = Stopwatch.GetTimestamp();
            EndLine();
            display.Write($"{prefix}{fraction,4:0%}  {string.Join("  ", facts!)}".TrimEnd() + "\n");
        }

        public void Note(string text)
        {
            EndLine();
            display.Write($"{prefix}{text}\n");
        }

        public void Stream(string text)
        {
            if (text.Length == 0) return;
            display.Write(text);
            inLine = !text.EndsWith('\n');
        }

        public void Warn(string message) => display.Warn(message);

        public void EndLine()
        {
            if (inLine) display.Write("\n");
            inLine = false;
        }
    }
}
