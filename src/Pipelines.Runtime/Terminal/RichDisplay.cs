using System.Diagnostics;
using Pipelines.Runtime.Graph;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Pipelines.Runtime.Terminal;

/// <summary>A bar that moves and colours, for a terminal.</summary>
internal sealed class RichDisplay(IAnsiConsole console) : IDisplay
{
    public void During(Stage stage, int width, Func<IStageProgress, string> body)
    {
        var started = Stopwatch.GetTimestamp();
        var result = stage.Streams ? body(new Text(this)) : WithBar(stage, width, body);
        console.MarkupLineInterpolated(
            $" {stage.Name.PadRight(width)}  [green]✓[/] {Quantity.Clock(Stopwatch.GetElapsedTime(started))}  {result}");
    }

    public void Cached(Stage stage, int width) => console.MarkupLineInterpolated($" {stage.Name.PadRight(width)}  [green]✓[/] [grey]cached[/]");

    public void Write(string text) => console.Write(new Spectre.Console.Text(text));

    public void Warn(string message) => console.MarkupLineInterpolated($"[yellow]warning:[/] {message}");

    private string WithBar(Stage stage, int width, Func<IStageProgress, string> body)
    {
        var name = $" {stage.Name.PadRight(width)}";
        var facts = new FactsColumn();
        return console
            .Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn { Width = 32 }, new PercentageColumn(), facts)
            .Start(context => body(new Bar(this, context.AddTask(Markup.Escape(name), maxValue: 1), facts, name)));
    }

    private sealed class Bar(RichDisplay display, ProgressTask task, FactsColumn column, string name) : IStageProgress
    {
        public void Report(double fraction, params ReadOnlySpan<string> facts)
        {
            column.Facts = string.Join("  ", facts!);
            task.Value = fraction;
        }

        public void Note(string text) => display.Write($"{name}  {text}\n");

        public void Stream(string text) => display.Write(text);

        public void Warn(string message) => display.Warn(message);
    }

    private sealed class Text(RichDisplay display) : IStageProgress
    {
        public void Report(double fraction, params ReadOnlySpan<string> facts)
        {
        }

        public void Note(string text) => display.Write($"{text}\n");

        public void Stream(string text) => display.Write(text);

        public void Warn(string message) => display.Warn(message);
    }

    private sealed class FactsColumn : ProgressColumn
    {
        /// <summary>Set by the stage's thread, shown by the console's.</summary>
        public volatile string Facts = "";

        public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) => new Spectre.Console.Text(Facts);
    }
}
