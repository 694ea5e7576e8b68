using Pipelines.Runtime.Terminal;

namespace Pipelines.Runtime.Tests;

public sealed class MovingLine
{
    private readonly StringWriter terminal = new();
    private readonly SmallPipeline pipeline = new();

    [Fact]
    public void Shows_a_bar_and_ends_in_a_result()
    {
        Show(100).During(pipeline.First, 9, progress =>
        {
            progress.Report(0.771, "step 271/366", "loss 3.12");
            return "loss 3.05";
        });
        var lines = terminal.ToString().Split("\r\e[K");
        lines[..2].ShouldBe(["", " first      ━━━━━━━━━━━━━━━━━━╸━━━━━   77%  step 271/366  loss 3.12"]);
        lines[2..].ShouldHaveSingleItem().ShouldMatch(@"^ first      ✓ \d+:\d\d  loss 3\.05\n$");
    }

    [Fact]
    public void Never_wraps()
    {
        Show(50).During(pipeline.First, 9, progress =>
        {
            progress.Report(0.5, "step 271/366", "loss 3.12");
            return "";
        });
        terminal.ToString().Split('\r')[1].Length.ShouldBe("\e[K".Length + 49);
    }

    [Fact]
    public void Is_taken_back_before_a_warning_and_after_a_failure()
    {
        Should.Throw<PipelineException>(() => Show(100).During(pipeline.First, 5, progress =>
        {
            progress.Report(0);
            progress.Warn("careful");
            throw new PipelineException("no luck");
        }));
        terminal.ToString().ShouldEndWith("\r\e[Kwarning: careful\n");
    }

    private RichDisplay Show(int columns) => new(terminal, () => columns, colours: false);
}
