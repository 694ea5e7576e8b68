using System.Globalization;
using Pipelines.Rollouts.Bench;
using Pipelines.Spec;

// The parts of a round in turn, so that whatever else the machine does falls on all of them.
const int warm = 1, rounds = 5;

using var stream = typeof(Rounds).Assembly.GetManifestResourceStream("bench.pipeline.yaml")!;
using var reader = new StreamReader(stream);
var read = PipelineReader.Read("bench.pipeline.yaml", reader.ReadToEnd(), new ReadOptions());
foreach (var diagnostic in read.Diagnostics) Console.Error.WriteLine(diagnostic);

using var parts = new Rounds(read.Spec!.Models[0]);
for (var round = 0; round < warm + rounds; round++) parts.Run(count: round >= warm);

Print("rollouts.sampled", parts.Sampled * 1e3, "ms");
Print("rollouts.sampled.tokens_per_second", Rounds.Tokens / parts.Sampled, "tokens/s");
Print("rollouts.sampled.ratio", parts.Sampled / parts.OneByOne, "of_one_by_one");
Print("rollouts.grpo.learned", parts.Grpo * 1e3, "ms");
Print("rollouts.ppo.read", parts.Read * 1e3, "ms");
Print("rollouts.ppo.learned", parts.Ppo * 1e3, "ms_a_pass");

static void Print(string name, double value, string unit) =>
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name} {value:0.###} {unit}"));
