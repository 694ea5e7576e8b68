using System.Text.Json;
using Pipelines.Verification;

namespace Rlvr;

/// <summary>
/// Writes the prompts, the same ones everywhere: <c>puzzles/worked.jsonl</c> with an answer to imitate, and <c>puzzles/asked.jsonl</c>
/// without, whose answers are judged. Files of your own in their place are left as they are.
/// </summary>
internal static class Puzzles
{
    private const int Worked = 16_000, Asked = 8_000;

    public static void WriteWhereMissing()
    {
        var project = AppContext.GetData("Pipelines.ProjectDirectory") as string ?? ".";
        var (worked, asked) = (Path.Combine(project, "puzzles/worked.jsonl"), Path.Combine(project, "puzzles/asked.jsonl"));
        if (File.Exists(worked) && File.Exists(asked)) return;
        Directory.CreateDirectory(Path.Combine(project, "puzzles"));
        var random = new Random(1337);
        var all = new Dictionary<string, Puzzle>();
        while (all.Count < Worked + Asked)
        {
            var puzzle = Puzzle.Draw(random);
            all.TryAdd(puzzle.Prompt, puzzle);
        }
        File.WriteAllLines(worked, all.Values.Take(Worked).Select(puzzle => puzzle.Line(answered: true)));
        File.WriteAllLines(asked, all.Values.Skip(Worked).Select(puzzle => puzzle.Line(answered: false)));
    }

    /// <summary>Three numbers from 1 to 19, and what a sum or difference of them comes to.</summary>
    private sealed record Puzzle(string Prompt, string Numbers, string Target, string Answer)
    {
        public static Puzzle Draw(Random random)
        {
            while (true)
            {
                int[] numbers = [random.Next(1, 20), random.Next(1, 20), random.Next(1, 20)];
                int[] signs = [1, random.Next(2) * 2 - 1, random.Next(2) * 2 - 1];
                var target = numbers.Zip(signs, (number, sign) => number * sign).Sum();
                if (target < 1) continue;
                var answer = string.Concat(numbers.Zip(signs, (number, sign) => sign < 0 ? $" - {number}" : $" + {number}"))[3..];
                random.Shuffle(numbers);
                return new(
                    $"Make {target} of {numbers[0]}, {numbers[1]} and {numbers[2]}.", string.Join(' ', numbers), $"{target}", answer);
            }
        }

        /// <summary>A line of JSON: all but the prompt and the answer is what the verifier reads.</summary>
        public string Line(bool answered)
        {
            var line = new Dictionary<string, string> { ["prompt"] = Prompt, ["numbers"] = Numbers, ["target"] = Target };
            // The verifier has to accept what is imitated: a mistake in either of them shows here.
            var verdict = new PuzzleVerifier().Verify(new Answer(Prompt, Answer, line, Ended: true), CancellationToken.None);
            if (verdict != Verdict.Right) throw new InvalidOperationException($"{Prompt} {Answer}: the verifier says that it {verdict.Reason}");
            return JsonSerializer.Serialize(answered ? new Dictionary<string, string>(line) { ["answer"] = Answer } : line);
        }
    }
}
