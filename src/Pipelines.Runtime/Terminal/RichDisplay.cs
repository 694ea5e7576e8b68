using System.Diagnostics;
using Pipelines.Runtime.Graph;

namespace Pipelines.Runtime.Terminal;

/// <summary>A line that moves, for a terminal: a bar, how far it is, and what is known; the last line of a stage stays.</summary>
/// <param name="output">a terminal that understands the usual escape sequences</param>
/// <param name="columns">its width at the moment</param>
/// <param name="colours">whether it may use some</param>
internal sealed class RichDisplay(TextWriter output, Func<int> columns, bool colours) : IDisplay
{
    private const int BarWidth = 24;
    private const string EraseLine = "\r\e[K";
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(80);

    private bool moving;

    public void During(Stage stage, int width, Func<IStageProgress, string> body)
    {
        var name = $" {stage.Name.PadRight(width)}  ";
        var started = Stopwatch.GetTimestamp();
        try
        {
            var result = body(new Progress(this, name));
            Keep($"{name}{Coloured("32", "✓")} {Quantity.Clock(Stopwatch.GetElapsedTime(started))}  {result}\n");
        }
        finally
        {
            Keep("");
        }
    }

    public void Cached(Stage stage, int width) => Keep($" {stage.Name.PadRight(width)}  {Coloured("32", "✓")} {Coloured("2", "cached")}\n");

    public void Warn(string message) => Keep($"{Coloured("33", "warning:")} {message}\n");

    /// <summary>Writes what stays, in place of the line that moves.</summary>
    private void Keep(string text)
    {
        output.Write(moving ? EraseLine + text : text);
        output.Flush();
        moving = false;
    }

    private void Move(string name, double fraction, string facts)
    {
        var full = fraction * BarWidth;
        var whole = (int)full;
        var half = full - whole >= 0.5 ? "╸" : "";
        var rest = new string('━', BarWidth - whole - half.Length);
        var text = $"  {fraction,4:0%}  {facts}";
        // A line that wraps cannot be taken back.
        var room = columns() - name.Length - BarWidth - 1;
        if (room < 0) return;
        if (text.Length > room) text = text[..room];
        output.Write($"{EraseLine}{name}{Coloured("36", new string('━', whole) + half)}{Coloured("2", rest)}{text}");
        output.Flush();
        moving = true;
    }

    private string Coloured(string code, string text) => colours ? $"\e[{code}m{text}\e[0m" : text;

    private sealed class Progress(RichDisplay display, string name) : IStageProgress
    {
        private long last;

        public void Report(double fraction, params ReadOnlySpan<string> facts)
        {
            if (last != 0 && Stopwatch.GetElapsedTime(last) < Interval) return;
            last = Stopwatch.GetTimestamp();
            display.Move(name, Math.Clamp(fraction, 0, 1), string.Join("  ", facts!));
        }

        public void Note(string text) => display.Keep($"{name}{text}\n");

        public void Stream(string text) => display.Keep(text);

        public void Warn(string message) => display.Warn(message);
    }
}
