using Pipelines.Spec;

namespace Pipelines.Generators.Emission.Stages;

/// <summary>Stages in an order in which each comes after what it reads.</summary>
internal static class StageOrder
{
    /// <summary>File order, but that inputs are drawn forward. The graph has no cycle: the reader refuses one.</summary>
    public static IReadOnlyList<StageSpec> Of(PipelineSpec pipeline)
    {
        var byName = pipeline.Stages.ToDictionary(stage => stage.Name);
        var ordered = new List<StageSpec>();
        var seen = new HashSet<string>();
        foreach (var stage in pipeline.Stages) Visit(stage);
        return ordered;

        void Visit(StageSpec stage)
        {
            if (!seen.Add(stage.Name)) return;
            foreach (var input in stage.Inputs) Visit(byName[input]);
            ordered.Add(stage);
        }
    }
}
