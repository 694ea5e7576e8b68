using Pipelines.Spec.Diagnostics;
using Pipelines.Spec.Settings;

namespace Pipelines.Spec;

/// <summary>Stages run in the order of what they read from each other; a circle has no order.</summary>
internal static class StageOrder
{
    /// <summary>Reports each circle once, at the reference that closes it.</summary>
    public static void Check(Reading reading)
    {
        var references = reading.References
            .Where(reference => reference.From.StartsWith("stages.", StringComparison.Ordinal)).GroupBy(Owner)
            .ToDictionary(group => group.Key, group => new Queue<StageReference>(group));
        var settled = new HashSet<string>();
        foreach (var stage in reading.Names.Stages.All) Settle(stage, references, settled, reading);
    }

    /// <summary>Goes down what a stage waits for, depth first, with a list of its own: a file may hold a chain of thousands.</summary>
    private static void Settle(string stage, Dictionary<string, Queue<StageReference>> references, HashSet<string> settled, Reading reading)
    {
        var waiting = new List<string> { stage };
        var onTheWay = new HashSet<string> { stage };
        while (waiting.Count > 0)
        {
            var last = waiting[waiting.Count - 1];
            if (!references.TryGetValue(last, out var left) || left.Count == 0)
            {
                settled.Add(last);
                waiting.RemoveAt(waiting.Count - 1);
                continue;
            }
            var reference = left.Dequeue();
            if (settled.Contains(reference.To)) continue;
            if (onTheWay.Add(reference.To)) waiting.Add(reference.To);
            else
            {
                var circle = waiting.Skip(waiting.IndexOf(reference.To)).Append(reference.To);
                reading.Report(Rules.StageCycle, reference.At, $"stages wait for each other: {Wording.Chain(circle)}");
            }
        }
    }

    /// <summary>The stage that refers: the second part of <c>stages.pretrain.tokenizer</c>.</summary>
    private static string Owner(StageReference reference) => reference.From.Split('.')[1];
}
