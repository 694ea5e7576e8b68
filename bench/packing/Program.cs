using System.Globalization;
using Pipelines.Data;
using Pipelines.Packing.Bench;
using Pipelines.Spec;
using Pipelines.Tokenizers;

// Steps that learn from as many examples, in turn in one process, so that whatever else the machine does falls on both.
const int warm = 2, rounds = 11, rows = 16, questions = 8_000;

using var stream = typeof(Steps).Assembly.GetManifestResourceStream("bench.pipeline.yaml")!;
using var reader = new StreamReader(stream);
var read = PipelineReader.Read("bench.pipeline.yaml", reader.ReadToEnd(), new ReadOptions());
foreach (var diagnostic in read.Diagnostics) Console.Error.WriteLine(diagnostic);
var spec = read.Spec!.Models[0];

var template = ChatTemplate.BuiltIn("chatml");
var documents = DocumentSource.Open(read.Spec.Data[0], ".").Documents().Select(document => document.Text);
var tokenizer = BpeTrainer.Train(documents, new BpeTrainerOptions
{
    VocabSize = spec.Vocab.Size,
    SpecialTokens = ["<|endoftext|>", .. template.SpecialTokens.Except(["<|endoftext|>"])],
});
var context = spec.Architecture.Context;
var source = ExampleSource.Open(new DotnetDocsQuestionsSpec("questions", 0, questions), ".");
var encoder = new ExampleEncoder(tokenizer, new ChatFormat(tokenizer, template), LossMask.Assistant, context);
var examples = encoder.EncodeAll([.. source.Examples()]).Kept;

var inRows = new PackedExamples(examples, context, rows, accumulate: 1, seed: 1);
var examplesOfStep = (int)Math.Round((double)rows * examples.Count / inRows.Count);
using var packed = new Steps("packed", spec, inRows);
using var padded = new Steps("padded", spec, new PaddedExamples(examples, examplesOfStep, accumulate: 1, seed: 1));
for (var round = 0; round < warm + rounds; round++)
{
    packed.Run(count: round >= warm);
    padded.Run(count: round >= warm);
}

foreach (var side in new[] { packed, padded })
{
    Print($"packing.{side.Name}.learned", side.Speed, "tokens/s");
    Print($"packing.{side.Name}.share", side.Share, "of_places");
}
Print("packing.examples", examplesOfStep, "a_step");
Print("packing.learned.ratio", packed.Speed / padded.Speed, "of_padded");

static void Print(string name, double value, string unit) =>
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name} {value:0.###} {unit}"));
