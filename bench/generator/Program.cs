using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;
using Pipelines.Generators;

// How long the generators take over a file of 40 lines: the first time in a process, and after an edit of one character.
using var resource = new StreamReader(typeof(PipelineFile).Assembly.GetManifestResourceStream("bench.pipeline.yaml")!);
var yaml = resource.ReadToEnd();
var compilation = CSharpCompilation.Create("Bench");
var file = new PipelineFile(yaml);

var cold = Stopwatch.StartNew();
var driver = CSharpGeneratorDriver
    .Create([new PipelineGenerator().AsSourceGenerator(), new ModelGenerator().AsSourceGenerator()], [file])
    .RunGenerators(compilation);
Print("generator.cold", cold.Elapsed);
if (driver.GetRunResult() is not { Diagnostics: [], GeneratedTrees.Length: 3 } result)
    throw new InvalidOperationException("the file of the benchmark is not valid: " + string.Join("\n", driver.GetRunResult().Diagnostics));

// dim: 192 becomes 198 and back: every edit changes the spec, a model and the pipeline.
var edits = new List<TimeSpan>();
for (var edit = 0; edit < 21; edit++)
{
    var edited = new PipelineFile(edit % 2 == 0 ? yaml.Replace("dim: 192", "dim: 198") : yaml);
    var watch = Stopwatch.StartNew();
    driver = driver.ReplaceAdditionalText(file, edited).RunGenerators(compilation);
    edits.Add(watch.Elapsed);
    file = edited;
}
edits.RemoveAt(0);
edits.Sort();
Print("generator.edit", edits[edits.Count / 2]);

static void Print(string name, TimeSpan time) =>
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name} {time.TotalMilliseconds:0.0} ms"));

internal sealed class PipelineFile(string text) : AdditionalText
{
    private readonly SourceText source = SourceText.From(text);

    public override string Path => "bench.pipeline.yaml";

    public override SourceText GetText(CancellationToken cancellationToken = default) => source;
}
