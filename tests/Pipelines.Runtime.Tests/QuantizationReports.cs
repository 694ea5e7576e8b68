using System.Globalization;
using System.Text.Json;
using System.Xml.Linq;
using Pipelines.Runtime.Stages.Quantization;
using Pipelines.Training;

namespace Pipelines.Runtime.Tests;

/// <summary>The report of what quantizing costs: table, picture, JSON.</summary>
public sealed class QuantizationReports : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("quantization-").FullName;

    private readonly QuantizationTable found = new(
        "pretrain", "docs", Masked: false, new CalibrationSummary("docs", 65_536), Weights: 1_000_000, new Evaluation(2000, 1000, 4000),
        [
            Row("q8_0", 1_062_500, 1e-5),
            Row("q2_k", 328_125, 0.25, "blk.0.attn_k.weight became q4_0: its rows of 192 are no whole blocks of 256"),
            Row("gptq", 531_250, 0.02),
            Row("round to nearest", 531_250, 0.08) with { IsComparison = true },
            new("f16", 2_000_000, 16, null, ["not measured"]),
        ]);

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void The_table_has_the_whole_model_first_and_a_row_for_each_type()
    {
        QuantizationReport.Write(folder, found);
        var lines = File.ReadAllLines(Path.Combine(folder, "report.md"));

        lines[0].ShouldBe("# pretrain in fewer bits");
        lines.ShouldContain("Measured in float32 on 1,000 held-out tokens of docs.");
        lines.ShouldContain("Calibrated on 65,536 tokens of docs.");
        lines.ShouldContain("| float32 | 3.81 MB | 32.00 | 7.389 | | | |");
        lines.ShouldContain("| q8_0 | 1.01 MB | 8.50 | 7.389 | 0.00001 | 0.0001 | 99.0 % |");
        lines.ShouldContain("| *round to nearest* | 519 KB | 4.25 | 8.004 | 0.08000 | 0.8000 | 99.0 % |");
        lines.ShouldContain("| f16 | 1.91 MB | 16.00 | | | | |");
        lines.ShouldContain("- blk.0.attn_k.weight became q4_0: its rows of 192 are no whole blocks of 256");
        lines.ShouldContain("![Size against KL](report.svg)");
    }

    [Fact]
    public void The_json_says_the_same_to_programs()
    {
        QuantizationReport.Write(folder, found);
        using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "report.json")));

        json.RootElement.GetProperty("perplexity").GetDouble().ShouldBe(Math.Exp(2));
        json.RootElement.GetProperty("calibration").GetProperty("tokens").GetInt64().ShouldBe(65_536);
        var types = json.RootElement.GetProperty("types").EnumerateArray().ToArray();
        types.Select(type => type.GetProperty("type").GetString()).ShouldBe(["q8_0", "q2_k", "gptq", "round to nearest", "f16"]);
        types.Select(type => type.GetProperty("written").GetBoolean()).ShouldBe([true, true, true, false, true]);
        types[1].GetProperty("kl_p99").GetDouble().ShouldBe(2.5);
        types[1].GetProperty("notes")[0].GetString()!.ShouldStartWith("blk.0");
        types[4].TryGetProperty("perplexity", out _).ShouldBeFalse();
    }

    [Fact]
    public void The_picture_has_a_point_for_each_that_was_measured_where_its_numbers_say()
    {
        var svg = XDocument.Parse(SizeAgainstKl.Draw(found)!);
        XNamespace names = "http://www.w3.org/2000/svg";
        var points = svg.Descendants(names + "circle").Select(point => (X: Number(point, "cx"), Y: Number(point, "cy"))).ToArray();

        points.Length.ShouldBe(4);
        points[0].X.ShouldBeGreaterThan(points[2].X, "q8_0 is larger than gptq");
        points[2].X.ShouldBe(points[3].X);
        points[1].Y.ShouldBeLessThan(points[3].Y, "q2_k is farther away");
        // Of equal ratios the distances are equal: 0.25 : 0.08 against 0.08 : 0.02, on a logarithmic scale.
        ((points[2].Y - points[3].Y) / (points[3].Y - points[1].Y)).ShouldBe(Math.Log(0.08 / 0.02) / Math.Log(0.25 / 0.08), 0.01);
        // On the axis to the right sizes are linear.
        (points[0].X - points[2].X).ShouldBe((points[2].X - points[1].X) * (1_062_500 - 531_250) / (531_250 - 328_125), 0.5);
        svg.Descendants(names + "text").Select(text => text.Value).ShouldContain("round to nearest");
        points.ShouldAllBe(point => point.X > 0 && point.X < 640 && point.Y > 0 && point.Y < 400);
    }

    [Fact]
    public void Names_of_points_that_lie_together_do_not_lie_on_each_other()
    {
        (double, double, string Name)[] points =
            [(260, 140, "q4_0"), (262, 152, "iq4_nl"), (268, 149, "q4_k_m"), (300, 180, "q5_k_m"), (314, 186, "q5_1")];
        var places = PointLabels.Place(points);

        var boxes = places.Zip(points, (place, point) => (
            Left: place.Ends ? place.X - 7 * point.Name.Length : place.X,
            Right: place.Ends ? place.X : place.X + 7 * point.Name.Length,
            place.Y)).ToArray();
        for (var i = 0; i < boxes.Length; i++)
            for (var j = 0; j < i; j++)
                (boxes[i].Left >= boxes[j].Right || boxes[j].Left >= boxes[i].Right || Math.Abs(boxes[i].Y - boxes[j].Y) >= 12)
                    .ShouldBeTrue($"{points[i].Name} and {points[j].Name}");
        (places[0].X, places[0].Y, places[0].Ends).ShouldBe((268, 134, false));
    }

    [Fact]
    public void Where_nothing_was_measured_there_is_none()
    {
        var unmeasured = found with { Rows = [found.Rows[4]] };
        SizeAgainstKl.Draw(unmeasured).ShouldBeNull();
        QuantizationReport.Write(folder, unmeasured);
        File.ReadAllText(Path.Combine(folder, "report.md")).ShouldNotContain("report.svg");
    }

    [Fact]
    public void The_result_in_a_line_has_what_was_written() => found.Headline.ShouldBe(
        "q8_0 1.01 MB, KL 0.0000 · q2_k 320 KB, KL 0.2500 · gptq 519 KB, KL 0.0200 · f16 1.91 MB");

    private static QuantizationRow Row(string name, long bytes, double kl, params string[] notes) => new(
        name, bytes, 8.0 * bytes / 1_000_000,
        new ModelDivergence(new(2000, 1000, 4000), new(2000 + 1000 * kl, 1000, 4000), kl, 10 * kl, 0.99), notes);

    private static double Number(XElement element, string name) =>
        double.Parse(element.Attribute(name)!.Value, CultureInfo.InvariantCulture);
}
