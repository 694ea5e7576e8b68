namespace Pipelines.Runtime.Graph;

/// <summary>The stages of a pipeline in an order in which each comes after what it needs.</summary>
internal static class StageGraph
{
    /// <summary>The wanted stages and all that they need, inputs first; otherwise in the order of <paramref name="wanted"/>.</summary>
    public static IReadOnlyList<Stage> InOrder(IEnumerable<Stage> wanted)
    {
        var order = new List<Stage>();
        foreach (var stage in wanted) Visit(stage, order);
        return order;
    }

    // Stages are made from their inputs, so there are no cycles.
    private static void Visit(Stage stage, List<Stage> order)
    {
        if (order.Contains(stage)) return;
        foreach (var input in stage.Inputs) Visit(input, order);
        order.Add(stage);
    }
}
