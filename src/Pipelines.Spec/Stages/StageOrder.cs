using Pipelines.Spec.Settings;

namespace Pipelines.Spec;

/// <summary>Stages run in the order of what they read from each other; a circle has no order.</summary>
internal static class StageOrder
{
    /// <summary>Reports each circle once, at the reference that closes it.</summary>
    public static void Check(Reading reading)
    {
        var edges = reading.References.ToLookup(reference => Owner(reference.From));
        var done = new HashSet<string>();
        foreach (var stage in reading.Names.Stages) Visit(stage.Key, [], edges, done, reading);
    }

    private static void Visit(
        string stage, List<string> waiting, ILookup<string, StageReference> edges, HashSet<string> done, Reading reading)
    {
        if (done.Contains(stage)) return;
        waiting.Add(stage);
        foreach (var reference in edges[stage])
        {
            var start = waiting.IndexOf(reference.To);
            if (start < 0) Visit(reference.To, waiting, edges, done, reading);
            else
            {
                var circle = waiting.Skip(start).Append(reference.To);
                reading.Report(Rules.StageCycle, reference.At, $"stages wait for each other: {string.Join(" → ", circle)}");
            }
        }
        waiting.RemoveAt(waiting.Count - 1);
        done.Add(stage);
    }

    /// <summary>The stage of a setting: the second part of <c>stages.pretrain.tokenizer</c>.</summary>
    private static string Owner(string path) => path.Split('.')[1];
}
