namespace Pipelines.Generators.Emission.Stages;

/// <summary>The graph of stages as aligned lines: <c>docs, tokenizer ─► pretrain ─► Checkpoint&lt;DocsLm&gt;</c>.</summary>
internal static class StageDiagram
{
    /// <summary>A line for each stage, in the given order.</summary>
    public static IEnumerable<string> Lines(IReadOnlyCollection<(string Name, StageEmitter Emitter)> stages)
    {
        if (stages.Count == 0) yield break;
        var reads = stages.Max(stage => Reads(stage.Emitter).Length);
        var names = stages.Max(stage => stage.Name.Length);
        foreach (var (name, emitter) in stages)
            yield return $"{Reads(emitter).PadRight(reads)} ─► {name.PadRight(names)} ─► {emitter.Artifact}";
    }

    private static string Reads(StageEmitter emitter) => string.Join(", ", emitter.Reads);
}
